import { refuse } from './problem.ts';
import { END, isBlankOrTab, isBreak, isBreakOrEnd, type TextCursor } from './text-cursor.ts';

const BLANK = 0x20;
const HASH = 0x23;
const FOLDED = 0x3e;

interface Header {
  /** What is kept of the line ends at the end: one, none (`-`) or all (`+`). */
  readonly chomping: '' | '-' | '+';
  /** By how much the text is indented further than what it stands in; null: as its first line. */
  readonly increment: number | null;
}

/** Reads a scalar that begins with `|` or `>`. `parentIndent`: the column of the block it stands in, -1 for none. */
export function scanBlockScalar(cursor: TextCursor, parentIndent: number): string {
  const isFolded = cursor.peek() === FOLDED;
  cursor.position += 1;
  const { chomping, increment } = scanHeader(cursor);
  const least = Math.max(1, parentIndent + 1);
  const leading = increment === null ? skipLeadingLines(cursor) : { breaks: '', width: 0 };
  const indent = increment === null ? Math.max(least, leading.width) : least + increment - 1;
  const breaks = leading.breaks + scanBreaks(cursor, indent);
  return scanLines(cursor, { indent, isFolded, chomping, breaks });
}

function scanHeader(cursor: TextCursor): Header {
  const { chomping, digit } = scanIndicators(cursor);
  refuseUnless(cursor, isBreakOrEnd(cursor.peek()) || cursor.peek() === BLANK);
  cursor.skipBlanks();
  if (cursor.peek() === HASH) cursor.skipToBreak();
  refuseUnless(cursor, isBreakOrEnd(cursor.peek()));
  cursor.takeBreak();
  return { chomping, increment: digit === '' ? null : Number(digit) };
}

/** A sign and a digit in any order, either of them or none. */
function scanIndicators(cursor: TextCursor): { readonly chomping: Header['chomping']; readonly digit: string } {
  const written =
    /^(?:[-+][0-9]?|[0-9][-+]?)?/.exec(cursor.text.slice(cursor.position, cursor.position + 2))?.[0] ?? '';
  const zero = written.indexOf('0');
  if (zero >= 0) refuse(cursor.position + zero, 'A text is indented by 0', 'Write a number from 1 to 9, or none');
  cursor.position += written.length;
  const chomping = written.includes('-') ? '-' : written.includes('+') ? '+' : '';
  return { chomping, digit: written.replace(/[-+]/, '') };
}

function refuseUnless(cursor: TextCursor, isRight: boolean): void {
  if (isRight) return;
  const message = `A text starts on the line below "|" or ">"; ${cursor.describe()} stands behind it`;
  refuse(cursor.position, message, 'Begin the text on a line of its own');
}

/** Goes over the empty lines at the beginning; the widest of them, or the first line with text, tells the indentation. */
function skipLeadingLines(cursor: TextCursor): { readonly breaks: string; readonly width: number } {
  let breaks = '';
  let width = 0;
  for (let code = cursor.peek(); code === BLANK || isBreak(code); code = cursor.peek()) {
    if (code === BLANK) {
      cursor.position += 1;
      width = Math.max(width, cursor.column);
    } else breaks += cursor.takeBreak();
  }
  return { breaks, width };
}

interface LinesContext {
  readonly indent: number;
  readonly isFolded: boolean;
  readonly chomping: Header['chomping'];
  /** The empty lines before the first. */
  readonly breaks: string;
}

function scanLines(cursor: TextCursor, context: LinesContext): string {
  const { indent, isFolded, chomping } = context;
  let { breaks } = context;
  let text = '';
  let lastBreak = '';
  while (cursor.column === indent && cursor.peek() !== END) {
    const isText = !isBlankOrTab(cursor.peek());
    const lineStart = cursor.position;
    cursor.skipToBreak();
    text += breaks + cursor.since(lineStart);
    lastBreak = cursor.takeBreak();
    breaks = scanBreaks(cursor, indent);
    if (cursor.column !== indent || cursor.peek() === END) break;
    const isJoined = isFolded && lastBreak === '\n' && isText && !isBlankOrTab(cursor.peek());
    if (!isJoined) text += lastBreak;
    else if (breaks === '') text += ' ';
  }
  if (chomping !== '-') text += lastBreak;
  return chomping === '+' ? text + breaks : text;
}

/** Goes over empty lines, and into the next one as far as the text is indented. */
function scanBreaks(cursor: TextCursor, indent: number): string {
  let breaks = '';
  for (;;) {
    while (cursor.column < indent && cursor.peek() === BLANK) cursor.position += 1;
    if (!isBreak(cursor.peek())) return breaks;
    breaks += cursor.takeBreak();
  }
}
