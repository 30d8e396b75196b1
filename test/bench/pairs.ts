import type { Pair } from './statistics.ts';

/** Does one round of one side, and gives what it measured. */
export type Side = () => Promise<number>;

export interface PairsOptions {
  readonly rounds: number;
  /** Rounds before them that do not count: they fill caches of files and of the engine. */
  readonly warmUps: number;
}

/** Runs both sides by turns. A round that fails ends the measurement. */
export async function measurePairs(ours: Side, against: Side, { rounds, warmUps }: PairsOptions): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = -warmUps; round < rounds; round += 1) {
    const pair: Pair = [await ours(), await against()];
    if (round >= 0) pairs.push(pair);
  }
  return pairs;
}
