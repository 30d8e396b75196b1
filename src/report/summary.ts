import { formatDuration } from './duration.ts';
import type { PushedImage, StepResult, StepSummary } from './event.ts';

/** A line of the table, with the result it tells; null for the heading. */
export interface SummaryLine {
  readonly text: string;
  readonly result: StepResult | null;
}

/** The closing table: steps with result and duration, in columns. Nothing when there are no steps. */
export function formatSummary(rows: readonly StepSummary[]): SummaryLine[] {
  if (rows.length === 0) return [];
  const durations = rows.map((row) => (row.result === 'skipped' ? '-' : formatDuration(row.duration)));
  const nameWidth = widest(['Step', ...rows.map((row) => row.name)]);
  const resultWidth = widest(['Result', ...rows.map((row) => row.result)]);
  const durationWidth = widest(['Duration', ...durations]);
  const line = (name: string, result: string, duration: string): string =>
    `${name.padEnd(nameWidth)}  ${result.padEnd(resultWidth)}  ${duration.padStart(durationWidth)}`;
  return [
    { text: line('Step', 'Result', 'Duration'), result: null },
    ...rows.map((row, index) => ({ text: line(row.name, row.result, durations[index] ?? ''), result: row.result })),
  ];
}

/** What was pushed, in columns: each reference and its digest. Nothing where nothing was. */
export function formatPushed(pushed: readonly PushedImage[]): string[] {
  if (pushed.length === 0) return [];
  const rows = [{ reference: 'Pushed', digest: 'Digest' }, ...pushed];
  const width = widest(rows.map(({ reference }) => reference));
  return rows.map(({ reference, digest }) => `${reference.padEnd(width)}  ${digest}`);
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length));
}
