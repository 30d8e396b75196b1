import { posix } from 'node:path';
import type { Step } from '../config/build-file.ts';
import { enginePath, isBelow } from '../facts/file-view.ts';
import type { Draft } from './draft.ts';
import { planPulledImage, type PlannedImage } from './image.ts';
import type { Mount, OperationId } from './operation.ts';

/** Why the checkout is copied. */
export const CHECKOUT_CAUSE = 'the steps work on copies of the checkout';

/** How the steps come by a pristine writable copy of the checkout each. */
export type SourceStrategy =
  /** One container only: the copy is its own volume. */
  | 'own'
  /** One step only: its containers work on the copy itself. */
  | 'direct'
  /** Each step has an overlay view of the copy. */
  | 'overlay'
  /** Each step has an overlay view of the checkout itself. */
  | 'view'
  /** The engine refuses overlays: each step has a copy of the copy. */
  | 'copy';

/** The checkout in a volume, and the container by which it got there (BUILDRUNNER_SOURCE_CONTAINER). */
export interface Source {
  readonly strategy: SourceStrategy;
  /** Null: it has no name, and goes with the container; or there is none. */
  readonly volume: string | null;
  /** The checkout itself on the engine's host, where steps have views of that. */
  readonly viewed: string | null;
  readonly container: string;
  /** The folder on the engine's host that the views of the steps write to, each in its own; null: there are no views. */
  readonly views: string | null;
  /** The operation that made the container. */
  readonly created: OperationId;
  /** The operation after which the volume is complete. */
  readonly copied: OperationId;
}

/** The source of a build while its steps are planned: it is planned with the first step that runs. */
export interface SourceHolder {
  readonly runSteps: readonly { readonly name: string; readonly step: Step }[];
  nextIndex: number;
  planned: Source | null;
}

export function holdSource(steps: readonly { readonly name: string; readonly step: Step }[]): SourceHolder {
  return { runSteps: steps.filter(({ step }) => step.run !== undefined), nextIndex: 0, planned: null };
}

/** The build's source, planned with the image of the first step that runs. */
export function sharedSource(draft: Draft, holder: SourceHolder, image: PlannedImage): Source {
  const [first] = holder.runSteps;
  const isOnly = first !== undefined && holder.runSteps.length === 1;
  if (isOnly && isAlone(first.step) && viewedCheckout(draft, holder) === null) return ownSource(draft, first.name);
  holder.planned ??= planSource(draft, reliableImage(draft, holder) ?? image, holder);
  return holder.planned;
}

/**
 * Whether the step's container needs no other to hold the source: nobody shares it, its id is known before the commands
 * that are told of it, and the copy does not go into what the user has mounted within.
 */
function isAlone({ run }: Step): boolean {
  if (run === undefined) return false;
  const hasCommands = run.cmd !== undefined || (run.cmds ?? []).length > 0 || run.provisioners !== undefined;
  const isShared = (run.services?.size ?? 0) > 0;
  const isWithin = (target: string) => `${posix.normalize(target.replace(/:r[ow]$/, ''))}/`.startsWith('/source/');
  return hasCommands && !isShared && ![...(run.files?.values() ?? [])].some(isWithin);
}

/**
 * The checkout as the engine sees it, where steps may have views of it: nothing that they write must go into it, as it
 * would by `files` of it that are mounted to be written. Null: it has to be copied.
 */
function viewedCheckout(draft: Draft, { runSteps }: SourceHolder): string | null {
  const { facts, localFiles } = draft.input;
  const { buildDirectory, engine } = facts;
  if (!facts.isCheckoutViewable || !engine.canOverlayVolumes) return null;
  const containers = runSteps.flatMap(({ step: { run } }) => [run, ...(run?.services?.values() ?? [])]);
  const isWritten = containers.some((keys) =>
    [...(keys?.files ?? [])].some(([name, target]) => {
      const file = localFiles.get(name);
      return target.endsWith(':rw') && file?.kind === 'path' && overlaps(file.path, buildDirectory);
    }),
  );
  return isWritten ? null : enginePath(engine.view, buildDirectory);
}

function overlaps(one: string, other: string): boolean {
  return isBelow(one, other) || isBelow(other, one);
}

/** The step plans the copy itself, see `planSourceCopy`. */
function ownSource(draft: Draft, step: string): Source {
  const [created, copied] = [`${step}/create`, `${step}/copy-source`];
  const container = draft.name(step, 'step');
  return { strategy: 'own', volume: null, viewed: null, views: null, container, created, copied };
}

/**
 * Where the first step is expected to fail, maybe for want of its image, the source must not hang on that: the image
 * of the first other step that pulls one which no step of this build makes.
 */
function reliableImage(draft: Draft, { runSteps }: SourceHolder): PlannedImage | null {
  if (runSteps[0]?.step.run?.xfail !== true) return null;
  const made = runSteps.flatMap(({ step }) =>
    [...(step.push ?? []), ...(step.commit ?? [])].map((one) => one.repository),
  );
  for (const { name, step } of runSteps) {
    const { image, xfail, pull, platform } = step.run ?? {};
    if (image === undefined || xfail === true || made.some((repository) => image.startsWith(repository))) continue;
    const cause = `steps.${name}.run.image`;
    return planPulledImage(draft, image, { isAlways: pull ?? true, isSubjectToLocalImages: true, platform, cause });
  }
  return null;
}

/**
 * Plans the one copy of the checkout that a build makes: a container of a step's own image, never started, with a
 * volume at /source; and, for overlays, a second volume with the folders that the views write to.
 */
function planSource(draft: Draft, image: PlannedImage, holder: SourceHolder): Source {
  const viewed = viewedCheckout(draft, holder);
  const runSteps = holder.runSteps.length;
  const strategy = viewed === null ? chooseStrategy(draft, runSteps) : 'view';
  const volume = viewed === null ? draft.name('source') : null;
  const container = draft.name('source', 'container');
  const directory = draft.input.facts.buildDirectory;
  const overlays = strategy === 'overlay' || strategy === 'view' ? runSteps : 0;
  const overlayVolume = overlays > 0 ? draft.name('overlay') : null;
  const labels = draft.labels(null, 'source');
  const plain = (name: string, target: string): Mount => ({ kind: 'volume', name, target, labels, overlay: null });
  const source: Mount =
    viewed === null
      ? plain(draft.name('source'), '/source')
      : { kind: 'bind', source: viewed, target: '/source', isReadOnly: true };
  const created = draft.add({
    ...{ id: '/create-source', step: null, dependsOn: image.ready, follows: [], cause: CHECKOUT_CAUSE },
    ...emptyContainer,
    kind: 'createContainer',
    role: 'source',
    name: container,
    image: image.name,
    labels,
    command: ['/bin/sh'],
    mounts: [source, ...(overlayVolume === null ? [] : [plain(overlayVolume, '/overlay')])],
  });
  const copied = draft.add({
    ...{ id: '/copy-source', step: null, dependsOn: [created], follows: [], cause: CHECKOUT_CAUSE },
    kind: 'copyToContainer',
    container,
    path: '/',
    content: { kind: strategy === 'view' ? 'views' : 'checkout', directory, overlays },
  });
  const { volumesDirectory } = draft.input.facts.engine;
  const views = overlayVolume === null ? null : `${volumesDirectory}/${overlayVolume}/_data`;
  return { strategy, volume, viewed, views, container, created, copied };
}

/**
 * The mount of a step's own /source. It has a name where several containers of the step share it; else it is the
 * container's own and goes with it.
 */
export function sourceMount(
  draft: Draft,
  source: Source,
  step: { name: string; index: number; isShared: boolean },
): Mount {
  const labels = draft.labels(source.strategy === 'direct' ? null : step.name, 'source');
  const mount = (name: string | null, overlay: Extract<Mount, { kind: 'volume' }>['overlay']): Mount => {
    return { kind: 'volume', target: '/source', labels, name, overlay };
  };
  if (source.strategy === 'direct') return mount(source.volume, null);
  if (source.strategy === 'own') return mount(null, null);
  const name = step.isShared || source.strategy === 'copy' ? draft.name(step.name, 'source') : null;
  if (source.views === null) return mount(name, null);
  const view = `${source.views}/${step.index}`;
  const lower = source.viewed ?? `${draft.input.facts.engine.volumesDirectory}/${source.volume}/_data`;
  return mount(name, { lower, upper: `${view}/upper`, work: `${view}/work` });
}

/** What a container has unless something asks for more. */
export const emptyContainer = {
  hasTerminal: false,
  environment: new Map(),
  network: null,
  dns: [],
  dnsSearch: [],
  extraHosts: [],
  ports: [],
  volumesFrom: [],
  isPrivileged: false,
  addedCapabilities: [],
  securityOptions: [],
} as const;

function chooseStrategy(draft: Draft, runSteps: number): SourceStrategy {
  if (runSteps === 1) return 'direct';
  return draft.input.facts.engine.canOverlayVolumes ? 'overlay' : 'copy';
}
