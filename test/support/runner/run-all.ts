import { formatClosing, formatOutcome } from './log.ts';
import type { Outcome } from './test-file.ts';

/** A test file or check that is still to run. */
export interface Job {
  readonly name: string;
  /** Whether nothing else may run beside it, since it measures time; such jobs come last. */
  readonly isAlone: boolean;
  readonly run: () => Promise<Outcome>;
}

export interface RunSettings {
  /** How many jobs run side by side. */
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
  await runSideBySide(
    jobs.filter((job) => !job.isAlone),
    settings.parallel,
    take,
  );
  await runSideBySide(
    jobs.filter((job) => job.isAlone),
    1,
    take,
  );

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

async function runSideBySide(jobs: readonly Job[], lanes: number, take: (outcome: Outcome) => void): Promise<void> {
  const waiting = [...jobs];
  const lane = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) take(await job.run());
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function problem(name: string, failures: readonly string[]): Outcome {
  return { name, passed: 0, failures, output: '', duration: 0 };
}
