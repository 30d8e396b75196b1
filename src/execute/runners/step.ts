import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, succeed, type Failure, type Result } from '../../failure.ts';
import type { BeginStep, BeginTask, EndStep } from '../../plan/operation.ts';
import type { ExecutionContext } from '../context.ts';
import type { Outcomes } from '../scheduler.ts';

/** The step begins: its folder below the results is there from now on, empty or not (buildrunner 3.27). */
export async function beginStep(operation: BeginStep, context: ExecutionContext): Promise<Result<void>> {
  context.clock.begin(operation.step);
  await mkdir(join(context.facts.resultsDirectory, operation.step), { recursive: true });
  await context.emit({ kind: 'stepStarted', step: operation.step });
  return succeed(undefined);
}

export async function beginTask(operation: BeginTask, context: ExecutionContext): Promise<Result<void>> {
  await context.emit({ kind: 'taskStarted', step: operation.step, task: operation.task });
  const { step, notice } = operation;
  if (notice !== undefined) await context.emit({ kind: 'noticed', step, text: notice });
  return succeed(undefined);
}

/** Says what became of the step. It fails, and with it all later steps, unless the failure was expected. */
export async function endStep(
  operation: EndStep,
  context: ExecutionContext,
  outcomes: Outcomes,
): Promise<Result<void>> {
  const failure = firstFailure(operation, outcomes);
  const { step, expectsFailureOf } = operation;
  const isExpected = expectsFailureOf !== null && outcomes.get(expectsFailureOf)?.kind === 'succeeded';
  const problem = isExpected ? (failure === null ? unexpectedSuccess(step) : null) : failure;
  const result = problem !== null ? 'failed' : isExpected ? 'failed as expected' : 'passed';
  const { duration } = context.clock.end(step, result);
  await context.emit({ kind: 'stepFinished', step, result, duration, failure: problem ?? failure });
  return problem === null ? succeed(undefined) : fail(problem);
}

/** Of the operations that it waits for: what failed itself comes before what was skipped for it. */
function firstFailure({ follows }: EndStep, outcomes: Outcomes): Failure | null {
  const ended = follows.flatMap((id) => outcomes.get(id) ?? []);
  for (const kind of ['failed', 'skipped'] as const) {
    for (const outcome of ended) if (outcome.kind === kind && outcome.failure !== null) return outcome.failure;
  }
  return null;
}

function unexpectedSuccess(step: string): Failure {
  return {
    kind: 'step',
    summary: `Step "${step}" has passed, but its "xfail: true" says that it must fail`,
    next: 'Take "xfail" away from the step',
  };
}
