import { isWithin, type Limit, type Measurement, type Outcome } from './row.ts';
import type { Summary } from './statistics.ts';

/** What became of a row. */
export interface RowResult {
  readonly name: string;
  readonly limit: Limit;
  readonly outcome: Outcome | { readonly kind: 'failed'; readonly reason: string };
  /** Processes that wanted to run in the last minute, when the row ended (see uptime). */
  readonly load: number;
}

export type Verdict = 'ok' | 'over' | 'not measured' | 'failed';

export function judge({ limit, outcome }: RowResult): Verdict {
  if (outcome.kind !== 'measured') return outcome.kind;
  return isWithin(outcome.figure, limit) ? 'ok' : 'over';
}

const HEAD = ['', 'ours', 'against', 'figure', 'limit', '', 'rounds', 'load'];

/** The lines of the table: its head and one for each row, followed by the row's notes. Times are medians, then the best. */
export function formatTable(results: readonly RowResult[]): string[] {
  const cells = [HEAD, ...results.map(toCells)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => align(row, widths));
  return lines.flatMap((line, index) => [line, ...notesOf(results[index - 1])]);
}

function toCells(result: RowResult): string[] {
  const { name, limit, outcome, load } = result;
  const verdict = judge(result);
  if (outcome.kind !== 'measured') return [name, '', '', '', formatLimit(limit, 'x'), verdict, '', load.toFixed(1)];
  const { ours, against, unit, figure } = outcome;
  const figureUnit = against === null ? unit : 'x';
  return [
    name,
    formatSummary(ours, unit),
    against === null ? '' : formatSummary(against, unit),
    `${formatNumber(figure)} ${figureUnit}`,
    formatLimit(limit, figureUnit),
    verdict,
    String(ours.rounds),
    load.toFixed(1),
  ];
}

/** The first column is text; numbers end in line. */
function align(row: readonly string[], widths: readonly number[]): string {
  const aligned = row.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 0 || column === 5 ? cell.padEnd(width) : cell.padStart(width);
  });
  return aligned.join('  ').trimEnd();
}

function notesOf(result: RowResult | undefined): string[] {
  if (result === undefined) return [];
  const { outcome } = result;
  const notes = outcome.kind === 'measured' ? outcome.notes : outcome.reason.split('\n');
  return notes.map((note) => `  ${note}`);
}

function formatSummary({ median, min }: Summary, unit: Measurement['unit']): string {
  return unit === 'ms'
    ? `${formatSeconds(median)} (${formatSeconds(min)}) s`
    : `${formatNumber(median)} (${formatNumber(min)}) ${unit}`;
}

function formatSeconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(milliseconds < 10_000 ? 3 : 1);
}

function formatNumber(value: number): string {
  return value.toFixed(value < 100 ? 2 : 0);
}

function formatLimit(limit: Limit, unit: string): string {
  return `${limit.kind === 'atMost' ? '<=' : '>='} ${limit.value} ${unit}`;
}
