import type { RunTask } from '../../config/build-file.ts';
import type { Draft } from '../draft.ts';
import type { PlannedImage } from '../image.ts';
import type { Environment, OperationId } from '../operation.ts';
import { planArtifacts } from './artifacts.ts';
import { planCommit } from './commit.ts';
import { planCommands, planProvisioner } from './commands.ts';
import { shellWords, toCreateContainer } from './container.ts';
import { NONE } from '../operation-fields.ts';
import { planEnvironment } from './environment.ts';
import { planCopiesIn, planCopiesOut, planFiles, planSourceCopy, type PlannedFiles } from './files.ts';
import type { RunPlace } from './place.ts';
import { planService, type PlannedService } from './service.ts';

/** What the rest of the plan needs to know of a step's run. */
export interface PlannedRun {
  /** When it has ended, the step's container is up and the next step may be prepared. */
  readonly started: OperationId;
  /** All have succeeded when the run has. */
  readonly succeeded: readonly OperationId[];
  /** The image of its container; null: nobody wants one. */
  readonly frozen: PlannedImage | null;
}

const NO_ENVIRONMENT: Environment = new Map();

/** A step's own container while it is planned. */
interface StepDraft {
  readonly draft: Draft;
  readonly place: RunPlace;
  readonly task: RunTask;
  readonly image: PlannedImage;
  readonly path: readonly string[];
  readonly services: readonly PlannedService[];
  readonly commands: readonly string[];
  /** A shell waits in the container for commands; else the container runs the image's own command. */
  readonly hasShell: boolean;
  readonly environment: Environment;
  readonly files: PlannedFiles;
}

/** The run of a step: its services, its container, its commands, its artifacts. */
export function planRun(draft: Draft, place: RunPlace, task: RunTask, image: PlannedImage): PlannedRun {
  const path = ['steps', place.step, 'run'];
  const services: PlannedService[] = [];
  for (const [name, keys] of task.services ?? []) services.push(planService(draft, place, { name, keys }, services));
  const commands = [...(task.cmd === undefined ? [] : [task.cmd]), ...(task.cmds ?? [])];
  const step: StepDraft = {
    draft,
    place,
    task,
    image,
    path,
    services,
    commands,
    hasShell: commands.length > 0 || task.provisioners !== undefined,
    environment: planEnvironment(draft, place, task.env),
    files: planFiles(draft, place, { files: task.files, path }),
  };
  const created = planStepContainer(step);
  const execution = planExecution(step, created);
  const frozen = planFrozen(step, execution);
  const results = planResults(step, execution, frozen?.ready ?? [execution.last]);
  return { started: execution.started, succeeded: [execution.last].concat(results), frozen };
}

/** How the step's container runs. */
interface Execution {
  /** When all have succeeded, it is started. */
  readonly conditions: readonly OperationId[];
  readonly started: OperationId;
  /** When all have succeeded, its commands may run. */
  readonly usable: readonly OperationId[];
  /** The last of its commands. */
  readonly last: OperationId;
}

function planStepContainer({
  draft,
  place,
  task,
  image,
  services,
  hasShell,
  environment,
  files,
}: StepDraft): OperationId {
  const ports = draft.input.flags.isPublishPorts ? [...(task.ports ?? [])] : NONE;
  return draft.add(
    toCreateContainer(draft, place, task, {
      id: `${place.step}/create`,
      cause: 'run',
      role: 'step',
      name: place.container,
      image,
      hasShell,
      hasTerminal: hasShell,
      // With each command instead, where there are commands: the container may be committed.
      environment: hasShell ? NO_ENVIRONMENT : environment,
      workingDirectory: task.cwd ?? '/source',
      hostname: task.hostname,
      services: new Map(services.map((service) => [service.name, service])),
      aliases: aliasesOf(place.step, task),
      // Its volumes and addresses are those of running services.
      dependsOn: services.map(({ started }) => started),
      mounts: files.mounts,
      ports: ports.map(([inside, host]) => ({ container: inside, host })),
      isPrivileged: task.privileged ?? false,
      addedCapabilities: task.cap_add ?? NONE,
    }),
  );
}

/** Services reach the step by its name, unless one of them has that name, and by its host name. */
function aliasesOf(step: string, { hostname, services }: RunTask): string[] {
  const isTaken = [...(services ?? [])].some(([name, service]) => name === step || service.hostname === step);
  return [...new Set([...(isTaken ? [] : [step]), ...(hostname === undefined ? [] : [hostname])])];
}

/** Starts the container, after all services are ready, and runs the commands. */
function planExecution(step: StepDraft, created: OperationId): Execution {
  const { draft, place, task, path, services, commands, hasShell, environment, files } = step;
  const { container } = place;
  const isBrought = services.some(({ bringsSource }) => bringsSource);
  const source = isBrought ? null : planSourceCopy(draft, place, { container, created, mounts: files.mounts });
  const copies = planCopiesIn(draft, files, { place, container, created, part: 'step' });
  // A waiting shell starts while its own checkout is on the way; a view has to be whole before it can be mounted.
  const isBeside = hasShell && place.source.strategy === 'own' && place.frozenFor === null;
  const brought = source === null ? [] : [source];
  const provisioner = planProvisioner(draft, task, {
    step: place.step,
    container,
    path,
    part: 'step',
    copyable: [created, place.source.copied],
  });
  const readiness = services.slice(-1).map(({ ready }) => ready);
  const held = isBeside ? NONE : [...new Set([...brought, place.source.copied])];
  // Its commands, if not the container, wait for the step to begin.
  const [turnToStart, turnToRun] = place.isAhead ? [NONE, [place.begun]] : [[place.begun], NONE];
  const conditions = [created].concat(copies, provisioner.copied, held, turnToStart, readiness);
  const started = draft.add({
    id: `${place.step}/start`,
    kind: 'startContainer',
    step: place.step,
    cause: 'run',
    dependsOn: conditions,
    follows: NONE,
    container,
    speaker: { kind: 'step' },
    attach: hasShell ? 'none' : 'foreground',
  });
  const usable = [started].concat(isBeside ? brought : NONE, turnToRun);
  const executed = planCommands(draft, provisioner.command.concat(commands), task, {
    step: place.step,
    container,
    path,
    part: 'command',
    speaker: { kind: 'step' },
    environment,
    isBackground: false,
    after: usable,
  });
  return { conditions, started, usable, last: executed.at(-1) ?? started };
}

function planFrozen(
  { draft, place, image, hasShell, environment }: StepDraft,
  { last }: Execution,
): PlannedImage | null {
  if (place.frozenFor === null) return null;
  const variables = hasShell ? [] : [...environment.keys()];
  return planCommit(draft, place, { cause: place.frozenFor, baseImage: image.name, after: last, variables });
}

/** Artifacts, and files that containers could write to but the engine could not mount. */
function planResults(
  { draft, place, task, hasShell, files, services }: StepDraft,
  { conditions, usable }: Execution,
  follows: readonly OperationId[],
): OperationId[] {
  const { step, container } = place;
  const collected = planArtifacts(draft, task.artifacts ?? new Map(), {
    step,
    container,
    shell: hasShell ? (shellWords(task)[0] ?? null) : null,
    // A container that ran in the foreground leaves its files also when it failed.
    dependsOn: hasShell ? usable : conditions,
    follows,
  });
  const own = { container, part: 'step', dependsOn: conditions, follows };
  const returned = planCopiesOut(draft, step, files, own);
  const ofServices = services.map(({ name, container: from, started: begun, files: theirs }) =>
    planCopiesOut(draft, step, theirs, { ...own, container: from, part: `service ${name}`, dependsOn: [begun] }),
  );
  return collected.concat(returned, ...ofServices);
}
