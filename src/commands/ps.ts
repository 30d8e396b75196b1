import { listBuilds, type ListingFormat } from '../cleanup/listing.ts';
import type { Failure } from '../failure.ts';
import { createProcessRunner } from '../process/run.ts';
import type { Surroundings } from './surroundings.ts';
import { tellFailure } from './tell.ts';

/** Lists the builds that have something on the engine, and whose they are. */
export async function ps(format: ListingFormat, { environment }: Surroundings): Promise<Failure | null> {
  const { run } = createProcessRunner({ started: () => {}, ended: () => {} });
  const listed = await listBuilds({ run, environment, format, now: Date.now() });
  if (!listed.ok) return tellFailure(listed.failure);
  process.stdout.write(listed.value.map((line) => `${line}\n`).join(''));
  return null;
}
