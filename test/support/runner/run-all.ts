import { formatClosing, formatOutcome } from './log.ts';
import type { Outcome } from './test-file.ts';

/** A test file or check that is still to run. */
export interface Job {
  readonly name: string;
  /**
   * Which engine it uses: the machine's with others beside it; the machine's, alone on it; one of its own, apart; or
   * none. Those that are alone and those that are apart run beside each other, when the shared ones have ended; those
   * without an engine run beside all others, one by one.
   */
  readonly engine: 'shared' | 'alone' | 'apart' | 'none';
  readonly run: () => Promise<Outcome>;
}

export interface RunSettings {
  /** How many jobs that use an engine run side by side. */
  readonly parallel: number;
  /** Asked after all jobs: what the tests left behind, a sentence each. */
  readonly findLeftovers: () => Promise<readonly string[]>;
  readonly print: (line: string) => void;
}

/** Runs all jobs, prints how they went, closes with the line `N passed, N failed`. @returns whether all is well. */
export async function runAll(jobs: readonly Job[], settings: RunSettings): Promise<boolean> {
  const outcomes: Outcome[] = [];
  const take = (outcome: Outcome) => {
    outcomes.push(outcome);
    // A file without a test that the name filter selects has nothing to say.
    if (outcome.passed + outcome.failures.length > 0) formatOutcome(outcome).forEach(settings.print);
  };
  const queueOf = (engine: Job['engine']) => jobs.filter((job) => job.engine === engine);
  const [shared, alone, apart] = [queueOf('shared'), queueOf('alone'), queueOf('apart')];
  const lanes = Array.from({ length: settings.parallel }, (_, lane) => lane);
  const others = runInTurn([queueOf('none')], take);
  await Promise.all(lanes.map(() => runInTurn([shared], take)));
  await Promise.all(lanes.map((lane) => runInTurn(lane === 0 ? [alone, apart] : [apart], take)));
  await others;

  const leftovers = await settings.findLeftovers();
  if (leftovers.length > 0)
    take(
      problem(
        'the engine after all tests',
        leftovers.map((what) => `left behind: ${what}`),
      ),
    );
  if (outcomes.every((outcome) => outcome.passed === 0)) take(problem('the tests', ['none of them ran']));
  formatClosing(outcomes).forEach(settings.print);
  return outcomes.every((outcome) => outcome.failures.length === 0);
}

/** Takes jobs off the queues until they are empty, the first one first. Others may take off the same ones meanwhile. */
async function runInTurn(queues: readonly Job[][], take: (outcome: Outcome) => void): Promise<void> {
  for (const queue of queues)
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) take(await job.run());
}

function problem(name: string, failures: readonly string[]): Outcome {
  return { name, passed: 0, failures, output: '', duration: 0 };
}
