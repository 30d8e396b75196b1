import { foldBreaks } from './plain-scalar.ts';
import { refuse } from './problem.ts';
import { END, isBlankOrTab, isBreak, isSpace, type TextCursor } from './text-cursor.ts';

const DOUBLE = 0x22;
const SINGLE = 0x27;
const BACKSLASH = 0x5c;
const BREAK = /[\n\r\x85\u2028\u2029]/;
const ESCAPE_OR_BREAK = /[\\\n\r\x85\u2028\u2029]/;

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' },
  ...{ ' ': ' ', '"': '"', '\\': '\\', '/': '/', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029' },
};
/** How many hexadecimal digits follow. */
const CODE_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads a scalar in single or double quotes. Its further lines may be indented in any way. */
export function scanQuotedScalar(cursor: TextCursor): string {
  const { position: start } = cursor;
  const quote = cursor.peek();
  cursor.position += 1;
  const asWritten = takeAsWritten(cursor, quote);
  if (asWritten !== null) return asWritten;
  let text = scanWords(cursor, quote);
  while (cursor.peek() !== quote) text += scanSpaces(cursor, start) + scanWords(cursor, quote);
  cursor.position += 1;
  return text;
}

/** Up to the closing quote, where that stands on the same line and nothing before it means anything else; else null. */
function takeAsWritten(cursor: TextCursor, quote: number): string | null {
  const { text, position } = cursor;
  const end = text.indexOf(quote === DOUBLE ? '"' : "'", position);
  if (end < 0 || (quote === SINGLE && text.charCodeAt(end + 1) === SINGLE)) return null;
  const written = text.slice(position, end);
  if ((quote === DOUBLE ? ESCAPE_OR_BREAK : BREAK).test(written)) return null;
  cursor.position = end + 1;
  return written;
}

/** Up to a space, a line end or the closing quote. */
function scanWords(cursor: TextCursor, quote: number): string {
  let text = '';
  for (;;) {
    const start = cursor.position;
    while (isOrdinary(cursor.peek(), quote)) cursor.position += 1;
    text += cursor.since(start);
    const code = cursor.peek();
    if (quote === SINGLE && code === SINGLE && cursor.peek(1) === SINGLE) {
      text += "'";
      cursor.position += 2;
    } else if (quote === DOUBLE && code === BACKSLASH) text += scanEscape(cursor);
    else return text;
  }
}

function isOrdinary(code: number, quote: number): boolean {
  return code !== quote && (code !== BACKSLASH || quote === SINGLE) && !isSpace(code);
}

function scanEscape(cursor: TextCursor): string {
  const start = cursor.position;
  cursor.position += 1;
  const letter = String.fromCodePoint(cursor.text.codePointAt(cursor.position) ?? END);
  const replacement = ESCAPES[letter];
  const length = CODE_ESCAPES[letter];
  if (replacement !== undefined) {
    cursor.position += 1;
    return replacement;
  }
  if (length !== undefined) return scanCode(cursor, start, length);
  // The line goes on behind its end.
  if (isBreak(cursor.peek())) {
    cursor.takeBreak();
    return scanBreaks(cursor);
  }
  if (cursor.peek() === END) return refuseUnclosed(start);
  return refuse(start, `"\\${letter}" escapes nothing in double quotes`, 'Use single quotes, or write "\\\\"');
}

function scanCode(cursor: TextCursor, start: number, length: number): string {
  const digits = cursor.text.slice(start + 2, start + 2 + length);
  const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? parseInt(digits, 16) : Infinity;
  if (code > 0x10ffff) {
    const written = JSON.stringify(cursor.text.slice(start, start + 2)).replaceAll('\\\\', '\\');
    refuse(start, `${written} needs ${length} hexadecimal digits of a character`, 'Correct them, or use single quotes');
  }
  cursor.position = start + 2 + length;
  return String.fromCodePoint(code);
}

function scanSpaces(cursor: TextCursor, start: number): string {
  const from = cursor.position;
  while (isBlankOrTab(cursor.peek())) cursor.position += 1;
  const spaces = cursor.since(from);
  if (cursor.peek() === END) refuseUnclosed(start);
  if (!isBreak(cursor.peek())) return spaces;
  const first = cursor.takeBreak();
  return foldBreaks(first, scanBreaks(cursor));
}

function scanBreaks(cursor: TextCursor): string {
  let text = '';
  for (;;) {
    if (cursor.isAtDocumentMarker()) {
      const message = 'A document starts or ends within a text in quotes';
      refuse(cursor.position, message, 'Close the quote above, or indent this line');
    }
    cursor.skipBlanksAndTabs();
    if (!isBreak(cursor.peek())) return text;
    text += cursor.takeBreak();
  }
}

function refuseUnclosed(offset: number): never {
  return refuse(offset, 'A text in quotes is not closed', 'Close it with the same quote');
}
