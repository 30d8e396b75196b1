import { once } from '../once.ts';
import { readStringLiteral } from './string-literal.ts';
import { TemplateError } from './template-error.ts';
import type { TagKind, Token } from './token.ts';

/** What Python takes for white space. */
const BLANK = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

const OPENING = /\{\{|\{%|\{#/g;
const RAW = new RegExp(`\\{%[-+]?${BLANK}*raw${BLANK}*(?:-%\\}${BLANK}*|%\\})`, 'y');
const END_RAW = new RegExp(`\\{%([-+]?)${BLANK}*endraw${BLANK}*(?:\\+%\\}|-%\\}${BLANK}*|%\\})`, 'g');
const END_COMMENT = /([-+]?)#\}/g;
const BLANKS = new RegExp(`${BLANK}+`, 'y');
const IS_BLANK = new RegExp(BLANK);
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const name = once(() => /[\p{ID_Start}_][\p{ID_Continue}]*/uy);
/** A name, if no letter beyond ASCII follows. */
const PLAIN_NAME = /[A-Za-z_]\w*/y;
const STRING = /'[^'\\]*(?:\\[^][^'\\]*)*'|"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const OPERATOR = /\/\/|\*\*|[=!<>]=|[-+/*%~[\](){}<>=.:|,;]/y;

const SPACE = 0x20;
const SINGLE_QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Python reads no longer ones. */
const MOST_DIGITS = 4300;

const OPENERS = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/**
 * Cuts a template of Jinja 3 into tokens: its stock delimiters, whitespace control by `-` (and `+`, which changes
 * nothing), comments, `raw`; the one line end that may close the template is dropped.
 */
export function tokenize(template: string): Token[] {
  return new Lexer(template.endsWith('\n') ? template.slice(0, -1) : template).run();
}

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  /** Where each `{{ }}` stands first, by all of its letters. */
  readonly #outputs = new Map<string, number>();
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  run(): Token[] {
    while (this.#at < this.#source.length) this.#readPiece();
    this.#tokens.push({ kind: 'finish', at: this.#source.length });
    return this.#tokens;
  }

  /** The text up to the next delimiter, and what that opens. */
  #readPiece(): void {
    OPENING.lastIndex = this.#at;
    const opening = OPENING.exec(this.#source);
    const textEnd = opening?.index ?? this.#source.length;
    const isStripped = opening !== null && this.#source[textEnd + 2] === '-';
    this.#pushText(this.#at, textEnd, isStripped);
    this.#at = textEnd;
    if (opening === null) return;
    if (opening[0] === '{#') this.#skipComment();
    else if (opening[0] === '{{') this.#readOutput();
    else if (this.#take(RAW) !== null) this.#readRaw(textEnd);
    else this.#readTag('statement');
  }

  #pushText(from: number, to: number, isStripped: boolean): void {
    const whole = this.#source.slice(from, to);
    const text = isStripped ? trimEnd(whole) : whole;
    if (text !== '') this.#tokens.push({ kind: 'text', text, at: from });
  }

  #skipComment(): void {
    const start = this.#at;
    this.#at += 2;
    this.#skipSign();
    END_COMMENT.lastIndex = this.#at;
    const end = END_COMMENT.exec(this.#source);
    if (end === null) throw new TemplateError(start, '"{#" is not closed', 'Close the comment with "#}"');
    this.#at = END_COMMENT.lastIndex;
    if (end[1] === '-') this.#take(BLANKS);
  }

  /** We stand behind the opening tag of `raw`. */
  #readRaw(start: number): void {
    END_RAW.lastIndex = this.#at;
    const end = END_RAW.exec(this.#source);
    if (end === null) throw new TemplateError(start, '"{% raw %}" is not closed', 'Close it with "{% endraw %}"');
    this.#pushText(this.#at, end.index, end[1] === '-');
    this.#at = END_RAW.lastIndex;
  }

  /** Reads `{{ }}`; what has been read before, letter for letter, is not read again. */
  #readOutput(): void {
    const start = this.#at;
    const end = this.#source.indexOf('}}', start) + 2;
    const written = this.#source.slice(start, end);
    const first = this.#outputs.get(written);
    if (first === undefined) {
      this.#readTag('output');
      // Braces within may end earlier than the tag.
      if (this.#tokens.at(-1)?.at === end - (written.endsWith('-}}') ? 3 : 2)) this.#outputs.set(written, start);
      return;
    }
    this.#tokens.push({ kind: 'again', first, at: start });
    this.#at = end;
    if (written.endsWith('-}}')) this.#take(BLANKS);
  }

  #readTag(tag: TagKind): void {
    const start = this.#at;
    this.#tokens.push({ kind: 'begin', tag, at: start });
    this.#at += 2;
    this.#skipSign();
    const brackets: string[] = [];
    while (!this.#readEnd(tag, brackets)) this.#readToken(tag, start, brackets);
  }

  #skipSign(): void {
    if (this.#source[this.#at] === '-' || this.#source[this.#at] === '+') this.#at++;
  }

  /** Where brackets are open, `}}` closes them rather than the tag. */
  #readEnd(tag: TagKind, brackets: readonly string[]): boolean {
    this.#skipBlanks();
    if (brackets.length > 0) return false;
    const end = tag === 'output' ? '}}' : '%}';
    const sign = this.#source[this.#at];
    const length = sign === '-' || (sign === '+' && tag === 'statement') ? 1 : 0;
    if (!this.#source.startsWith(end, this.#at + length)) return false;
    this.#tokens.push({ kind: 'end', tag, at: this.#at });
    this.#at += length + 2;
    if (sign === '-') this.#take(BLANKS);
    return true;
  }

  #readToken(tag: TagKind, tagStart: number, brackets: string[]): void {
    const at = this.#at;
    if (at >= this.#source.length) {
      const [begin, end] = tag === 'output' ? ['{{', '}}'] : ['{%', '%}'];
      throw new TemplateError(tagStart, `"${begin}" is not closed`, `Close it with "${end}"`);
    }
    this.#tokens.push(this.#readWord(at) ?? this.#readOperator(at, brackets));
  }

  /** By its first character, so that not all patterns are tried. */
  #readWord(at: number): Token | null {
    const code = this.#source.charCodeAt(at);
    if (isDigit(code)) return this.#readNumber(at);
    if (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) {
      const string = this.#take(STRING);
      return string === null ? null : { kind: 'string', value: readStringLiteral(string, at), at };
    }
    const name = this.#takeName();
    return name === null ? null : { kind: 'name', text: name, at };
  }

  #readNumber(at: number): Token | null {
    const float = this.#take(FLOAT);
    if (float !== null) return { kind: 'float', value: Number(float.replaceAll('_', '')), at };
    const integer = this.#take(INTEGER);
    return integer === null ? null : { kind: 'integer', value: toInteger(integer, at), at };
  }

  #takeName(): string | null {
    const start = this.#at;
    const plain = this.#take(PLAIN_NAME);
    if (this.#at < this.#source.length && this.#source.charCodeAt(this.#at) < 0x80) return plain;
    this.#at = start;
    return this.#take(name());
  }

  #readOperator(at: number, brackets: string[]): Token {
    const text = this.#take(OPERATOR);
    if (text === null) throw this.#unexpected(at);
    if ('([{'.includes(text)) brackets.push(text);
    const opener = OPENERS.get(text);
    if (opener !== undefined && brackets.pop() !== opener) {
      throw new TemplateError(at, `"${text}" closes nothing`, `Open it with "${opener}", or take it away`);
    }
    return { kind: 'operator', text, at };
  }

  #unexpected(at: number): TemplateError {
    const character = String.fromCodePoint(this.#source.codePointAt(at) ?? 0);
    if (character === '"' || character === "'") {
      return new TemplateError(
        at,
        `The text that begins with ${character} is not closed`,
        `Close it with ${character}`,
      );
    }
    return new TemplateError(
      at,
      `${JSON.stringify(character)} has no meaning here`,
      'Take it away, or put it in quotes',
    );
  }

  #skipBlanks(): void {
    if (this.#source.charCodeAt(this.#at) === SPACE) this.#at++;
    const code = this.#source.charCodeAt(this.#at);
    if (code <= SPACE || code >= 0x7f) this.#take(BLANKS);
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source)?.[0] ?? null;
    if (match !== null) this.#at += match.length;
    return match;
  }
}

function toInteger(written: string, at: number): bigint {
  const digits = written.replaceAll('_', '').toLowerCase();
  if (digits.length <= MOST_DIGITS) return BigInt(digits);
  throw new TemplateError(at, `The number has ${digits.length} digits`, `Write no more than ${MOST_DIGITS}`);
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && IS_BLANK.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
