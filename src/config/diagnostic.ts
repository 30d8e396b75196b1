import type { Diagnostic, Failure, Location } from '../failure.ts';

export type { Diagnostic, Location };

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
    diagnostics,
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
