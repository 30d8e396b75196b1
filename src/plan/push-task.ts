import type { PushTarget } from '../config/build-file.ts';
import { toPythonText } from '../config/yaml/python-text.ts';
import type { Draft, TaggedImage } from './draft.ts';
import type { ImageListing, OperationId, PlatformImage, PushWay } from './operation.ts';
import { scanSettings, type ScanSettings } from './scan-settings.ts';
import { planScans, type WantedScan } from './scan.ts';

/** The image that a step's `push` and `commit` speak of: what its run has made, else what it has built. */
export interface StepImage {
  readonly name: string;
  readonly ready: readonly OperationId[];
  /** What it is for each platform that it was built for by name. */
  readonly parts: readonly PlatformImage[];
  /** How artifacts.json names it. */
  readonly id: ImageListing['id'];
}

/** A tag of a `push`. */
export interface WantedPush {
  readonly repository: string;
  readonly tag: string;
}

/**
 * Tags the step's image by every reference of one task, each once. Tags are made with and without `--push`
 * (buildrunner 3.27).
 */
export function planTags(
  draft: Draft,
  { step, task, targets }: { step: string; task: 'push' | 'commit'; targets: readonly PushTarget[] },
  image: StepImage,
  after: OperationId,
): WantedPush[] {
  const repositories = [...tagsByRepository(draft, targets)];
  const scans: WantedScan[] = [];
  // The entries of artifacts.json are in the order of the repositories.
  let listed: readonly OperationId[] = [];
  const wanted = repositories.flatMap(([repository, tags], number) => {
    const isLast = number === repositories.length - 1;
    const isMain = image.parts.length === 0 ? isLast : !isPushedAgain(draft, step, repository);
    const listing = task === 'push' ? { repository, tags, id: image.id, isMain, parts: image.parts } : null;
    tags.forEach((tag, index) => {
      const reference = `${repository}:${tag}`;
      const own = index === tags.length - 1 ? listing : null;
      const id = draft.add({
        ...{ id: `${step}/${task} ${reference}`, kind: 'tagImage', step, follows: [], cause: `steps.${step}.${task}` },
        ...{ dependsOn: [after, ...image.ready, ...(own === null ? [] : listed)], image: image.name, reference },
        isKept: !draft.input.flags.isCleanupImages,
        listing: own,
      });
      if (own !== null) {
        listed = [id];
        for (const settings of scansOf(draft, targets, repository)) scans.push({ settings, listing: own, tagged: id });
      }
      noteTag(draft, reference, { image: image.name, parts: image.parts, tagged: id, step, listing });
    });
    return tags.map((tag) => ({ repository, tag }));
  });
  planScans(draft, { step, begun: after }, image, scans);
  return wanted;
}

/** How the image is scanned for a repository. */
function scansOf(draft: Draft, targets: readonly PushTarget[], repository: string): ScanSettings[] {
  const own = targets.filter((target) => target.repository.toLowerCase() === repository);
  return own.flatMap((target) => scanSettings(draft.input.global['security-scan'], target['security-scan']) ?? []);
}

/**
 * The key of an image for several platforms is its repository, where each step that pushes such an image there would
 * take the place of the one before (buildrunner 3.27).
 */
function isPushedAgain({ input: { buildFile, selectedSteps } }: Draft, step: string, repository: string): boolean {
  const later = selectedSteps.slice(selectedSteps.indexOf(step) + 1).flatMap((name) => buildFile.steps.get(name) ?? []);
  return later.some(
    ({ build, push }) =>
      (build?.platforms?.length ?? 0) > 0 && push?.some((one) => one.repository.toLowerCase() === repository),
  );
}

/** The last image of this build that gets a tag has it; what artifacts.json says of an image stays with that image. */
function noteTag(draft: Draft, reference: string, made: TaggedImage): void {
  const earlier = draft.taggedAs(reference);
  const listing = made.listing ?? (earlier?.image === made.image ? earlier.listing : null);
  draft.noteTag(reference, { ...made, listing });
}

/**
 * Pushes wait for the last step, since a build that fails pushes nothing, and for each other: after one that fails,
 * nothing more is pushed (buildrunner 3.27). An image goes to a repository once, with all the tags that it still has
 * there at the end of the build.
 *
 * @returns what has succeeded when all of it has.
 */
export function planPushes(
  draft: Draft,
  pushes: readonly WantedPush[],
  ends: readonly OperationId[],
): readonly OperationId[] {
  let previous: readonly OperationId[] = [];
  for (const { repository, tags, made } of groupPushes(draft, pushes)) {
    const id = draft.add({
      ...{ id: `/push ${repository}`, kind: 'pushImage', step: made.step, follows: [], cause: '--push' },
      ...{ dependsOn: [...ends, ...previous], image: made.image, repository, tags },
      by: wayOf(draft, tags, made),
      listing: made.listing,
    });
    previous = [id];
  }
  return [...ends, ...previous];
}

interface PushGroup {
  readonly repository: string;
  readonly tags: string[];
  readonly made: TaggedImage;
}

function groupPushes(draft: Draft, pushes: readonly WantedPush[]): PushGroup[] {
  const groups = new Map<string, PushGroup>();
  for (const { repository, tag } of pushes) {
    const made = draft.taggedAs(`${repository}:${tag}`);
    if (made === undefined) continue;
    const key = `${made.image} ${repository}`;
    const group = groups.get(key) ?? { repository, tags: [], made };
    if (!group.tags.includes(tag)) group.tags.push(tag);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The carrier is a tag that no other build gives: the build's own where the image has it, else one just for that. */
function wayOf(draft: Draft, tags: readonly string[], { parts }: TaggedImage): PushWay {
  const own = buildTagOf(draft);
  const carrier = tags.includes(own) ? own : draft.buildId;
  if (parts.length > 1) return { kind: 'parts', carrier, parts };
  const isAliased = draft.input.facts.engine.canAliasImages && tags.some((tag) => tag !== own);
  return isAliased ? { kind: 'carrier', carrier } : { kind: 'each' };
}

function tagsByRepository(draft: Draft, targets: readonly PushTarget[]): Map<string, string[]> {
  const repositories = new Map<string, string[]>();
  for (const target of targets) {
    const repository = target.repository.toLowerCase();
    const tags = [...(repositories.get(repository) ?? []), ...tagsOf(draft, target)];
    repositories.set(repository, [...new Set(tags)]);
  }
  return repositories;
}

function tagsOf(draft: Draft, target: PushTarget): string[] {
  return [...target.tags.map(toTag), ...(target.add_build_tag ? [buildTagOf(draft)] : [])];
}

function buildTagOf(draft: Draft): string {
  return toPythonText(draft.input.variables.get('BUILDRUNNER_BUILD_DOCKER_TAG') ?? null) ?? 'latest';
}

/** Lower case, each run of characters that a tag may not have as one dash (buildrunner 3.27). */
function toTag(text: string): string {
  return text.toLowerCase().replaceAll(/[^-_.a-z0-9]+/g, '-');
}
