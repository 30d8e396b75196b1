import type { RunTask, Step } from '../config/build-file.ts';
import { enginePath } from '../facts/file-view.ts';
import type { Draft } from './draft.ts';
import { planBuiltImage, planPulledImage, type PlannedImage } from './image.ts';
import { NONE } from './operation-fields.ts';
import type { BeginTask, OperationId } from './operation.ts';
import { planPlatformImages, platformsOf } from './platform-images.ts';
import { planForeignRemoval } from './removal.ts';
import { planTags, type StepImage, type WantedPush } from './push-task.ts';
import { planRun, type PlannedRun } from './run/run-task.ts';
import { mayWait } from './run/waiting.ts';
import { planPackages, type WantedUpload } from './upload-task.ts';
import { sharedSource, type SourceHolder } from './source.ts';

type Task = BeginTask['task'];

/** What the steps after it, the pushes and the removals need to know of a step. */
export interface PlannedStep {
  readonly name: string;
  readonly begun: OperationId;
  /** After it the next step may be prepared. */
  readonly started: OperationId;
  readonly ended: OperationId;
  /** References to push when all steps have passed. */
  readonly pushes: readonly WantedPush[];
  /** Packages to upload after that. */
  readonly uploads: readonly WantedUpload[];
  /** The step holds what the next one may want: a port of the host. */
  readonly isExclusive: boolean;
}

/** The tasks of a step in the order they run, whatever their order in the file (buildrunner 3.27). */
export function tasksOf(step: Step): Task[] {
  const order = ['build', 'run', 'push', 'commit', 'pypi-push'] as const;
  return order.filter((task) => step[task] !== undefined);
}

/** What a step's plan follows from. */
interface StepContext {
  readonly name: string;
  readonly step: Step;
  readonly source: SourceHolder;
  readonly previous: PlannedStep | null;
  /** The removal that must be over when it begins; null: it waits for none. */
  readonly begunAfter: OperationId | null;
}

/** Plans one step: its tasks in their fixed order between a beginning and an end. */
export function planStep(draft: Draft, { name, step, source, previous, begunAfter }: StepContext): PlannedStep {
  const begun = draft.add({
    id: `${name}/begin`,
    kind: 'beginStep',
    step: name,
    cause: `steps.${name}`,
    dependsOn: previous === null ? NONE : [previous.ended],
    follows: begunAfter === null ? NONE : [begunAfter],
  });
  const built = step.build === undefined ? null : planBuildTask(draft, name, { step, task: step.build, begun });
  const ran =
    step.run === undefined ? null : planRunTask(draft, { name, step, task: step.run, source, previous, built, begun });
  const { succeeded, started } = ran ?? { succeeded: built?.ready ?? [begun], started: begun };
  const image = ran === null ? toStepImage(step, built) : planRunImage(draft, name, step, ran);
  // Their headings come behind what is built on the run.
  const before = [...succeeded, ...postBuilt(step, image)];
  const pushes = planTagTask(draft, { name, step, image, before }, 'push');
  planTagTask(draft, { name, step, image, before }, 'commit');
  const uploads = planPackageTask(draft, { name, step, before });
  planForeignRemoval(draft, name, step.run);
  const ended = draft.add({
    id: `${name}/end`,
    kind: 'endStep',
    step: name,
    cause: `steps.${name}`,
    dependsOn: [begun],
    follows: draft.idsOf(name),
    expectsFailureOf: step.run?.xfail === true ? `${name}/run` : null,
  });
  return { name, begun, started, ended, pushes, uploads, isExclusive: isExclusive(step.run) };
}

interface TagContext extends Pick<StepContext, 'name' | 'step'> {
  readonly image: StepImage | null;
  /** What the task waits for. */
  readonly before: readonly OperationId[];
}

/** Plans a `push` or `commit`: its tags, which it gives back. */
function planTagTask(draft: Draft, { name, step, image, before }: TagContext, task: 'push' | 'commit'): WantedPush[] {
  const targets = step[task];
  if (targets === undefined) return [];
  const id = beginTask(draft, name, task, before);
  if (image !== null) return planTags(draft, { step: name, task, targets }, image, id);
  draft.problem(['steps', name, task], `Step "${name}" has no image to ${task}`, 'Add "build" or "run" to the step');
  return [];
}

/** Without `--push` nothing is asked of the packages and their repositories (buildrunner 3.27). */
function planPackageTask(draft: Draft, { name, step, before }: Omit<TagContext, 'image'>): WantedUpload[] {
  const targets = step['pypi-push'];
  if (targets === undefined) return [];
  if (draft.input.flags.isPush) {
    return planPackages(draft, name, { targets, begun: beginTask(draft, name, 'pypi-push', before) });
  }
  draft.add({
    ...{ id: `${name}/pypi-push`, kind: 'beginTask', step: name, task: 'pypi-push', dependsOn: before, follows: [] },
    ...{ cause: `steps.${name}.pypi-push`, notice: 'Push not requested with "--push": skipping' },
  });
  return [];
}

function beginTask(draft: Draft, step: string, task: Task, dependsOn: readonly OperationId[]): OperationId {
  const id = `${step}/${task}`;
  return draft.add({ id, kind: 'beginTask', step, task, dependsOn, follows: NONE, cause: `steps.${step}.${task}` });
}

interface BuildContext {
  readonly step: Step;
  readonly task: NonNullable<Step['build']>;
  readonly begun: OperationId;
}

function planBuildTask(draft: Draft, name: string, { step, task, begun }: BuildContext): PlannedImage {
  const id = beginTask(draft, name, 'build', [begun]);
  const isUnused = step.run === undefined && step.push === undefined && step.commit === undefined;
  const place = { step: name, path: ['steps', name, 'build'], part: 'build-image', dependsOn: [id], isUnused };
  const platforms = platformsOf(draft, task);
  return platforms === null ? planBuiltImage(draft, task, place) : planPlatformImages(draft, task, platforms, place);
}

interface RunContext {
  readonly name: string;
  readonly step: Step;
  readonly task: RunTask;
  readonly source: SourceHolder;
  readonly previous: PlannedStep | null;
  readonly built: PlannedImage | null;
  readonly begun: OperationId;
}

function planRunTask(draft: Draft, { name, step, task, source, previous, built, begun }: RunContext): PlannedRun {
  const begunRun = beginTask(draft, name, 'run', built?.ready ?? [begun]);
  const image = stepImage(draft, name, task, built);
  const isAhead = previous !== null && mayWait(draft, task);
  const preparation = isAhead
    ? { dependsOn: [previous.begun], follows: [previous.started] }
    : { dependsOn: previous === null ? NONE : [begunRun], follows: NONE };
  const index = source.nextIndex++;
  const hasServices = task.services !== undefined && task.services.size > 0;
  const network = hasServices ? planNetwork(draft, name, preparation) : null;
  const place = {
    step: name,
    index,
    network,
    preparation,
    begun: begunRun,
    isAhead,
    isShared: hasServices,
    frozenFor: frozenFor(name, step),
    platform: task.platform,
    source: sharedSource(draft, source, image),
    container: draft.name(name, 'step'),
    socket: draft.input.global['docker-socket'] && task['docker-socket'] !== false ? socketOf(draft) : null,
  };
  return planRun(draft, place, task, image);
}

/** `image`, else what the step has built. A pull is spared where this build has made the image itself. */
function stepImage(draft: Draft, name: string, task: RunTask, built: PlannedImage | null): PlannedImage {
  if (task.image !== undefined) {
    const path = ['steps', name, 'run', 'image'];
    const wish = { isAlways: task.pull ?? true, isSubjectToLocalImages: true, platform: task.platform, path };
    return planPulledImage(draft, task.image, wish);
  }
  if (built !== null) return built;
  draft.problem(
    ['steps', name, 'run'],
    `Step "${name}" has no image to run`,
    'Add "image" to "run", or "build" to the step',
  );
  return { name: '', ready: [] };
}

function planNetwork(
  draft: Draft,
  step: string,
  preparation: { readonly dependsOn: readonly OperationId[]; readonly follows: readonly OperationId[] },
) {
  const name = draft.name(step, 'network');
  const id = `${step}/create-network`;
  const cause = `steps.${step}.run.services`;
  draft.add({ id, kind: 'createNetwork', step, cause, name, labels: draft.labels(step, 'network'), ...preparation });
  return { name, created: id };
}

/** An imported image goes by its full id in artifacts.json (buildrunner 3.27). */
function toStepImage({ build }: Step, built: PlannedImage | null): StepImage | null {
  return built === null ? null : { parts: NONE, ...built, id: build?.import === undefined ? 'short' : 'full' };
}

/** The image that a run leaves: its frozen container, or what `post-build` makes of that. */
function planRunImage(draft: Draft, name: string, { run }: Step, { frozen }: PlannedRun): StepImage | null {
  const postBuild = run?.['post-build'];
  if (postBuild === undefined || frozen === null)
    return frozen === null ? null : { ...frozen, id: 'full', parts: NONE };
  const path = ['steps', name, 'run', 'post-build'];
  const base = { name: frozen.name, platform: run?.platform };
  const place = { step: name, path, part: 'post-build', dependsOn: frozen.ready, base };
  return { parts: NONE, ...planBuiltImage(draft, postBuild, place), id: 'short' };
}

/** What wants an image of the container of the step's run. */
function frozenFor(name: string, { run, push, commit }: Step): string | null {
  if (run?.['post-build'] !== undefined) return `steps.${name}.run.post-build`;
  return push === undefined && commit === undefined ? null : `steps.${name}.push`;
}

function postBuilt({ run }: Step, image: StepImage | null): readonly OperationId[] {
  return run?.['post-build'] === undefined ? [] : (image?.ready ?? []);
}

/** Our relay where the engine sees its socket file, else the engine's own socket, where it is known. */
function socketOf({ input: { relaySocket, facts } }: Draft): string | null {
  const relay = relaySocket === null ? null : enginePath(facts.engine.view, relaySocket);
  return relay ?? facts.engine.socket;
}

function isExclusive(run: RunTask | undefined): boolean {
  if (run === undefined) return false;
  return [run, ...(run.services?.values() ?? [])].some(({ ports }) => (ports?.size ?? 0) > 0);
}
