import type { Failure, Result } from '../failure.ts';
import { fail } from '../failure.ts';
import type { OperationKind, OperationsByKind, Plan } from '../plan/operation.ts';
import type { PushedImage, StepSummary } from '../report/event.ts';
import type { ExecutionContext } from './context.ts';
import { loadRunner } from './runners.ts';
import { schedule, type Outcomes } from './scheduler.ts';

export interface ExecutionResult {
  /** The first failure of a step or push that was not expected; null: the build is good. */
  readonly failure: Failure | null;
  readonly steps: readonly StepSummary[];
  readonly pushed: readonly PushedImage[];
}

/** Runs a plan to its end. It decides nothing: what runs when, and what a failure leads to, is in the plan. */
export async function executePlan(plan: Plan, context: ExecutionContext): Promise<ExecutionResult> {
  const executing = schedule(plan.operations, (operation, so) => runOperation(operation, context, so));
  setImmediate(() => loadRunners(plan));
  const outcomes = await executing;
  const steps = context.clock.summaries(plan.steps.map(({ name }) => name));
  return { failure: failureOf(plan, outcomes), steps, pushed: context.pushed };
}

async function runOperation<Kind extends OperationKind>(
  operation: OperationsByKind[Kind] & { readonly kind: Kind },
  context: ExecutionContext,
  outcomes: Outcomes,
): Promise<Result<unknown>> {
  const run = await loadRunner(operation.kind);
  if (context.signal.aborted) return fail({ kind: 'interrupted', summary: 'The build was ended' });
  return run(operation, context, outcomes);
}

/** Loads what the later operations need while docker is busy with the first. */
function loadRunners({ operations }: Plan): void {
  for (const kind of new Set(operations.map((operation) => operation.kind))) void loadRunner(kind);
}

/** A build fails by its steps and pushes; what fails before them fails through them. */
function failureOf({ operations }: Plan, outcomes: Outcomes): Failure | null {
  for (const { id, kind } of operations) {
    const outcome = outcomes.get(id);
    const isEnd = kind === 'endStep' || kind === 'pushImage' || kind === 'uploadPackages';
    if (isEnd && outcome?.kind === 'failed') return outcome.failure;
  }
  return null;
}
