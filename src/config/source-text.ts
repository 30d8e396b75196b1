import type { Diagnostic, Location } from './diagnostic.ts';

/** The text of one configuration file, and the name that messages give it. */
export interface SourceText {
  /** As the user would name it: see `Location`. */
  readonly file: string;
  /** Lines end in `\n`, whatever they end in on the disk. */
  readonly text: string;
}

/** Turns every kind of line end into `\n` (as Jinja does) and drops a byte order mark. */
export function toSourceText(file: string, text: string): SourceText {
  return { file, text: text.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n') };
}

/** Where the lines of a text start; sought once, since a file may have many problems. */
const LINE_STARTS = new WeakMap<SourceText, readonly number[]>();

function lineStartsOf(source: SourceText): readonly number[] {
  const known = LINE_STARTS.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) starts.push(at + 1);
  LINE_STARTS.set(source, starts);
  return starts;
}

/** The index of the last line that starts at or before an offset. */
function findLine(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The place of an offset into the text; offsets outside it mean its start or end. */
export function locateOffset(source: SourceText, offset: number): Location {
  const at = Math.min(Math.max(0, offset), source.text.length);
  const starts = lineStartsOf(source);
  const line = findLine(starts, at);
  return { file: source.file, line: line + 1, column: [...source.text.slice(starts[line], at)].length + 1 };
}

/** A problem that stands at an offset of the text, with the line it stands on. */
export function problemAtOffset(source: SourceText, offset: number, message: string, next?: string): Diagnostic {
  const location = locateOffset(source, offset);
  const [start, end] = [location.line - 1, location.line].map((line) => lineStartsOf(source)[line]);
  const excerpt = source.text.slice(start, end === undefined ? undefined : end - 1);
  return { location, message, excerpt, ...(next === undefined ? {} : { next }) };
}
