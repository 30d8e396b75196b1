import * as v from 'valibot';
import type { BuildTask, PushTarget, YamlValue } from './build-file.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ConfigurationDocument, Path } from './document.ts';
import { baseImageOf, findDockerfile } from './dockerfile.ts';
import { build as buildSchema } from './schema/build.ts';
import { pushTargets } from './schema/push.ts';
import { flag } from './schema/scalars.ts';
import { withWrittenTags } from './written-tags.ts';
import { isYamlList, isYamlMap } from './yaml/value.ts';

/** What the checks need besides the file. */
export interface AcrossStepsContext {
  readonly buildDirectory: string;
  /** The tag that pushed images get unasked (BUILDRUNNER_BUILD_DOCKER_TAG). */
  readonly buildTag: string;
}

/** What the rules between keys and steps ask of one step. Tasks that are not valid by themselves are left out. */
interface StepTasks {
  readonly name: string;
  readonly build: BuildTask | null;
  readonly hasRun: boolean;
  readonly runImage: string | null;
  readonly push: readonly Reference[];
  readonly commit: readonly Reference[];
}

/** An image reference that a step gives, and where it is written. */
interface Reference {
  readonly text: string;
  readonly path: Path;
}

/**
 * Checks the rules between keys and between steps, most of them for images for several platforms (as in buildrunner
 * 3.27). It reads the file as it is, so that a mistake in one step does not hide those in others.
 */
export function checkAcrossSteps(document: ConfigurationDocument, context: AcrossStepsContext): Diagnostic[] {
  const raw = isYamlMap(document.value) ? document.value : new Map<YamlValue, YamlValue>();
  const isLegacy = readFlag(raw.get('use-legacy-builder'));
  const rawSteps = raw.get('steps');
  if (!isYamlMap(rawSteps)) return [];
  const isMulti = [...rawSteps.values()].some((step) => childOf(childOf(step, 'build'), 'platforms') !== null);
  if (!isMulti && !isLegacy) return [];
  const steps = readSteps(document, context);
  return [
    ...(isLegacy ? steps.flatMap((step) => checkSecrets(step, document)) : []),
    ...(isMulti ? checkMultiPlatform(steps, document, context) : []),
  ];
}

function readFlag(value: YamlValue | undefined): boolean {
  const read = v.safeParse(flag, value);
  return read.success && read.output;
}

/** What stands below a key of a map; null where nothing does. */
function childOf(value: YamlValue, key: string): YamlValue {
  return isYamlMap(value) ? (value.get(key) ?? null) : null;
}

function readSteps(document: ConfigurationDocument, { buildTag }: AcrossStepsContext): StepTasks[] {
  const steps = childOf(withWrittenTags(document), 'steps');
  return [...(isYamlMap(steps) ? steps : [])].flatMap(([name, step]) => {
    if (typeof name !== 'string') return [];
    const task = v.safeParse(buildSchema, childOf(step, 'build'));
    const image = childOf(childOf(step, 'run'), 'image');
    return [
      {
        name,
        build: task.success ? task.output : null,
        hasRun: childOf(step, 'run') !== null,
        runImage: typeof image === 'string' ? image : null,
        push: readReferences(childOf(step, 'push'), ['steps', name, 'push'], buildTag),
        commit: readReferences(childOf(step, 'commit'), ['steps', name, 'commit'], buildTag),
      },
    ];
  });
}

function readReferences(value: YamlValue, path: Path, buildTag: string): Reference[] {
  const read = v.safeParse(pushTargets, value);
  if (!read.success) return [];
  return read.output.flatMap((target, index) => {
    const written = isYamlList(value) ? { value: value[index] ?? null, path: [...path, index] } : { value, path };
    return tagsOf(target, buildTag).map((tag, tagIndex) => ({
      text: `${target.repository}:${tag}`.toLowerCase(),
      path: placeOfTag(target, tagIndex, written),
    }));
  });
}

function tagsOf({ tags, add_build_tag: hasBuildTag }: PushTarget, buildTag: string): readonly string[] {
  return hasBuildTag && !tags.includes(buildTag) ? [...tags, buildTag] : tags;
}

/** The item of `tags`, or the name with the tag; one that is given unasked stands nowhere but in the whole. */
function placeOfTag(
  { tags }: PushTarget,
  index: number,
  { value, path }: { readonly value: YamlValue; readonly path: Path },
): Path {
  if (!isYamlMap(value) || index >= tags.length) return path;
  const listed = childOf(value, 'tags');
  const first = tags.length - (isYamlList(listed) ? listed.length : 0);
  return index < first ? [...path, 'repository'] : [...path, 'tags', index - first];
}

function isMultiPlatform({ build }: StepTasks): boolean {
  return build?.platforms !== undefined;
}

function checkSecrets(step: StepTasks, document: ConfigurationDocument): Diagnostic[] {
  if (step.build?.secrets === undefined || isMultiPlatform(step)) return [];
  const path = ['steps', step.name, 'build', 'secrets'];
  const message = `"${path.join('.')}" needs BuildKit, and "use-legacy-builder" is true`;
  return [document.problemAtKey(path, message, 'Take "use-legacy-builder: true" away, or add "platforms"')];
}

function checkMultiPlatform(
  steps: readonly StepTasks[],
  document: ConfigurationDocument,
  { buildDirectory }: AcrossStepsContext,
): Diagnostic[] {
  const multi = steps.filter(isMultiPlatform);
  const others = steps.filter((step) => !isMultiPlatform(step));
  return [
    ...multi.flatMap((step) => checkKeys(step, document)),
    ...checkTags(multi, others, document),
    ...steps.flatMap((step) => checkDockerfile(step, document, buildDirectory)),
    ...checkRetagged(multi, others, { document, buildDirectory }),
  ];
}

/** Keys that cannot stand beside `platforms`. */
function checkKeys({ name, build, hasRun }: StepTasks, document: ConfigurationDocument): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const add = (keys: readonly string[], message: string, next: string): void => {
    const path = ['steps', name, ...keys];
    problems.push(document.problemAtKey(path, `"${path.join('.')}" ${message}`, next));
  };
  const platforms = build?.platforms ?? [];
  const repeated = platforms.findIndex((platform, index) => platforms.indexOf(platform) < index);
  if (repeated >= 0) {
    const path = ['steps', name, 'build', 'platforms'];
    const message = `"${path.join('.')}" names "${platforms[repeated] ?? ''}" twice`;
    problems.push(document.problemAt([...path, repeated], message, 'Leave one of the two'));
  }
  if (build?.platform !== undefined) add(['build', 'platform'], 'stands beside "platforms"', 'Leave one of the two');
  if (build?.import !== undefined) {
    add(['build', 'import'], 'makes an image for one platform only', 'Take "platforms" away');
  }
  if (isImageList(build?.cache_from)) {
    const next = 'Write a text or maps, such as {type: registry, ref: NAME}';
    add(['build', 'cache_from'], 'is a list of images, and these serve one platform only', next);
  }
  if (hasRun) {
    const next = 'Move it into a step of its own';
    add(['run'], 'stands in a step that builds for several platforms', next);
  }
  return problems;
}

function isImageList(value: BuildTask['cache_from']): boolean {
  return Array.isArray(value) && typeof value[0] === 'string';
}

/** No other push may give a reference that is given to an image for several platforms. */
function checkTags(
  multi: readonly StepTasks[],
  others: readonly StepTasks[],
  document: ConfigurationDocument,
): Diagnostic[] {
  const given = new Map<string, string>();
  const problems: Diagnostic[] = [];
  for (const { name, push } of [...multi, ...others]) {
    const isMulti = multi.some((step) => step.name === name);
    for (const { text, path } of push) {
      const first = given.get(text);
      if (first !== undefined) problems.push(duplicateTag(text, path, first, document));
      else if (isMulti) given.set(text, name);
    }
  }
  return problems;
}

function duplicateTag(text: string, path: Path, first: string, document: ConfigurationDocument): Diagnostic {
  const message = `"${path.join('.')}" gives "${text}", which step "${first}" gives to an image for several platforms`;
  return document.problemAt(path, message, 'Choose another tag or repository for one of them');
}

function checkDockerfile(
  { name, build }: StepTasks,
  document: ConfigurationDocument,
  buildDirectory: string,
): Diagnostic[] {
  if (build === null) return [];
  const found = findDockerfile(build, buildDirectory);
  const at = (key: string, message: string, next: string): Diagnostic[] => {
    const path = ['steps', name, 'build', ...(document.writtenAt(['steps', name, 'build']) === null ? [key] : [])];
    return [document.problemAt(path, `"${path.join('.')}" ${message}`, next)];
  };
  if (found.kind === 'missing') {
    return found.key === 'path'
      ? at(
          'path',
          `names a folder without a Dockerfile: there is no "${found.file}"`,
          'Correct it, or give "dockerfile"',
        )
      : at(
          'dockerfile',
          'names no file, and is no text of a Dockerfile',
          'Correct the path, or write a line with FROM',
        );
  }
  if (found.kind === 'unknown' || baseImageOf(found.text, undefined) !== null) return [];
  return at(found.key, 'leads to a Dockerfile without FROM', 'Write a line with FROM');
}

/** A step that gives new tags to an image for several platforms would lose all of them but one. */
function checkRetagged(
  multi: readonly StepTasks[],
  others: readonly StepTasks[],
  { document, buildDirectory }: { readonly document: ConfigurationDocument; readonly buildDirectory: string },
): Diagnostic[] {
  const makers = new Map(
    multi.flatMap(({ name, push, commit }) => [...push, ...commit].map(({ text }) => [text, name] as const)),
  );
  return others.flatMap((step) => {
    if (step.push.length + step.commit.length === 0) return [];
    const source = sourceImageOf(step, buildDirectory);
    const maker = source === null ? undefined : makers.get(source);
    if (source === null || maker === undefined) return [];
    const path = ['steps', step.name, ...(step.build === null ? ['run', 'image'] : ['build'])];
    const message = `"steps.${step.name}" gives new tags to "${source}", which step "${maker}" makes for several platforms`;
    return [document.problemAt(path, message, `Push it under all its tags in step "${maker}"`)];
  });
}

function sourceImageOf({ build, runImage }: StepTasks, buildDirectory: string): string | null {
  const found = build === null ? null : findDockerfile(build, buildDirectory);
  const image = found === null ? runImage : found.kind === 'found' ? baseImageOf(found.text, build?.target) : null;
  if (image === null) return null;
  const name = image.toLowerCase();
  return /[:@][^/]*$/.test(name) ? name : `${name}:latest`;
}
