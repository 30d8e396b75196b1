/** The end of the text, as a character that no text may hold. */
export const END = 0;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BLANK = 0x20;
const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** As fast as a loop that is compiled, and far faster than one that is not yet. */
const BLANKS = / +/y;

/** Line ends of YAML 1.1: three more than most programs know. */
export function isBreak(code: number): boolean {
  return (
    code === LINE_FEED ||
    code === CARRIAGE_RETURN ||
    code === NEXT_LINE ||
    code === LINE_SEPARATOR ||
    code === PARAGRAPH_SEPARATOR
  );
}

export function isBreakOrEnd(code: number): boolean {
  return code === END || isBreak(code);
}

export function isBlankOrTab(code: number): boolean {
  return code === BLANK || code === TAB;
}

/** What ends an indicator such as `-` or `:`. */
export function isSpace(code: number): boolean {
  // Nearly all characters are letters.
  return (code <= BLANK && (isBlankOrTab(code) || isBreakOrEnd(code))) || (code >= NEXT_LINE && isBreak(code));
}

/** Walks over a text and knows the line and column it stands at. */
export class TextCursor {
  readonly text: string;
  position = 0;
  /** From 0. */
  line = 0;
  #lineStart = 0;

  constructor(text: string) {
    this.text = text;
    // A byte order mark takes no column.
    if (text.startsWith('\ufeff')) this.position = this.#lineStart = 1;
  }

  get column(): number {
    return this.position - this.#lineStart;
  }

  /** The character some places further on. */
  peek(distance = 0): number {
    const at = this.position + distance;
    return at < this.text.length ? this.text.charCodeAt(at) : END;
  }

  /** The text from an offset to where the cursor stands. */
  since(start: number): string {
    return this.text.slice(start, this.position);
  }

  /** Goes over blanks, and no tabs. */
  skipBlanks(): void {
    if (this.peek() !== BLANK) return;
    BLANKS.lastIndex = this.position;
    BLANKS.test(this.text);
    this.position = BLANKS.lastIndex;
  }

  skipBlanksAndTabs(): void {
    while (isBlankOrTab(this.peek())) this.position += 1;
  }

  skipToBreak(): void {
    while (!isBreakOrEnd(this.peek())) this.position += 1;
  }

  /** Goes over a line end, if there is one, and gives what it means in a text. */
  takeBreak(): string {
    const code = this.peek();
    if (!isBreak(code)) return '';
    this.position += code === CARRIAGE_RETURN && this.peek(1) === LINE_FEED ? 2 : 1;
    this.line += 1;
    this.#lineStart = this.position;
    return code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR ? String.fromCharCode(code) : '\n';
  }

  /** Whether `---` or `...` stands here; the caller knows that a line starts here. */
  isAtDocumentMarker(): boolean {
    const code = this.peek();
    if (code !== 0x2d && code !== 0x2e) return false;
    return this.peek(1) === code && this.peek(2) === code && isSpace(this.peek(3));
  }

  /** What stands here, for messages. */
  describe(): string {
    const code = this.text.codePointAt(this.position);
    if (code === undefined) return 'the end of the file';
    if (isBreak(code)) return 'the end of the line';
    if (code === TAB) return 'a tab';
    return code === BLANK ? 'a blank' : JSON.stringify(String.fromCodePoint(code));
  }
}
