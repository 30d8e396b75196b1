import { scanBlockScalar } from './block-scalar.ts';
import { scanDirective } from './directive.ts';
import { PossibleKeys } from './possible-keys.ts';
import { scanPlainScalar } from './plain-scalar.ts';
import { refuse, YamlRefusal } from './problem.ts';
import { scanName, scanTag } from './properties.ts';
import { scanQuotedScalar } from './quoted-scalar.ts';
import { refuseStart } from './scanner-problems.ts';
import { END, isSpace, TextCursor } from './text-cursor.ts';
import { Tokens, type Mark } from './token.ts';

const HASH = 0x23;
/** Short enough for a key, and whole: a `:` that ends it follows. */
const PLAIN_KEY = /\w[\w./-]{0,99}(?=:[ \n])/y;

/**
 * The tokens of a text by the rules of PyYAML, which differ from those of YAML 1.2 and its libraries: tabs separate
 * nothing, brackets may stand at any column, a comment needs no blank before it, a key is at most 1,024 characters long.
 */
export function scanTokens(text: string): Tokens {
  const scanner = new Scanner(text);
  try {
    scanner.scanAll();
  } catch (error) {
    if (!(error instanceof YamlRefusal)) throw error;
    scanner.tokens.refusal = error.problem;
  }
  return scanner.tokens;
}

class Scanner {
  readonly tokens = new Tokens();
  readonly #cursor: TextCursor;
  readonly #keys: PossibleKeys;
  /** How many brackets are open. */
  #flowLevel = 0;
  /** The column of the innermost block, and those of the blocks around it. */
  #indent = -1;
  readonly #outerIndents: number[] = [];
  /** Whether a key may start here, or, outside of brackets, a block of keys or of list items. */
  #mayStartKey = true;
  /** Whether the scalar that was read last reaches over several lines, or may. */
  #hasManyLines = false;

  constructor(text: string) {
    this.#cursor = new TextCursor(text);
    this.#keys = new PossibleKeys(this.#cursor);
  }

  scanAll(): void {
    do {
      this.#skipToToken();
      this.#keys.checkRequired();
      if (this.#flowLevel === 0) this.#closeBlocks(this.#cursor.column);
    } while (this.#scanToken());
  }

  /** Goes over blanks, comments and line ends. */
  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      if (isWordCharacter(cursor.peek())) return;
      cursor.skipBlanks();
      if (cursor.peek() === HASH) cursor.skipToBreak();
      if (cursor.takeBreak() === '') return;
      if (this.#flowLevel === 0) this.#mayStartKey = true;
    }
  }

  /** False at the end. */
  #scanToken(): boolean {
    const code = this.#cursor.peek();
    if (code === END) {
      this.#closeAll();
      this.#mark('end', 0);
      return false;
    }
    if (this.#cursor.column === 0 && this.#scanLineStart(code)) return true;
    if (this.#mayStartKey && this.#flowLevel === 0 && this.#scanPlainKey(code)) return true;
    const hasScanned =
      !isWordCharacter(code) &&
      (this.#scanFlowIndicator(code) || this.#scanBlockIndicator(code) || this.#scanNode(code));
    if (!hasScanned) this.#scanPlain(code);
    return true;
  }

  /** The short way for what most lines begin with: a key of a block and its `:`. */
  #scanPlainKey(code: number): boolean {
    if (!isWordCharacter(code)) return false;
    const cursor = this.#cursor;
    const { position: start, column } = cursor;
    PLAIN_KEY.lastIndex = start;
    if (!PLAIN_KEY.test(cursor.text)) return false;
    this.#keys.drop(0);
    cursor.position = PLAIN_KEY.lastIndex;
    this.tokens.add(this.#addIndent(column) ? 'firstKey' : 'key', start, null);
    this.tokens.add('plainScalar', start, cursor.since(start));
    this.#hasManyLines = false;
    this.#mayStartKey = false;
    return this.#mark('value', 1);
  }

  /** What counts only where a line starts: `%`, `---` and `...`. */
  #scanLineStart(code: number): boolean {
    if (code === 0x25) {
      this.#closeAll();
      const start = this.#cursor.position;
      this.tokens.add('directive', start, scanDirective(this.#cursor));
      return true;
    }
    if (!this.#cursor.isAtDocumentMarker()) return false;
    this.#closeAll();
    this.#mark(code === 0x2d ? 'documentStart' : 'documentEnd', 3);
    return true;
  }

  #scanFlowIndicator(code: number): boolean {
    switch (code) {
      case 0x5b:
        return this.#openFlow('flowSequenceStart');
      case 0x7b:
        return this.#openFlow('flowMappingStart');
      case 0x5d:
        return this.#closeFlow('flowSequenceEnd', ']');
      case 0x7d:
        return this.#closeFlow('flowMappingEnd', '}');
      case 0x2c:
        this.#mayStartKey = true;
        this.#keys.drop(this.#flowLevel);
        return this.#mark('flowEntry', 1);
      default:
        return false;
    }
  }

  #openFlow(type: Mark): true {
    this.#saveKey();
    this.#flowLevel += 1;
    this.#mayStartKey = true;
    return this.#mark(type, 1);
  }

  #closeFlow(type: Mark, bracket: string): true {
    if (this.#flowLevel === 0) {
      refuse(this.#cursor.position, `"${bracket}" closes nothing`, 'Take it away, or put the value in quotes');
    }
    this.#keys.drop(this.#flowLevel);
    this.#flowLevel -= 1;
    this.#mayStartKey = false;
    return this.#mark(type, 1);
  }

  /** `-`, `?` and `:` where they are more than a letter of a text. */
  #scanBlockIndicator(code: number): boolean {
    const isFollowed = isSpace(this.#cursor.peek(1));
    if (code === 0x2d && isFollowed) return this.#scanItem();
    if (!isFollowed && this.#flowLevel === 0) return false;
    if (code === 0x3f) return this.#scanKey();
    return code === 0x3a && this.#scanValue();
  }

  #scanItem(): true {
    if (this.#flowLevel === 0) {
      this.#refuseUnlessStart('A list starts behind a key or a value', 'Start it on a line of its own');
      this.#openBlock('blockSequenceStart');
    }
    this.#mayStartKey = true;
    this.#keys.drop(this.#flowLevel);
    return this.#mark('blockEntry', 1);
  }

  #scanKey(): true {
    if (this.#flowLevel === 0) {
      this.#refuseUnlessStart('"?" starts a key within a line', 'Start it on a line of its own, or use quotes');
      this.#openBlock('blockMappingStart');
    }
    this.#mayStartKey = this.#flowLevel === 0;
    this.#keys.drop(this.#flowLevel);
    return this.#mark('key', 1);
  }

  #scanValue(): true {
    const key = this.#keys.take(this.#flowLevel);
    if (key !== undefined) {
      const isFirst = this.#flowLevel === 0 && this.#addIndent(key.column);
      this.tokens.types[key.tokenIndex] = isFirst ? 'firstKey' : 'key';
      this.#mayStartKey = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#mayStartKey) this.#refuseValue();
        this.#openBlock('blockMappingStart');
      }
      this.#mayStartKey = this.#flowLevel === 0;
    }
    return this.#mark('value', 1);
  }

  /** A `:` where no key precedes it. */
  #refuseValue(): never {
    const { types, starts } = this.tokens;
    const isAfterScalar = types.at(-1) === 'plainScalar' || types.at(-1) === 'quotedScalar';
    if (isAfterScalar && this.#hasManyLines) {
      const message = 'A key reaches over several lines, or its ":" is missing';
      return refuse(starts.at(-1) ?? 0, message, 'Write "key: value" on one line');
    }
    return refuse(
      this.#cursor.position,
      '": " stands within a value',
      'Put the value in quotes; or, where a key of its own is meant, indent it like the keys above',
    );
  }

  #refuseUnlessStart(message: string, next: string): void {
    if (!this.#mayStartKey) refuse(this.#cursor.position, message, next);
  }

  /** Anchors, aliases, tags and all scalars but plain ones. */
  #scanNode(code: number): boolean {
    const cursor = this.#cursor;
    const { position: start, line } = cursor;
    if ((code === 0x7c || code === 0x3e) && this.#flowLevel === 0) {
      this.#keys.drop(0);
      this.tokens.add('quotedScalar', start, scanBlockScalar(cursor, this.#indent));
      this.#hasManyLines = true;
      this.#mayStartKey = true;
      return true;
    }
    if (!(code === 0x22 || code === 0x27 || code === 0x26 || code === 0x2a || code === 0x21)) return false;
    this.#saveKey();
    this.#mayStartKey = false;
    if (code === 0x26) this.tokens.add('anchor', start, scanName(cursor, 'anchor'));
    else if (code === 0x2a) this.tokens.add('alias', start, scanName(cursor, 'alias'));
    else if (code === 0x21) this.tokens.add('tag', start, scanTag(cursor));
    else {
      this.tokens.add('quotedScalar', start, scanQuotedScalar(cursor));
      this.#hasManyLines = cursor.line !== line;
    }
    return true;
  }

  #scanPlain(code: number): void {
    const cursor = this.#cursor;
    const { position: start, line } = cursor;
    if (!isWordCharacter(code)) refuseStart(cursor, code);
    this.#saveKey();
    const { text, endLine } = scanPlainScalar(cursor, this.#flowLevel > 0, this.#indent + 1);
    this.tokens.add('plainScalar', start, text);
    this.#hasManyLines = endLine !== line;
    this.#mayStartKey = cursor.line !== endLine;
  }

  #mark(type: Mark, length: number): true {
    const start = this.#cursor.position;
    this.#cursor.position += length;
    this.tokens.add(type, start, null);
    return true;
  }

  #saveKey(): void {
    if (!this.#mayStartKey) return;
    const isRequired = this.#flowLevel === 0 && this.#indent === this.#cursor.column;
    this.#keys.save(this.#flowLevel, this.tokens.length, isRequired);
    this.tokens.add('possibleKey', this.#cursor.position, null);
  }

  #openBlock(type: Mark): void {
    if (this.#addIndent(this.#cursor.column)) this.#mark(type, 0);
  }

  #addIndent(column: number): boolean {
    if (this.#indent >= column) return false;
    this.#outerIndents.push(this.#indent);
    this.#indent = column;
    return true;
  }

  #closeBlocks(column: number): void {
    while (this.#indent > column) {
      this.#indent = this.#outerIndents.pop() ?? -1;
      this.#mark('blockEnd', 0);
    }
  }

  /** Before a document's end: no block and no key goes over it. Brackets that are open are left to the parser. */
  #closeAll(): void {
    if (this.#flowLevel === 0) this.#closeBlocks(-1);
    this.#keys.drop(this.#flowLevel);
    this.#mayStartKey = false;
  }
}

/** A letter or a digit of ASCII, as most scalars begin: no indicator. */
function isWordCharacter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}
