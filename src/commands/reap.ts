import type { ReapOptions } from '../cli/options.ts';
import { reap as reapBuilds } from '../cleanup/reap.ts';
import type { Failure } from '../failure.ts';
import { createProcessRunner } from '../process/run.ts';
import type { Surroundings } from './surroundings.ts';
import { tellFailure } from './tell.ts';

/** Removes what builds have left whose owner is dead. */
export async function reap(options: ReapOptions, { environment }: Surroundings): Promise<Failure | null> {
  const { run } = createProcessRunner({ started: () => {}, ended: () => {} });
  const { lines, failure } = await reapBuilds({ run, environment, ...options });
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return failure === null ? null : tellFailure(failure);
}
