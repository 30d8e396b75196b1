import type { Bench } from './bench.ts';
import { medianRatio, summarize, type Pair, type Summary } from './statistics.ts';

/** What a row must hold. `atLeast` is for rows where the other side is to be so many times slower. */
export interface Limit {
  readonly kind: 'atMost' | 'atLeast';
  readonly value: number;
}

/** A row that was run. */
export interface Measurement {
  readonly kind: 'measured';
  readonly ours: Summary;
  /** Null where a value is held against the limit itself. */
  readonly against: Summary | null;
  /** Of both summaries. */
  readonly unit: 'ms' | 'MB';
  /** What is held against the limit: a ratio, or a value in `unit` where there is no other side. */
  readonly figure: number;
  /** Facts beside the figure, for the reader. */
  readonly notes: readonly string[];
}

/** A row that could not be run here, and why. */
export interface NotMeasured {
  readonly kind: 'not measured';
  readonly reason: string;
}

export type Outcome = Measurement | NotMeasured;

/** One comparison. */
export interface Row {
  /** `<what is run>/<what it is held against>`; parts of it choose rows on the command line. */
  readonly name: string;
  readonly limit: Limit;
  /** @throws when one of the two sides fails. */
  readonly measure: (bench: Bench) => Promise<Outcome>;
}

/** How many times as long as the other side we took. */
export function compareTimes(pairs: readonly Pair[], notes: readonly string[] = []): Measurement {
  return { kind: 'measured', ...summarizePairs(pairs), unit: 'ms', figure: medianRatio(pairs), notes };
}

/** How many times as long as we the other side took. */
export function compareSpeed(pairs: readonly Pair[], notes: readonly string[] = []): Measurement {
  const figure = medianRatio(pairs.map(([ours, against]) => [against, ours]));
  return { kind: 'measured', ...summarizePairs(pairs), unit: 'ms', figure, notes };
}

/** Whether the figure keeps to the limit. */
export function isWithin(figure: number, limit: Limit): boolean {
  return limit.kind === 'atMost' ? figure <= limit.value : figure >= limit.value;
}

function summarizePairs(pairs: readonly Pair[]) {
  return { ours: summarize(pairs.map(([ours]) => ours)), against: summarize(pairs.map(([, against]) => against)) };
}
