import { isBreak, isSpace, type TextCursor } from './text-cursor.ts';

const BLANK = 0x20;
const HASH = 0x23;
const COLON = 0x3a;

/** An unquoted scalar, which may go on over several lines. */
export interface PlainScan {
  readonly text: string;
  /** That of its last character; the cursor may have come further. */
  readonly endLine: number;
}

/** `indent`: a line that is indented less ends the scalar, where it is not within brackets (`isFlow`). */
export function scanPlainScalar(cursor: TextCursor, isFlow: boolean, indent: number): PlainScan {
  let text = '';
  let spaces = '';
  let endLine = cursor.line;
  while (cursor.peek() !== HASH) {
    const start = cursor.position;
    cursor.position = findEndOnLine(cursor, isFlow);
    if (cursor.position === start) break;
    text += spaces + cursor.since(start);
    endLine = cursor.line;
    const following = scanSpaces(cursor);
    if (following === null || (!isFlow && cursor.column < indent)) break;
    spaces = following;
  }
  return { text, endLine };
}

/** Where the scalar, or what of it stands on this line, ends: behind the last character that is no blank. */
function findEndOnLine({ text, position }: TextCursor, isFlow: boolean): number {
  let end = position;
  for (let at = position; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BLANK) continue;
    if (isSpace(code) || (code === HASH && end < at)) break;
    if (code === COLON) {
      const next = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
      if (isSpace(next) || (isFlow && isFlowIndicator(next))) break;
    } else if (isFlow && (code === 0x3f || isFlowIndicator(code))) break;
    end = at + 1;
  }
  return end;
}

/** `,`, `[`, `]`, `{`, `}` */
function isFlowIndicator(code: number): boolean {
  return code === 0x2c || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}

/** The blanks or the folded line ends between two words; null where the scalar ends here. */
function scanSpaces(cursor: TextCursor): string | null {
  const start = cursor.position;
  cursor.skipBlanks();
  if (!isBreak(cursor.peek())) return cursor.position === start ? null : cursor.since(start);
  const first = cursor.takeBreak();
  if (cursor.isAtDocumentMarker()) return null;
  let others = '';
  for (let code = cursor.peek(); code === BLANK || isBreak(code); code = cursor.peek()) {
    if (code === BLANK) cursor.position += 1;
    else {
      others += cursor.takeBreak();
      if (cursor.isAtDocumentMarker()) return null;
    }
  }
  return foldBreaks(first, others);
}

/** One line end is a blank, further ones stay; separators of lines and paragraphs stay too. */
export function foldBreaks(first: string, others: string): string {
  if (first !== '\n') return first + others;
  return others === '' ? ' ' : others;
}
