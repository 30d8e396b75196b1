import { docker } from '../../support/engine.ts';
import type { Project } from '../../support/project.ts';
import { ourBuild, startSide, timeSide, waitForText, type Bench, type RunningSide, type Timed } from '../bench.ts';
import { measurePairs } from '../pairs.ts';
import { createBenchProject, servicesFile } from '../projects.ts';
import { compareTimes, type Outcome, type Row } from '../row.ts';

const SERVICES = 14;
const IS_RUNNING = 'the step is running';

/**
 * From SIGTERM to the exit of a build that runs fifteen containers, against one `docker rm --force` of fifteen equal
 * ones. Equal they are because they are those of such a build, which is stopped meanwhile and takes no part.
 */
export const abortRow: Row = {
  name: 'abort of 15 containers/docker rm',
  limit: { kind: 'atMost', value: 1.2 },
  measure: againstOneRemoval,
};

async function againstOneRemoval(bench: Bench): Promise<Outcome> {
  // In two pieces, so that it is not found where the command itself is shown.
  const command = `echo "the step is" | sed "s/$/ running/"; sleep 1000`;
  const project = createBenchProject(bench, servicesFile(bench, SERVICES, command));
  const pairs = await measurePairs(
    () => timeAbort(bench, project),
    () => timeRemoval(bench, project),
    { rounds: bench.isQuick ? 1 : 5, warmUps: bench.isQuick ? 0 : 1 },
  );
  return compareTimes(pairs);
}

async function timeAbort(bench: Bench, project: Project): Promise<number> {
  const { side } = await startBuild(bench, project);
  const signalled = performance.now();
  process.kill(side.id, 'SIGTERM');
  const { at, exitCode } = await side.exited;
  bench.signal.throwIfAborted();
  if (exitCode !== 143) throw new Error(`the aborted build ended with ${exitCode ?? 'a signal'}:\n${side.output()}`);
  return at - signalled;
}

async function timeRemoval(bench: Bench, project: Project): Promise<number> {
  const { side, containers } = await startBuild(bench, project);
  process.kill(side.id, 'SIGSTOP');
  try {
    const removal: Timed = { argv: ['docker', 'rm', '--force', '--volumes', ...containers], project };
    return await timeSide(removal, bench.signal);
  } finally {
    process.kill(side.id, 'SIGTERM');
    process.kill(side.id, 'SIGCONT');
    await side.exited;
  }
}

/** Gives the build once all its containers run, and their ids. */
async function startBuild(bench: Bench, project: Project): Promise<{ side: RunningSide; containers: string[] }> {
  const timed = ourBuild(bench, project);
  const side = startSide(timed, bench.signal);
  await waitForText(timed, side, IS_RUNNING);
  const list = await docker('ps', '--quiet', '--filter', `label=${bench.label}`);
  const containers = list.split('\n').filter((line) => line !== '');
  if (containers.length !== SERVICES + 1) throw new Error(`${containers.length} containers run instead of 15`);
  return { side, containers };
}
