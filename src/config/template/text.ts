/** Whether each UTF-16 unit is a character, so that JavaScript counts as Python does. */
function isPlain(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}

/** The characters of a text as Python counts them: code points. */
export function charactersOf(text: string): string[] {
  return isPlain(text) ? text.split('') : [...text];
}

/** How many characters a text has. */
export function lengthOfText(text: string): number {
  if (isPlain(text)) return text.length;
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** The part between two character indexes, which are within the text. */
export function sliceText(text: string, start: number, stop: number): string {
  return isPlain(text) ? text.slice(start, stop) : [...text].slice(start, stop).join('');
}

/** The character index of a UTF-16 offset. */
export function toCharacterIndex(text: string, offset: number): number {
  return offset < 0 ? offset : lengthOfText(text.slice(0, offset));
}

/** What Python takes for white space: JavaScript leaves out some controls and counts the byte order mark. */
export const SPACES = '\t-\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const LEADING_SPACE = new RegExp(`^[${SPACES}]+`);
const SPACE = new RegExp(`[${SPACES}]+`);
const ONLY_SPACE = new RegExp(`^[${SPACES}]+$`);

/** Whether a text is white space and not empty. */
export function isSpace(text: string): boolean {
  return ONLY_SPACE.test(text);
}

/** Without white space at the start. */
export function trimStart(text: string): string {
  return text.replace(LEADING_SPACE, '');
}

/** Without white space at the end. */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Without white space at either end. */
export function trimBoth(text: string): string {
  return trimEnd(trimStart(text));
}

/** The words between white space. */
export function wordsOf(text: string): string[] {
  const trimmed = trimBoth(text);
  return trimmed === '' ? [] : trimmed.split(SPACE);
}

const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/** The lines of a text (Python's `splitlines`), with what ends them where that is asked for. */
export function linesOf(text: string, withEnds = false): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, withEnds ? end : match.index));
    start = end;
  }
  return start < text.length ? [...lines, text.slice(start)] : lines;
}

/** By code points, as Python orders texts. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const shorter = Math.min(left.length, right.length);
  let index = 0;
  while (index < shorter && left.charCodeAt(index) === right.charCodeAt(index)) index += 1;
  if (index === shorter) return left.length - right.length;
  const [ours, theirs] = [left.charCodeAt(index), right.charCodeAt(index)];
  // Halves of a surrogate pair stand for what is above all other characters.
  return (isSurrogate(ours) ? ours + 0x10000 : ours) - (isSurrogate(theirs) ? theirs + 0x10000 : theirs);
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
