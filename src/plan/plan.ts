import type { Step } from '../config/build-file.ts';
import { toFailure } from '../config/diagnostic.ts';
import { fail, succeed, type Result } from '../failure.ts';
import { Draft } from './draft.ts';
import type { PlanInput } from './input.ts';
import type { Plan } from './operation.ts';
import { planPushes } from './push-task.ts';
import { planLastRemoval, planRemoval } from './removal.ts';
import { holdSource } from './source.ts';
import { planUploads } from './upload-task.ts';
import { planStep, tasksOf, type PlannedStep } from './step.ts';

/**
 * Compiles the selected steps into operations. Steps run in the given order; while one runs, the next is prepared, and
 * what the one before has left is removed.
 *
 * @returns the plan, or a configuration failure that lists every problem with its place in the build file.
 */
export function createPlan(input: PlanInput): Result<Plan> {
  const draft = new Draft(input);
  const steps: { readonly name: string; readonly step: Step }[] = input.selectedSteps.flatMap((name) => {
    const step = input.buildFile.steps.get(name);
    return step === undefined ? [] : [{ name, step }];
  });
  const source = holdSource(steps);
  const planned: PlannedStep[] = [];
  for (const { name, step } of steps) {
    const previous = planned.at(-1) ?? null;
    const removed = previous?.isExclusive === true ? planRemoval(draft, previous, null) : null;
    const next = planStep(draft, { name, step, source, previous, begunAfter: removed });
    if (previous?.isExclusive === false) planRemoval(draft, previous, next);
    planned.push(next);
  }
  if (input.flags.isPush) {
    const ends = planned.map(({ ended }) => ended);
    const pushed = planPushes(
      draft,
      planned.flatMap(({ pushes }) => pushes),
      ends,
    );
    planUploads(
      draft,
      planned.flatMap(({ uploads }) => uploads),
      pushed,
    );
  }
  planLastRemoval(draft, planned.at(-1) ?? null);
  if (draft.problems.length > 0) return fail(toFailure(draft.problems));
  return succeed({
    buildId: draft.buildId,
    operations: draft.operations,
    steps: steps.map(({ name, step }) => ({ name, tasks: tasksOf(step) })),
    resultsDirectory: input.facts.resultsDirectory,
  });
}
