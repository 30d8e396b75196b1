/** What the rounds of one side gave, in one unit. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly rounds: number;
}

/** One round: the value of our side, then that of what it is held against. */
export type Pair = readonly [ours: number, against: number];

/** The middle value, or the mean of the two in the middle. @throws when there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('nothing was measured');
  return (low + high) / 2;
}

/** @throws when there is no value. */
export function summarize(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), rounds: values.length };
}

/**
 * The middle of the ratios of the pairs. Both sides of a pair ran one right after the other, so that a machine which is
 * busy for a while slows both alike; that makes it steadier than the ratio of two medians.
 */
export function medianRatio(pairs: readonly Pair[]): number {
  return median(pairs.map(([ours, against]) => ours / against));
}
