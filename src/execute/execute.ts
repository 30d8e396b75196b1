import type { Failure, Result } from '../failure.ts';
import { fail } from '../failure.ts';
import type { OperationKind, OperationsByKind, Plan } from '../plan/operation.ts';
import type { PushedImage, StepSummary } from '../report/event.ts';
import type { ExecutionContext } from './context.ts';
import { collectArtifact } from './runners/artifact.ts';
import { execInContainer } from './runners/command.ts';
import { createContainer, createNetwork, startContainer } from './runners/container.ts';
import { copyFromContainer, copyToContainer } from './runners/copy.ts';
import { buildImage, commitContainer, pullImage, tagImage } from './runners/image.ts';
import { importImage } from './runners/import.ts';
import type * as PackageRunners from './runners/packages.ts';
import { pushImage } from './runners/push.ts';
import { removeResources } from './runners/remove.ts';
import { makeFolder, scanImage } from './runners/scan.ts';
import { beginStep, beginTask, endStep } from './runners/step.ts';
import { waitForPort } from './runners/wait.ts';
import { schedule, type Outcomes } from './scheduler.ts';

export interface ExecutionResult {
  /** The first failure of a step or push that was not expected; null: the build is good. */
  readonly failure: Failure | null;
  readonly steps: readonly StepSummary[];
  readonly pushed: readonly PushedImage[];
}

/** Runs a plan to its end. It decides nothing: what runs when, and what a failure leads to, is in the plan. */
export async function executePlan(plan: Plan, context: ExecutionContext): Promise<ExecutionResult> {
  const outcomes = await schedule(plan.operations, (operation, so) => runOperation(operation, context, so));
  const steps = context.clock.summaries(plan.steps.map(({ name }) => name));
  return { failure: failureOf(plan, outcomes), steps, pushed: context.pushed };
}

function runOperation<Kind extends OperationKind>(
  operation: OperationsByKind[Kind] & { readonly kind: Kind },
  context: ExecutionContext,
  outcomes: Outcomes,
): Promise<Result<unknown>> {
  if (context.signal.aborted) return Promise.resolve(fail({ kind: 'interrupted', summary: 'The build was ended' }));
  return RUNNERS[operation.kind](operation, context, outcomes);
}

/** What does each kind of operation. */
type Runners = {
  readonly [Kind in OperationKind]: (
    operation: OperationsByKind[Kind],
    context: ExecutionContext,
    outcomes: Outcomes,
  ) => Promise<Result<unknown>>;
};

const RUNNERS: Runners = {
  beginStep,
  beginTask,
  endStep,
  pullImage,
  buildImage,
  importImage,
  createNetwork,
  createContainer,
  copyToContainer,
  copyFromContainer,
  startContainer,
  execInContainer,
  waitForPort,
  collectArtifact,
  commitContainer,
  tagImage,
  pushImage,
  makeFolder,
  scanImage,
  readPackages: (operation, context) => withPackages(({ readPackages }) => readPackages(operation, context)),
  uploadPackages: (operation, context) => withPackages(({ uploadPackages }) => uploadPackages(operation, context)),
  removeResources,
};

/** Few builds have packages, and what uploads them takes long to load. */
async function withPackages(run: (runners: typeof PackageRunners) => Promise<Result<void>>) {
  return run(await import('./runners/packages.ts'));
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
