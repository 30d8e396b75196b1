import { posix } from 'node:path';
import type { BuildTask } from '../config/build-file.ts';
import { toPythonText } from '../config/yaml/python-text.ts';
import { planBases } from './base-images.ts';
import { planCache } from './build-cache.ts';
import { chooseBuilder } from './builder.ts';
import { planSecrets } from './build-secrets.ts';
import type { Draft } from './draft.ts';
import { planImportedImage } from './imported-image.ts';
import { mayInjectDockerfile, planInjections } from './injection.ts';
import type { BuildImage, Injection, OperationId, PlatformImage } from './operation.ts';
import { imageFor } from './made-image.ts';

/** An image by the name that docker knows it by, and the operations after which it is there. */
export interface PlannedImage {
  readonly name: string;
  readonly ready: readonly OperationId[];
  /** Where it was built for named platforms, what it is for each; absent: it was not. */
  readonly parts?: readonly PlatformImage[];
}

/**
 * Asks for an image by name: pulled once in a build, however many steps want it, and not at all where an earlier step
 * has made it.
 */
export function planPulledImage(draft: Draft, image: string, wish: PullWish): PlannedImage {
  const name = image.toLowerCase();
  // Another build may move the tag meanwhile, so the image goes by the name that only this one knows.
  const made = draft.taggedAs(name);
  const platform = draft.input.flags.platform ?? wish.platform;
  if (made !== undefined)
    return { name: imageFor(draft, made, { name, platform, path: wish.path }), ready: [made.tagged] };
  const policy =
    wish.isAlways && !(draft.input.flags.isLocalImages && wish.isSubjectToLocalImages) ? 'always' : 'missing';
  const id = ['/pull', name, ...(platform === undefined ? [] : [platform]), ...(policy === 'always' ? [] : [policy])];
  const operation = draft.addOnce({
    id: id.join(' '),
    kind: 'pullImage',
    step: null,
    dependsOn: [],
    follows: [],
    cause: wish.path.join('.'),
    image: name,
    platform,
    policy,
  });
  return { name, ready: [operation] };
}

export interface PullWish {
  readonly isAlways: boolean;
  /** `--local-images` speaks of the images of steps, not of services (buildrunner 3.27). */
  readonly isSubjectToLocalImages: boolean;
  readonly platform: string | undefined;
  /** Where it is asked for in the build file. */
  readonly path: readonly (string | number)[];
}

/** Where a `build` stands in the build file, and what it is for. */
export interface BuildPlace {
  readonly step: string;
  readonly path: readonly (string | number)[];
  /** The end of the operation's id. */
  readonly part: string;
  readonly dependsOn: readonly OperationId[];
  /** It is one of several that make an image for several platforms: buildx builds it. */
  readonly isPart?: boolean;
  /** Nothing uses the image. */
  readonly isUnused?: boolean;
  /** What the user is told before it is built. */
  readonly warnings?: readonly string[];
  /** The image of this build that it goes on from (`post-build`): no FROM of its Dockerfile says so. */
  readonly base?: { readonly name: string; readonly platform: string | undefined };
}

const LEGACY = { name: null, isApart: false };

/** Plans a `build` task; its image gets a name of this build alone. Problems of its paths go to the draft. */
export function planBuiltImage(draft: Draft, task: BuildTask, place: BuildPlace): PlannedImage {
  if (task.import !== undefined) return planImportedImage(draft, task.import, task.platform, place);
  const image = draft.imageName(place.step, place.part);
  const isLegacy = isLegacyBuild(draft, place);
  const platform = draft.input.flags.platform ?? task.platform ?? place.base?.platform;
  const builder = isLegacy ? LEGACY : chooseBuilder(draft, platform, place);
  const buildArguments = buildArgumentsOf(draft, task);
  const folder = task.path === undefined ? null : folderOf(draft, task.path, place);
  const injections = planInjections(draft, task, place);
  const { dockerfile, text } = dockerfileOf(draft, task, { place, injections });
  const bases = planBases(draft, { ...task, platform }, { text, values: buildArguments, place, isLegacy, builder });
  const { follows, warnings, ...cache } = planCache(draft, task, place, { isLegacy, builderName: builder.name });
  const id = draft.add({
    ...{ id: `${place.step}/${place.part}`, kind: 'buildImage', step: place.step, cause: place.path.join('.') },
    dependsOn: [...place.dependsOn, ...bases.ready],
    follows,
    image,
    // The legacy builder can do no other, and an inline cache is a part of the image.
    isLoaded: place.isUnused !== true || isLegacy || cache.cacheTo.some((to) => to.includes('type=inline')),
    context: folder ?? defaultContext(draft, task, { dockerfile, place }),
    injections,
    dockerfile,
    target: task.target,
    platform,
    isPart: place.isPart ?? false,
    images: bases.images,
    isApart: builder.isApart,
    localImages: bases.localImages,
    buildArguments,
    isPulled: bases.isPulled,
    isUncached: task['no-cache'] ?? false,
    builder: isLegacy ? 'legacy' : 'buildkit',
    builderName: builder.name,
    secrets: planSecrets(draft, task, place, isLegacy),
    ...cache,
    warnings: [...(place.warnings ?? []), ...warnings, ...planWarnings(task, place)],
  });
  return { name: image, ready: [id] };
}

/** A part of an image for several platforms cannot be built without BuildKit. */
function isLegacyBuild(draft: Draft, { path, isPart }: BuildPlace): boolean {
  const { hasBuildKit } = draft.input.facts.engine;
  if (isPart !== true) return draft.input.buildFile['use-legacy-builder'] === true || !hasBuildKit;
  if (hasBuildKit) return false;
  draft.problem(
    [...path, 'platforms'],
    `"${[...path, 'platforms'].join('.')}" needs BuildKit, and this engine is used without it`,
    'Install the buildx plug-in of the docker command line client',
  );
  return false;
}

/** Whether buildx builds as the original has it: for named platforms, or where the build file asks for it. */
export function isBuildx({ input }: Draft, { isPart, base }: BuildPlace): boolean {
  return isPart === true || (input.buildFile['use-legacy-builder'] === false && base === undefined);
}

/** What runs is of one platform, and so is what goes on from it. */
function planWarnings({ platforms }: BuildTask, { base, path }: BuildPlace): string[] {
  if (base === undefined || platforms === undefined) return [];
  return [`"${[...path, 'platforms'].join('.')}" is without effect: the image goes on from a container that has run`];
}

function buildArgumentsOf(draft: Draft, { buildargs }: BuildTask): ReadonlyMap<string, string> {
  const given = [...(buildargs ?? [])].map(([key, value]) => [key, toPythonText(value) ?? 'None'] as const);
  return new Map([...given, ['DOCKER_REGISTRY', draft.input.global['docker-registry']]]);
}

function folderOf(draft: Draft, path: string, place: BuildPlace): string {
  const found = draft.input.paths.get(path);
  if (found?.kind !== 'directory') {
    draft.problem(
      [...place.path, 'path'],
      `"${path}" is no folder of the project`,
      'Name a folder that holds a Dockerfile',
    );
  }
  return found?.path ?? path;
}

/**
 * Without `path`, the Dockerfile and what is injected are all there is; but buildx, where the build file asks for it by
 * `use-legacy-builder: false` or `platforms`, has the folder of the Dockerfile, or the build directory for a text (buildrunner 3.27).
 */
function defaultContext(
  draft: Draft,
  { inject }: BuildTask,
  { dockerfile, place }: { dockerfile: BuildImage['dockerfile']; place: BuildPlace },
): string | null {
  if (!isBuildx(draft, place) || inject !== undefined) return null;
  return 'path' in dockerfile ? posix.dirname(dockerfile.path) : draft.input.facts.buildDirectory;
}

interface FoundDockerfile {
  readonly dockerfile: BuildImage['dockerfile'];
  /** Null: only known when the image is built. */
  readonly text: string | null;
}

/**
 * A file of that name below the build directory, else the text itself; without `dockerfile`, what is called so in the
 * context, which may have been injected (buildrunner 3.27).
 */
function dockerfileOf(
  draft: Draft,
  task: BuildTask,
  given: { place: BuildPlace; injections: readonly Injection[] },
): FoundDockerfile {
  const found = findDockerfile(draft, task, given);
  return given.place.base === undefined ? found : goingOn(draft, found, { ...given.place, base: given.place.base });
}

/** Puts the image that a Dockerfile goes on from in front of it; where it is only injected, when it is there. */
function goingOn(
  draft: Draft,
  { dockerfile, text }: FoundDockerfile,
  { path, step, base }: BuildPlace & Required<Pick<BuildPlace, 'base'>>,
): FoundDockerfile {
  if ('isInContext' in dockerfile) return { dockerfile: { ...dockerfile, base: base.name }, text };
  const subject = `The Dockerfile of "${path.at(-1) ?? ''}" of step "${step}"`;
  if (text === null) draft.problem(path, `${subject} cannot be read`, 'Give yourself the right to read it');
  const whole = `FROM ${base.name}\n${text ?? ''}`;
  return { dockerfile: { text: whole }, text: whole };
}

function findDockerfile(
  draft: Draft,
  { path, dockerfile, inject }: BuildTask,
  { place, injections }: { place: BuildPlace; injections: readonly Injection[] },
): FoundDockerfile {
  const { paths, dockerfiles } = draft.input;
  if (dockerfile !== undefined) return namedDockerfile(draft, dockerfile);
  if (mayInjectDockerfile(injections)) {
    const source = [...(inject ?? [])].findLast(([, destination]) => destination === 'Dockerfile')?.[0];
    return { dockerfile: { isInContext: true }, text: dockerfiles.get(source ?? '') ?? null };
  }
  const inContext = path === undefined ? undefined : paths.get(`${path}/Dockerfile`);
  if (inContext?.kind === 'file') {
    const own = injections.length === 0 ? { path: inContext.path } : ({ isInContext: true } as const);
    return { dockerfile: own, text: dockerfiles.get(`${path ?? ''}/Dockerfile`) ?? null };
  }
  const next = 'Give "dockerfile", or put a Dockerfile into the folder of "path"';
  draft.problem(place.path, `"${place.path.at(-1) ?? ''}" of step "${place.step}" has no Dockerfile`, next);
  return { dockerfile: { text: '' }, text: '' };
}

function namedDockerfile({ input: { paths, dockerfiles } }: Draft, dockerfile: string): FoundDockerfile {
  const file = paths.get(dockerfile);
  if (file?.kind !== 'file') return { dockerfile: { text: dockerfile }, text: dockerfile };
  return { dockerfile: { path: file.path }, text: dockerfiles.get(dockerfile) ?? null };
}
