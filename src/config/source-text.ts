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

/** The place of an offset into the text; offsets outside it mean its start or end. */
export function locateOffset({ file, text }: SourceText, offset: number): Location {
  const before = text.slice(0, Math.max(0, offset));
  const lineStart = before.lastIndexOf('\n') + 1;
  return { file, line: before.split('\n').length, column: [...before.slice(lineStart)].length + 1 };
}

/** A problem that stands at an offset of the text, with the line it stands on. */
export function problemAtOffset(source: SourceText, offset: number, message: string, next?: string): Diagnostic {
  const location = locateOffset(source, offset);
  const excerpt = source.text.split('\n')[location.line - 1] ?? null;
  return { location, message, excerpt, ...(next === undefined ? {} : { next }) };
}
