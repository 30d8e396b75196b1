import { isBreak, isSpace, type TextCursor } from './text-cursor.ts';
import type { ScalarToken } from './token.ts';

const BLANK = 0x20;
const HASH = 0x23;
const COLON = 0x3a;

export interface PlainContext {
  /** Within brackets. */
  readonly isFlow: boolean;
  /** A line that is indented less ends the scalar, where it is not within brackets. */
  readonly indent: number;
}

export interface PlainScan {
  readonly token: ScalarToken;
  /** Whether the cursor has come to another line than the scalar's last. */
  readonly isPastBreak: boolean;
}

/** Reads an unquoted scalar, which may go on over several lines. */
export function scanPlainScalar(cursor: TextCursor, { isFlow, indent }: PlainContext): PlainScan {
  const { position: start, line: startLine } = cursor;
  let text = '';
  let spaces = '';
  let end = start;
  let endLine = startLine;
  while (cursor.peek() !== HASH) {
    const chunkStart = cursor.position;
    cursor.position = findChunkEnd(cursor, isFlow);
    if (cursor.position === chunkStart) break;
    text += spaces + cursor.since(chunkStart);
    end = cursor.position;
    endLine = cursor.line;
    const following = scanSpaces(cursor);
    if (following === null || (!isFlow && cursor.column < indent)) break;
    spaces = following;
  }
  const token: ScalarToken = { type: 'scalar', start, end, text, isPlain: true, isOnOneLine: endLine === startLine };
  return { token, isPastBreak: cursor.line !== endLine };
}

function findChunkEnd({ text, position }: TextCursor, isFlow: boolean): number {
  for (let at = position; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) return at;
    if (code === COLON) {
      const next = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
      if (isSpace(next) || (isFlow && isFlowIndicator(next))) return at;
    } else if (isFlow && (code === 0x3f || isFlowIndicator(code))) return at;
  }
  return text.length;
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
