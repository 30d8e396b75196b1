import type { BuildOptions, Invocation } from '../cli/options.ts';
import { renderJson } from '../docker/render/json.ts';
import { renderShell } from '../docker/render/shell.ts';
import { renderText } from '../docker/render/text.ts';
import { openEngineApi } from '../engine-api/engine-api.ts';
import { chooseDial } from '../facts/dial.ts';
import { answerTimeout } from '../facts/engine-info.ts';
import { createIdentity } from '../facts/identity.ts';
import type { Failure } from '../failure.ts';
import type { PlanInput } from '../plan/input.ts';
import type { Plan } from '../plan/operation.ts';
import { createPlan } from '../plan/plan.ts';
import { createProcessRunner } from '../process/run.ts';
import { prepare } from './prepare.ts';
import { findDirectories, type Surroundings } from './surroundings.ts';
import { tellFailure } from './tell.ts';
import { askVersionControl } from './version-control.ts';

type PlanFormat = Extract<Invocation, { command: 'plan' }>['format'];

/** What stands in a printed plan for what each build has of its own, so that the same project prints the same plan. */
const PRINTED = {
  buildId: 'buildrunner-build',
  owner: 'owner',
  buildNumber: 'build-number',
  startedAt: 0,
  stepId: (index: number) => `step-${index + 1}`,
} as const;

/** Prints what a build would do, without doing it. */
export async function plan(
  options: BuildOptions,
  format: PlanFormat,
  surroundings: Surroundings,
): Promise<Failure | null> {
  const directories = findDirectories(options, surroundings);
  if (!directories.ok) return tellFailure(directories.failure);
  // A script builds, and gives its build a number and a time.
  const { buildNumber, startedAt } = format === 'sh' ? { buildNumber: undefined, ...surroundings } : PRINTED;
  const own = () => PRINTED.owner;
  const number = options.buildNumber ?? buildNumber;
  const identity = createIdentity({ owner: own(), buildNumber: number, stepNames: [], startedAt });
  const { run } = createProcessRunner({ started: () => {}, ended: () => {} });
  const versionControl = askVersionControl(run, directories.value, surroundings);
  const api = openEngineApi(chooseDial(run, surroundings.environment), answerTimeout(options.dockerTimeout));
  const prepared = await prepare({
    api,
    options,
    surroundings,
    directories: directories.value,
    run,
    identity: { ...identity, buildId: PRINTED.buildId },
    versionControl,
    own,
    isForShell: format === 'sh',
    // A printed plan has no process behind it that could label what steps make.
    relaySocket: null,
  });
  void api.end();
  if (!prepared.ok) return tellFailure(prepared.failure);
  const input = withPrintedIds(prepared.value.input);
  const planned = createPlan(input);
  if (!planned.ok) return tellFailure(planned.failure);
  const plannedAt = performance.now();
  process.stdout.write(render(planned.value, input, format));
  if (options.isDebug) tellTimes(planned.value, plannedAt);
  return null;
}

/** On standard error, so that the plan can be read from standard output. */
function tellTimes({ operations }: Plan, plannedAt: number): void {
  const [planned, printed] = [plannedAt, performance.now() - plannedAt].map((time) => `${Math.round(time)} ms`);
  const count = `${operations.length} ${operations.length === 1 ? 'operation' : 'operations'}`;
  process.stderr.write(`Planned ${count} ${planned} after the start of the program, printed them in ${printed}\n`);
}

/** Steps by their place instead of by random ids. */
function withPrintedIds(input: PlanInput): PlanInput {
  const stepIds = new Map(input.selectedSteps.map((name, index) => [name, PRINTED.stepId(index)]));
  return { ...input, facts: { ...input.facts, identity: { ...input.facts.identity, stepIds } } };
}

function render(made: Plan, { facts }: PlanInput, format: PlanFormat): string {
  switch (format) {
    case 'text':
      return renderText(made);
    case 'json':
      return renderJson(made);
    case 'sh':
      return renderShell(made, facts);
    default:
      return format satisfies never;
  }
}
