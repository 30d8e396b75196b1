import type { BuildTask } from '../config/build-file.ts';
import { toPythonText } from '../config/yaml/python-text.ts';
import type { Draft } from './draft.ts';
import type { BuildImage, OperationId } from './operation.ts';

/** An image by the name that docker knows it by, and the operations after which it is there. */
export interface PlannedImage {
  readonly name: string;
  readonly ready: readonly OperationId[];
}

/**
 * Asks for an image by name: pulled once in a build, however many steps want it, and not at all where an earlier step
 * has made it.
 */
export function planPulledImage(draft: Draft, image: string, wish: PullWish): PlannedImage {
  const name = image.toLowerCase();
  // Another build may move the tag meanwhile, so the image goes by the name that only this one knows.
  const made = draft.tagged.get(withTag(name));
  if (made !== undefined) return { name: made.image, ready: [made.tagged] };
  const platform = draft.input.flags.platform ?? wish.platform;
  const policy =
    wish.isAlways && !(draft.input.flags.isLocalImages && wish.isSubjectToLocalImages) ? 'always' : 'missing';
  const id = ['/pull', name, ...(platform === undefined ? [] : [platform]), ...(policy === 'always' ? [] : [policy])];
  const operation = draft.addOnce({
    id: id.join(' '),
    kind: 'pullImage',
    step: null,
    dependsOn: [],
    follows: [],
    cause: wish.cause,
    image: name,
    platform,
    policy,
  });
  return { name, ready: [operation] };
}

/** `latest` is what docker understands where a name has neither tag nor digest. */
function withTag(name: string): string {
  return /[:@][^/]*$/.test(name) ? name : `${name}:latest`;
}

export interface PullWish {
  readonly isAlways: boolean;
  /** `--local-images` speaks of the images of steps, not of services (buildrunner 3.27). */
  readonly isSubjectToLocalImages: boolean;
  readonly platform: string | undefined;
  readonly cause: string;
}

/** Where a `build` stands in the build file, and what it is for. */
export interface BuildPlace {
  readonly step: string;
  readonly path: readonly (string | number)[];
  /** The last part of the operation's id: `build`, or of a service. */
  readonly part: string;
  readonly dependsOn: readonly OperationId[];
}

/** Plans a `build` task; its image gets a name of this build alone. Problems of its paths go to the draft. */
export function planBuiltImage(draft: Draft, task: BuildTask, place: BuildPlace): PlannedImage {
  const image = draft.imageName(place.step, place.part);
  const platform = draft.input.flags.platform ?? task.platform;
  const legacy = draft.input.buildFile['use-legacy-builder'] === true || !draft.input.facts.engine.hasBuildKit;
  const buildArguments = new Map(
    [...(task.buildargs ?? [])].map(([key, value]) => [key, toPythonText(value) ?? 'None']),
  );
  const id = draft.add({
    ...{
      id: `${place.step}/${place.part}`,
      kind: 'buildImage',
      step: place.step,
      follows: [],
      cause: place.path.join('.'),
    },
    dependsOn: place.dependsOn,
    image,
    context: contextOf(draft, task, place),
    dockerfile: dockerfileOf(draft, task, place),
    target: task.target,
    platform,
    buildArguments: new Map([...buildArguments, ['DOCKER_REGISTRY', draft.input.global['docker-registry']]]),
    isPulled: (task.pull ?? true) && !draft.input.flags.isLocalImages,
    isUncached: task['no-cache'] ?? false,
    builder: legacy ? 'legacy' : 'buildkit',
  });
  return { name: image, ready: [id] };
}

function contextOf(draft: Draft, { path }: BuildTask, place: BuildPlace): string | null {
  if (path === undefined) return null;
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

/** A file of that name below the build directory, else the text itself (buildrunner 3.27). */
function dockerfileOf(draft: Draft, { path, dockerfile }: BuildTask, place: BuildPlace): BuildImage['dockerfile'] {
  if (dockerfile !== undefined) {
    const file = draft.input.paths.get(dockerfile);
    return file?.kind === 'file' ? { path: file.path } : { text: dockerfile };
  }
  const inContext = path === undefined ? undefined : draft.input.paths.get(`${path}/Dockerfile`);
  if (inContext?.kind === 'file') return { path: inContext.path };
  const next = 'Give "dockerfile", or put a Dockerfile into the folder of "path"';
  draft.problem(place.path, `"build" of step "${place.step}" has no Dockerfile`, next);
  return { text: '' };
}
