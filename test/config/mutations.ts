import { choose } from './random-numbers.ts';

/** Makes wrong build files of right ones, the same for the same random numbers. */
export class Mutator {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** One to four changes of a file. */
  mutate(file: Buffer): Buffer {
    let changed = file;
    for (let count = this.#below(4); count >= 0; count -= 1) changed = this.#change(changed);
    return changed;
  }

  pick<Item>(items: readonly Item[]): Item {
    return choose(items, this.#random);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #change(file: Buffer): Buffer {
    const changes = [this.#cutBytes, this.#insertPiece, this.#insertPiece, this.#replaceByte, this.#changeLines];
    return this.pick(changes).call(this, file);
  }

  #cutBytes(file: Buffer): Buffer {
    const at = this.#below(file.length);
    return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + this.#below(8))]);
  }

  #insertPiece(file: Buffer): Buffer {
    const at = this.#below(file.length + 1);
    return Buffer.concat([file.subarray(0, at), Buffer.from(this.pick(PIECES)), file.subarray(at)]);
  }

  #replaceByte(file: Buffer): Buffer {
    const changed = Buffer.from(file);
    if (changed.length > 0) changed[this.#below(changed.length)] = this.#below(256);
    return changed;
  }

  #changeLines(file: Buffer): Buffer {
    const lines = file.toString('latin1').split('\n');
    const [at, other] = [this.#below(lines.length), this.#below(lines.length)];
    const [line = '', second = ''] = [lines[at], lines[other]];
    const changes: readonly (() => void)[] = [
      () => lines.splice(at, 1),
      () => lines.splice(other, 0, line),
      () =>
        lines.splice(at, 1, indentOf(second) + line.trimStart()) &&
        lines.splice(other, 1, indentOf(line) + second.trimStart()),
      () => lines.splice(at, 1, second) && lines.splice(other, 1, line),
      () => lines.splice(at, 1, `${' '.repeat(this.#below(9))}${line.trimStart()}`),
      () => lines.splice(at, 1, line.slice(0, this.#below(line.length + 1))),
      () => lines.splice(at, lines.length),
      () => lines.splice(at, 1, line + second.trimStart()),
      () => lines.splice(at, 1, line.replace(/:.*/, `: ${this.pick(VALUES)}`)),
    ];
    this.pick(changes)();
    return Buffer.from(lines.join('\n'), 'latin1');
  }
}

function indentOf(line: string): string {
  return /^ */.exec(line)?.[0] ?? '';
}

const VALUES = [
  ...[
    '',
    '~',
    '[]',
    '{}',
    '[a, b]',
    '{a: b}',
    '1',
    '-1',
    '1.5',
    'true',
    '.nan',
    '2020-01-02',
    '2020-13-01',
    'x',
    '""',
    '*x',
    '&x y',
  ],
  ...[
    '!!binary QUJD',
    '!!set {a, b}',
    '!!omap [a: 1]',
    '!!python/tuple [1]',
    '[[[]]]',
    '99999999999999999999',
    '0x10',
    '"\\0"',
    '../x',
  ],
];

const PIECES: readonly (string | Uint8Array)[] = [
  ...[
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '{{ x }}',
    '{{ x.y }}',
    '{% if x %}',
    '{% endif %}',
    '{% for a in b %}',
    '{% raw %}',
    '{{-',
  ],
  ...[
    ':',
    ': ',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '&x ',
    '*x',
    '!!int ',
    '!x ',
    '|',
    '>',
    '"',
    "'",
    '%',
    '@',
    '#',
    ' #',
    '<<: ',
    '=',
  ],
  ...[
    '\n',
    '\n\n',
    '  ',
    ' ',
    '\t',
    '\r',
    '\r\n',
    '\u0085',
    '\u2028',
    '\ufeff',
    '---\n',
    '\n...\n',
    '\0',
    '\x07',
    '\x7f',
    '\\',
    '\\x',
  ],
  ...[
    'é',
    '\u{1f600}',
    '\u202e',
    '\ufffe',
    '中文',
    'steps:',
    'run:\n',
    'redirect: x\n',
    'version: 9\n',
    '__proto__: 1\n',
    'constructor',
  ],
  ...[
    Uint8Array.of(0xff),
    Uint8Array.of(0xc3),
    Uint8Array.of(0xed, 0xa0, 0x80),
    Uint8Array.of(0xf5, 0x80),
    Uint8Array.of(0x80),
  ],
];
