import { isBreak, type TextCursor } from './text-cursor.ts';

const BLANK = 0x20;
const HASH = 0x23;

/** The one character that ends what stands on a line: a regular expression finds it faster than code that is not yet compiled. */
const STOP = /[\t\n\r\x85\u2028\u2029]|:(?=[ \t\n\r\x85\u2028\u2029]|$)| (?=#)/g;
const FLOW_STOP = /[\t\n\r\x85\u2028\u2029?,[\]{}]|:(?=[ \t\n\r\x85\u2028\u2029,[\]{}]|$)| (?=#)/g;

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
  const stop = isFlow ? FLOW_STOP : STOP;
  stop.lastIndex = position;
  let end = stop.test(text) ? stop.lastIndex - 1 : text.length;
  while (end > position && text.charCodeAt(end - 1) === BLANK) end -= 1;
  return end;
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
