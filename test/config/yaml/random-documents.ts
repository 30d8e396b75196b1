import { choose, seeded } from '../random-numbers.ts';

/** Makes random documents: most are YAML, and many are nearly YAML. */
export class DocumentGenerator {
  readonly #random: () => number;
  readonly #anchors: string[] = [];

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  /** One of three kinds: nested blocks, a heap of pieces, or nested blocks with pieces thrown in. */
  document(): string {
    this.#anchors.length = 0;
    const kind = this.#random();
    if (kind < 0.25) return this.#heap();
    const text = `${this.#chance(0.1) ? this.#pick(HEADS) : ''}${this.#block(0, 3)}${this.#chance(0.05) ? '...\n' : ''}`;
    return kind < 0.7 ? text : this.#disturb(text);
  }

  #pick<Item>(items: readonly Item[]): Item {
    return choose(items, this.#random);
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #count(most: number): number {
    return 1 + Math.floor(this.#random() * most);
  }

  #heap(): string {
    return Array.from({ length: this.#count(14) }, () => this.#pick(PIECES)).join('');
  }

  #disturb(text: string): string {
    const at = Math.floor(this.#random() * (text.length + 1));
    const cut = this.#chance(0.5) ? Math.floor(this.#random() * 4) : 0;
    return text.slice(0, at) + this.#pick(PIECES) + text.slice(at + cut);
  }

  #block(indent: number, depth: number): string {
    const margin = ' '.repeat(indent);
    const kind = this.#random();
    if (depth === 0 || kind < 0.1) return `${margin}${this.#scalar(indent)}\n`;
    const lines = Array.from({ length: this.#count(4) }, (_, index) => {
      if (kind < 0.4) return `${margin}-${this.#value(indent, depth, true)}`;
      if (this.#chance(0.05)) return `${margin}? ${this.#flow(1)}\n${margin}:${this.#value(indent, depth, true)}`;
      if (this.#chance(0.08)) return `${margin}<<: ${this.#merge()}\n`;
      const key = this.#chance(0.8) ? `k${index}` : this.#pick(KEYS);
      return `${margin}${key}:${this.#value(indent, depth, false)}`;
    });
    return lines.join('') + (this.#chance(0.1) ? `${margin}# comment: [\n` : '');
  }

  #value(indent: number, depth: number, mayStandOnLine: boolean): string {
    const kind = this.#random();
    const properties = this.#properties();
    if (kind < 0.4) return ` ${properties}${this.#scalar(indent)}\n`;
    if (kind < 0.6) return ` ${properties}${this.#flow(depth)}\n`;
    if (kind < 0.7) return ` ${this.#blockScalar(indent)}`;
    if (kind < 0.75) return '\n';
    const wider = indent + this.#count(3);
    if (mayStandOnLine && kind < 0.85) return ` ${this.#block(indent + 2, depth - 1).trimStart()}`;
    return `${properties === '' ? '' : ` ${properties}`}\n${this.#block(this.#chance(0.1) ? indent : wider, depth - 1)}`;
  }

  #properties(): string {
    if (this.#chance(0.85)) return '';
    if (this.#chance(0.5)) return `${this.#pick(TAGS)} `;
    const name = `a${this.#anchors.length}`;
    this.#anchors.push(name);
    return this.#chance(0.2) ? `&${name} ${this.#pick(TAGS)} ` : `&${name} `;
  }

  #alias(): string {
    return this.#anchors.length > 0 ? `*${this.#pick(this.#anchors)}` : '*none';
  }

  #merge(): string {
    if (this.#anchors.length === 0) return '{a: 1, k0: 2}';
    return this.#chance(0.5) ? this.#alias() : `[${this.#alias()}, {k1: x}]`;
  }

  #scalar(indent: number): string {
    if (this.#anchors.length > 0 && this.#chance(0.08)) return this.#alias();
    if (this.#chance(0.1)) return `${this.#pick(SCALARS)}\n${' '.repeat(indent + 2)}${this.#pick(SCALARS)}`;
    return this.#pick(SCALARS);
  }

  #blockScalar(indent: number): string {
    const header = this.#pick(['|', '>', '|-', '>-', '|+', '>+', '|2', '>1-', '|+1', '| # c', '>0', '|x']);
    const lines = Array.from({ length: this.#count(5) }, () => this.#pick(LINES));
    return `${header}\n${lines.map((line) => (line === '' ? '' : ' '.repeat(indent + 1) + line)).join('\n')}\n`;
  }

  #flow(depth: number): string {
    if (depth <= 0 || this.#chance(0.3)) return this.#pick(FLOW_SCALARS);
    const separator = this.#pick([', ', ',', ' ,\n ', ', # c\n']);
    const items = Array.from({ length: this.#count(4) - 1 }, (_, index) =>
      this.#chance(0.5) ? this.#flow(depth - 1) : `f${index}${this.#pick([': ', ':', ' : '])}${this.#flow(depth - 1)}`,
    ).join(separator);
    const end = this.#chance(0.05) ? ',' : '';
    return this.#chance(0.5) ? `[${items}${end}]` : `{${items}${end}}`;
  }
}

const HEADS = [
  '---\n',
  '--- ',
  '%YAML 1.1\n---\n',
  '%TAG !e! tag:yaml.org,2002:\n---\n',
  '# c\n',
  '\ufeff',
  '%X y\n---\n',
];
const KEYS = [
  '"q"',
  "'s'",
  'on',
  '1',
  '1.5',
  '~',
  'a b',
  '? x',
  '=',
  '"<<"',
  '!!str 1',
  '2020-01-02',
  '[a]',
  'k0',
  'é',
];
const TAGS = [
  '!!str',
  '!!int',
  '!!float',
  '!!bool',
  '!!null',
  '!!binary',
  '!!set',
  '!!omap',
  '!!pairs',
  '!!seq',
  '!!map',
];
const SCALARS = [
  ...[
    'x',
    'a b',
    'true',
    'No',
    'y',
    '~',
    'null',
    '1',
    '-1',
    '+1',
    '010',
    '08',
    '0x1F',
    '0b11',
    '1_000',
    '1:30',
    '1:30.5',
  ],
  ...['1.5', '1.', '.5', '1e3', '1.0e+3', '.inf', '-.INF', '.nan', '2020-01-02', '2020-01-02T03:04:05Z', '2020-13-01'],
  ...['2001-12-14 21:59:43.10 -5', '=', '<<', "'it''s'", '"a\\tb"', '"\\x41\\u00e9"', '"a\\\n  b"', "''", '""', 'a#b'],
  ...['a #c', 'a:b', 'a,b', '[x', '-x', '?x', ':x', '- x', 'a: b', '@x', '`x', '%x', '&x', '!x', '|', 'é', '\u{1f600}'],
  ...[
    'QUJD',
    '0o17',
    '1,000',
    '12345678901234567890',
    '<x',
    'a\u2028b',
    'a\x85b',
    'a\u2029 b',
    '"a\n\n b"',
    "'a\n  b'",
  ],
];
const FLOW_SCALARS = [
  'x',
  '1',
  'a b',
  '"q"',
  "'s'",
  'true',
  '~',
  'a:b',
  '-x',
  '"q":x',
  '?',
  'http://h',
  'a\n b',
  '1:2',
  '- x',
];
const LINES = ['x', ' y', 'z # c', '', 'a: b', '- c', '  deep', '\ttab', '"q', 'long words here', ''];
const PIECES = [
  ...[
    ' ',
    '  ',
    '\n',
    '\n ',
    '\n  ',
    '\t',
    ':',
    ': ',
    '- ',
    '? ',
    ', ',
    '[',
    ']',
    '{',
    '}',
    '#',
    ' #',
    '|',
    '>',
    '|\n',
    '>\n ',
  ],
  ...[
    'a',
    'b',
    '1',
    '"',
    "'",
    '"x"',
    "'y'",
    '&a ',
    '*a',
    '!',
    '!!str ',
    '!!int ',
    '!a',
    '!<x> ',
    '<<',
    '<<: ',
    '=',
    '%',
    '@',
    '`',
  ],
  ...[
    '---',
    '---\n',
    '\n---\n',
    '...\n',
    '\n...\n',
    '%YAML 1.1\n',
    '%TAG ! x\n',
    '\\',
    '\\n',
    '\r',
    '\r\n',
    '\x85',
    '\u2028',
    '\u2029',
  ],
  ...[
    'a: b\n',
    '- a\n',
    '\na: ',
    '\n- ',
    '\n  - ',
    '\n  b: ',
    'a:\n',
    '\x07',
    '\0',
    '\ufeff',
    'é',
    '\u{1f600}',
    '!e!x',
    '~',
    '-',
    '?',
  ],
];
