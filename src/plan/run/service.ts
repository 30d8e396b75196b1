import type { Service } from '../../config/build-file.ts';
import type { Draft } from '../draft.ts';
import { planBuiltImage, planPulledImage, type PlannedImage } from '../image.ts';
import type { OperationId } from '../operation.ts';
import { forOnePlatform } from '../platform-images.ts';
import { planCommands, planProvisioner } from './commands.ts';
import { toCreateContainer } from './container.ts';
import { planEnvironment } from './environment.ts';
import { planCopiesIn, planFiles, planSourceCopy, type PlannedFiles } from './files.ts';
import type { RunPlace } from './place.ts';

export interface PlannedService {
  readonly name: string;
  readonly container: string;
  readonly created: OperationId;
  readonly started: OperationId;
  /** After it the service is ready: the next one, and then the step's own container, may start. */
  readonly ready: OperationId;
  /** It brings the copy of the checkout that the containers of the step share. */
  readonly bringsSource: boolean;
  readonly files: PlannedFiles;
}

/** A service while it is planned. */
interface ServiceDraft {
  readonly draft: Draft;
  readonly place: RunPlace;
  readonly name: string;
  readonly keys: Service;
  readonly container: string;
  /** In ids of operations. */
  readonly part: string;
  /** Where its keys stand in the build file. */
  readonly path: readonly string[];
  readonly earlier: readonly PlannedService[];
  /** A shell waits in the container, for commands that are sent into it. */
  readonly hasShell: boolean;
}

/** A service: image, container, start, provisioner, command in the background, ports waited for; in this order. */
export function planService(
  draft: Draft,
  place: RunPlace,
  { name, keys }: { readonly name: string; readonly keys: Service },
  earlier: readonly PlannedService[],
): PlannedService {
  const service: ServiceDraft = {
    draft,
    place,
    name,
    keys,
    container: draft.name(place.step, 'service', name),
    part: `service ${name}`,
    path: ['steps', place.step, 'run', 'services', name],
    earlier,
    hasShell: keys.cmd !== undefined || keys.provisioners !== undefined,
  };
  const { created, copied, source, files } = planServiceContainer(service);
  const { started, provisioned } = planServiceStart(service, created, source === null ? copied : [...copied, source]);
  const commands = { commands: keys.cmd === undefined ? [] : [keys.cmd], part: 'cmd', isBackground: true };
  const running = planServiceCommands(service, commands, provisioned);
  const { container } = service;
  const ready = planWaits(service, running);
  return { name, container, created, started, ready, bringsSource: source !== null, files };
}

/** Makes the container and brings into it what it cannot mount. */
function planServiceContainer(service: ServiceDraft) {
  const { draft, place, name, keys, container, part, path, earlier, hasShell } = service;
  const files = planFiles(draft, place, { files: keys.files, path });
  const hostname = keys.hostname ?? name;
  const created = draft.add(
    toCreateContainer(draft, place, keys, {
      id: `${place.step}/create ${part}`,
      cause: path.join('.'),
      role: 'service',
      name: container,
      image: planServiceImage(service),
      hasShell,
      hasTerminal: true,
      environment: planEnvironment(draft, place, keys.env),
      workingDirectory: keys.cwd,
      hostname,
      services: new Map(earlier.map((one) => [one.name, one])),
      aliases: [...new Set([name, hostname])],
      dependsOn: lenders(service),
      mounts: files.mounts,
      ports: [...(keys.ports ?? [])].map(([inside, host]) => ({ container: inside, host })),
      isPrivileged: false,
      addedCapabilities: [],
    }),
  );
  const copied = planCopiesIn(draft, files, { place, container, created, part });
  const isBrought = earlier.some(({ bringsSource }) => bringsSource);
  const source = isBrought ? null : planSourceCopy(draft, place, { container, created, mounts: files.mounts });
  return { created, copied, source, files };
}

/** Starts the container, after the services before it are ready, and runs its provisioner. */
function planServiceStart(
  service: ServiceDraft,
  created: OperationId,
  copied: readonly OperationId[],
): { started: OperationId; provisioned: OperationId } {
  const { draft, place, name, keys, container, part, path, earlier, hasShell } = service;
  const provisioner = planProvisioner(draft, keys, {
    ...{ step: place.step, container, path, part },
    copyable: [created, place.source.copied],
  });
  const readiness = earlier.slice(-1).map(({ ready }) => ready);
  const started = draft.add({
    id: `${place.step}/start ${part}`,
    kind: 'startContainer',
    step: place.step,
    cause: path.join('.'),
    dependsOn: [created, ...copied, ...provisioner.copied, place.source.copied, place.begun, ...readiness],
    follows: [],
    container,
    speaker: { kind: 'service', name },
    attach: hasShell ? 'none' : 'background',
  });
  const commands = { commands: provisioner.command, part: 'provision', isBackground: false };
  return { started, provisioned: planServiceCommands(service, commands, started) };
}

/** Returns the last of the commands; where there are none, what they would have come after. */
function planServiceCommands(
  { draft, place, name, keys, container, part, path }: ServiceDraft,
  given: { readonly commands: readonly string[]; readonly part: string; readonly isBackground: boolean },
  after: OperationId,
): OperationId {
  const ids = planCommands(draft, given.commands, keys, {
    step: place.step,
    container,
    speaker: { kind: 'service', name },
    // The container itself has the environment: a service is never committed.
    environment: new Map(),
    path,
    part: `${part} ${given.part}`,
    isBackground: given.isBackground,
    after: [after],
  });
  return ids.at(-1) ?? after;
}

/** The services whose volumes it mounts too must have been made. */
function lenders({ keys, earlier }: ServiceDraft): OperationId[] {
  const names = (keys.volumes_from ?? []).map((entry) => entry.split(':', 1)[0]);
  return earlier.filter(({ name }) => names.includes(name)).map(({ created }) => created);
}

/** Pulled whatever `--local-images` says, unless its own `pull` is false, for the step's platform (buildrunner 3.27). */
function planServiceImage({ draft, place, keys, part, path }: ServiceDraft): PlannedImage {
  if (keys.build !== undefined) {
    const build = { step: place.step, path: [...path, 'build'], part: `build ${part}`, dependsOn: [place.begun] };
    return planBuiltImage(draft, forOnePlatform(draft, keys.build, place.platform), build);
  }
  const wish = { isAlways: keys.pull ?? true, isSubjectToLocalImages: false, platform: place.platform };
  return planPulledImage(draft, keys.image ?? '', { ...wish, path: [...path, 'image'] });
}

/** Returns the last wait; where there is none, what it would have come after. */
function planWaits({ draft, place, name, keys, container, part, path }: ServiceDraft, after: OperationId): OperationId {
  let last = after;
  for (const { port, timeout } of keys.wait_for ?? []) {
    last = draft.add({
      id: `${place.step}/wait ${part} ${port}`,
      kind: 'waitForPort',
      step: place.step,
      cause: `${path.join('.')}.wait_for`,
      dependsOn: [last],
      follows: [],
      container,
      service: name,
      port,
      timeout: timeout * 1000,
    });
  }
  return last;
}
