import type { Failure } from '../failure.ts';

export interface Location {
  /** As the user would name it: relative to the build directory where it lies below it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}

/** One problem of a configuration file, with the place it stands at. */
export interface Diagnostic {
  readonly location: Location;
  /** The subject in double quotes and what is wrong with it. */
  readonly message: string;
  /** The line of the file it stands on; null when there is none. */
  readonly excerpt: string | null;
  /** What to do next, one imperative sentence without a full stop. */
  readonly next?: string;
}

/** Of a longer line only this many characters are shown, those around the column. */
const EXCERPT_WIDTH = 120;

/** `file:line:column message`, the line with a caret under the column, what to do; as lines. */
export function formatDiagnostic(diagnostic: Diagnostic): string[] {
  const { location, excerpt } = diagnostic;
  return [
    `${location.file}:${location.line}:${location.column} ${diagnostic.message}`,
    ...(excerpt === null ? [] : markColumn(excerpt, location.column)),
    ...(diagnostic.next === undefined ? [] : [`  ${diagnostic.next}${/[.?!]$/.test(diagnostic.next) ? '' : '.'}`]),
  ];
}

/** Sorts problems of one file by their places. */
export function inFileOrder(problems: readonly Diagnostic[]): Diagnostic[] {
  return [...problems].sort((a, b) => a.location.line - b.location.line || a.location.column - b.location.column);
}

/** All problems of a configuration as one failure (exit code 78). */
export function toFailure(diagnostics: readonly Diagnostic[]): Failure {
  const count = diagnostics.length;
  return {
    kind: 'configuration',
    summary: `The configuration has ${count} ${count === 1 ? 'problem' : 'problems'}`,
    details: diagnostics.flatMap(formatDiagnostic),
  };
}

/** Tabs stay under tabs, so that the caret stands right however wide a terminal draws them. */
function markColumn(excerpt: string, column: number): string[] {
  const characters = [...excerpt].map((character) => (/[^\t\P{Cc}]/u.test(character) ? '\ufffd' : character));
  const start = Math.max(0, Math.min(column - EXCERPT_WIDTH / 2, characters.length - EXCERPT_WIDTH));
  const shown = characters.slice(start, start + EXCERPT_WIDTH);
  const before = characters.slice(start, column - 1).map((character) => (character === '\t' ? '\t' : ' '));
  return [`  ${shown.join('')}`, `  ${before.join('')}^`];
}
