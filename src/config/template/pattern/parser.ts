import { TemplateError } from '../template-error.ts';
import { categoryTest, changeFlags, foldCase, inAnyCase, placeTest, type Flags } from './characters.ts';
import { readClassEscape, readEscape } from './escapes.ts';
import { GroupNames } from './groups.ts';
import { widthOf, type CharacterTest, type Pattern, type PatternNode, type RepeatMode } from './node.ts';

/** Reads a pattern of Python's `re`; throws a `TemplateError` where it is none. */
export function parsePattern(pattern: string, flags: Flags, at: number): Pattern {
  return new PatternParser(pattern, at).parse(flags);
}

const EMPTY: PatternNode = { kind: 'sequence', nodes: [] };

/** Reads one pattern from left to right. */
class PatternParser {
  readonly #characters: readonly string[];
  readonly #pattern: string;
  readonly #at: number;
  readonly #groups: GroupNames;
  #position = 0;

  constructor(pattern: string, at: number) {
    this.#pattern = pattern;
    this.#characters = [...pattern];
    this.#at = at;
    this.#groups = new GroupNames((problem) => this.#error(problem));
  }

  parse(flags: Flags): Pattern {
    const node = this.#choice(this.#globalFlags(flags), 0);
    if (this.#peek() !== '') throw this.#error('has a ")" that closes nothing');
    return { node, groupCount: this.#groups.count, names: this.#groups.names };
  }

  /** `(?i)` at the very start, which is meant for all of it. */
  #globalFlags(flags: Flags): Flags {
    const match = /^\(\?([aiLmsux]+)\)/.exec(this.#ahead(12));
    if (match === null) return flags;
    this.#position += match[0].length;
    return this.#globalFlags(this.#withFlags(flags, match[1] ?? '', ''));
  }

  #withFlags(flags: Flags, on: string, off: string): Flags {
    if (on.includes('L') || /[auL]/.test(off) || /a.*u|u.*a/.test(on))
      throw this.#error('sets flags that cannot be set');
    const both = [...on].find((flag) => off.includes(flag));
    if (both !== undefined) throw this.#error(`sets "${both}" and takes it away`);
    return changeFlags(flags, on, off);
  }

  #choice(flags: Flags, depth: number): PatternNode {
    if (depth > 100) throw this.#error('nests too deeply');
    const branches = [this.#sequence(flags, depth)];
    while (this.#take('|')) branches.push(this.#sequence(flags, depth));
    const [first = EMPTY] = branches;
    return branches.length === 1 ? first : { kind: 'choice', branches };
  }

  #sequence(flags: Flags, depth: number): PatternNode {
    const nodes: PatternNode[] = [];
    for (;;) {
      if (flags.isVerbose) this.#skipBlanks();
      const next = this.#peek();
      if (next === '' || next === '|' || next === ')') return { kind: 'sequence', nodes };
      if (this.#takeComment()) continue;
      const item = this.#item(flags, depth);
      nodes.push(this.#repeated(item, flags));
    }
  }

  #skipBlanks(): void {
    for (let next = this.#peek(); next !== ''; next = this.#peek()) {
      if (next === '#') while (!['', '\n'].includes(this.#peek())) this.#position += 1;
      else if (/^[ \t\n\r\v\f]$/.test(next)) this.#position += 1;
      else return;
    }
  }

  #takeComment(): boolean {
    if (this.#ahead(3) !== '(?#') return false;
    while (this.#peek() !== ')') {
      if (this.#peek() === '') throw this.#error('has a comment that is not closed');
      this.#position += 1;
    }
    this.#position += 1;
    return true;
  }

  #item(flags: Flags, depth: number): PatternNode {
    const next = this.#next();
    switch (next) {
      case '(':
        return this.#group(flags, depth + 1);
      case '[':
        return this.#character(this.#set(flags), { ...flags, ignoresCase: false });
      case '\\':
        return this.#escape(flags);
      case '.':
        return { kind: 'character', test: flags.dotTakesAll ? () => true : (code) => code !== 10 };
      case '*':
      case '+':
      case '?':
        throw this.#error(`has nothing to repeat before "${next}"`);
      default: {
        if (next === '{' && this.#bounds() !== null) throw this.#error('has nothing to repeat before "{"');
        const place = placeTest(next, flags);
        return place === null ? this.#literal(next, flags) : { kind: 'anchor', test: place };
      }
    }
  }

  #literal(character: string, flags: Flags): PatternNode {
    const code = character.codePointAt(0) ?? 0;
    return this.#character((other) => other === code, flags, code);
  }

  #character(test: CharacterTest, { ignoresCase }: Flags, code?: number): PatternNode {
    if (!ignoresCase) return { kind: 'character', test };
    if (code === undefined) return { kind: 'character', test: inAnyCase(test) };
    const folded = foldCase(code);
    return { kind: 'character', test: (other) => other === code || foldCase(other) === folded };
  }

  #escape(flags: Flags): PatternNode {
    const next = this.#peek();
    const place = placeTest(`\\${next}`, flags);
    const category = categoryTest(next, flags.isAscii);
    if (place !== null || category !== null) this.#position += 1;
    if (place !== null) return { kind: 'anchor', test: place };
    if (category !== null) return { kind: 'character', test: category };
    const escape = readEscape(this.#characters, this.#position, (problem) => this.#error(problem));
    this.#position = escape.end;
    if (escape.kind === 'character') return this.#literal(String.fromCodePoint(escape.code), flags);
    return this.#reference(this.#groups.referTo(String(escape.group)), flags);
  }

  #reference(index: number, { ignoresCase }: Flags): PatternNode {
    return { kind: 'reference', index, fold: ignoresCase ? foldCase : null };
  }

  #repeated(item: PatternNode, flags: Flags): PatternNode {
    if (flags.isVerbose) this.#skipBlanks();
    const bounds = this.#bounds();
    if (bounds === null) return item;
    const [least, most] = bounds;
    if (item.kind === 'anchor') throw this.#error('has nothing to repeat');
    if (least > most) throw this.#error('repeats at least more often than at most');
    const mode: RepeatMode = this.#take('?') ? 'lazy' : this.#take('+') ? 'possessive' : 'greedy';
    if (flags.isVerbose) this.#skipBlanks();
    if (this.#bounds() !== null) throw this.#error('repeats what is repeated already');
    return { kind: 'repeat', node: item, least, most, mode };
  }

  /** Takes `*`, `+`, `?` or `{m,n}`; null where none stands here. */
  #bounds(): readonly [number, number] | null {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    const match = /^\{(?:(\d+)|(\d*),(\d*))\}/.exec(this.#ahead(24));
    if (match === null) return null;
    this.#position += match[0].length;
    const [, exactly, least = '', most = ''] = match;
    if (exactly !== undefined) return [Number(exactly), Number(exactly)];
    return [Number(least), most === '' ? Infinity : Number(most)];
  }

  /** What stands behind a `(`. */
  #group(flags: Flags, depth: number): PatternNode {
    if (!this.#take('?')) return this.#capture(null, flags, depth);
    const kind = /^(?:P<|P=|<=|<!|[:>=!(])/.exec(this.#ahead(2))?.[0] ?? '';
    this.#position += kind.length;
    switch (kind) {
      case ':':
        return this.#close(this.#choice(flags, depth));
      case '>':
        return { kind: 'atomic', node: this.#close(this.#choice(flags, depth)) };
      case 'P<':
        return this.#capture(this.#nameUntil('>'), flags, depth);
      case 'P=':
        return this.#reference(this.#groups.referTo(this.#nameUntil(')')), flags);
      case '(':
        return this.#condition(flags, depth);
      case '':
        return this.#scopedFlags(flags, depth);
      default:
        return this.#look(kind, flags, depth);
    }
  }

  #capture(name: string | null, flags: Flags, depth: number): PatternNode {
    const index = this.#groups.open(name);
    const node = this.#close(this.#choice(flags, depth));
    this.#groups.close(index, widthOf(node));
    return { kind: 'group', index, node };
  }

  #look(kind: string, flags: Flags, depth: number): PatternNode {
    const node = this.#close(this.#choice(flags, depth));
    const isWanted = kind.endsWith('=');
    if (!kind.startsWith('<')) return { kind: 'look', back: 0, isWanted, node };
    const [least, most] = this.#groups.widthOf(node);
    if (least !== most) throw this.#error('looks behind for what has no fixed length');
    return { kind: 'look', back: least, isWanted, node };
  }

  #condition(flags: Flags, depth: number): PatternNode {
    const index = this.#groups.referTo(this.#nameUntil(')'), true);
    const then = this.#sequence(flags, depth);
    const otherwise = this.#take('|') ? this.#sequence(flags, depth) : EMPTY;
    return this.#close({ kind: 'condition', index, then, otherwise });
  }

  #scopedFlags(flags: Flags, depth: number): PatternNode {
    const match = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(this.#ahead(20));
    if (match === null) throw this.#error('has "(?" with something unknown behind it');
    const [whole, on = '', off = '', end] = match;
    if (end === ')') throw this.#error('sets flags that are for all of it elsewhere than at its start');
    this.#position += whole.length;
    return this.#close(this.#choice(this.#withFlags(flags, on, off), depth));
  }

  #close(node: PatternNode): PatternNode {
    if (!this.#take(')')) throw this.#error('has a "(" that is not closed');
    return node;
  }

  #nameUntil(end: string): string {
    const stop = this.#characters.indexOf(end, this.#position);
    if (stop < 0) throw this.#error(`has a name without "${end}" behind it`);
    const name = this.#characters.slice(this.#position, stop).join('');
    this.#position = stop + 1;
    return name;
  }

  /** What stands behind a `[`. */
  #set(flags: Flags): CharacterTest {
    const isOther = this.#take('^');
    const tests: CharacterTest[] = [];
    const start = this.#position;
    while (this.#peek() !== ']' || this.#position === start) {
      if (this.#peek() === '') throw this.#error('has a "[" that is not closed');
      tests.push(this.#setItem(flags));
    }
    this.#position += 1;
    const any: CharacterTest = (code) => tests.some((test) => test(code));
    const test = flags.ignoresCase ? inAnyCase(any) : any;
    return isOther ? (code) => !test(code) : test;
  }

  #setItem(flags: Flags): CharacterTest {
    const first = this.#setMember(flags);
    if (this.#peek() !== '-' || [']', ''].includes(this.#ahead(2).slice(1))) {
      return typeof first === 'number' ? (code) => code === first : first;
    }
    this.#position += 1;
    const last = this.#setMember(flags);
    if (typeof first !== 'number' || typeof last !== 'number' || last < first) {
      throw this.#error('has a range in "[]" that is none');
    }
    return (code) => code >= first && code <= last;
  }

  #setMember(flags: Flags): CharacterTest | number {
    const next = this.#next();
    if (next !== '\\') return next.codePointAt(0) ?? 0;
    const category = categoryTest(this.#peek(), flags.isAscii);
    if (category !== null) {
      this.#position += 1;
      return category;
    }
    const escape = readClassEscape(this.#characters, this.#position, (problem) => this.#error(problem));
    this.#position = escape.end;
    return escape.code;
  }

  #peek(): string {
    return this.#characters[this.#position] ?? '';
  }

  #ahead(count: number): string {
    return this.#characters.slice(this.#position, this.#position + count).join('');
  }

  #next(): string {
    const next = this.#peek();
    this.#position += 1;
    return next;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#position += 1;
    return true;
  }

  #error(problem: string): TemplateError {
    return new TemplateError(this.#at, `The pattern "${this.#pattern}" ${problem}`, 'Write it as for the re of Python');
  }
}
