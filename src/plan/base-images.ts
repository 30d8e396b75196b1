import type { BuildTask } from '../config/build-file.ts';
import { imagesIn } from '../config/dockerfile-images.ts';
import { toPlainPlatform } from '../config/platform.ts';
import type { Draft, TaggedImage } from './draft.ts';
import { planPulledImage, type BuildPlace } from './image.ts';
import { imageFor } from './made-image.ts';
import type { OperationId } from './operation.ts';

/** How a build comes by the images that its Dockerfile names. */
export interface PlannedBases {
  /** The builder pulls them all itself. */
  readonly isPulled: boolean;
  readonly ready: readonly OperationId[];
  /** What this build has made for several platforms, by the names that the Dockerfile has for it. */
  readonly images: ReadonlyMap<string, string>;
}

/** The Dockerfile of a build, and how it is built. */
interface BasesQuestion {
  /** Null: not known yet. */
  readonly text: string | null;
  readonly values: ReadonlyMap<string, string>;
  readonly place: BuildPlace;
  readonly isLegacy: boolean;
  readonly builderName: string | null;
}

/**
 * Images are pulled unless `pull` says otherwise, but never those that this build has made; beside one of them, the
 * others are pulled one by one. What a Dockerfile needs that is only known later is not pulled once anything was made.
 */
export function planBases(draft: Draft, task: BuildTask, question: BasesQuestion): PlannedBases {
  const { text, values, place } = question;
  const isWanted = (task.pull ?? true) && !draft.input.flags.isLocalImages && place.base === undefined;
  if (text === null) {
    const images = placesOf(draft, task, question, question.isLegacy ? [] : possible(draft, task));
    return { isPulled: isWanted && (task.pull === true || !draft.hasTags), ready: [], images };
  }
  const taken = imagesIn(text, { target: task.target, values, predefined: predefinedFor(draft, task, question) });
  const made = taken.flatMap(({ name, platform }) => {
    const image = draft.taggedAs(name);
    return image === undefined ? [] : [{ name, image, platform: platform ?? undefined }];
  });
  const ready = [...new Set(made.map(({ image }) => image.tagged))];
  const images = placesOf(draft, task, question, made);
  if (made.length === 0 || !isWanted) return { isPulled: isWanted, ready, images };
  const others = new Set(taken.flatMap(({ name }) => (draft.taggedAs(name) === undefined ? [name] : [])));
  return { isPulled: false, ready: [...ready, ...planOthers(draft, task, place, [...others])], images };
}

/** Where it is not known what a Dockerfile says, all that it may speak of. */
function possible(draft: Draft, { platform }: BuildTask): Made[] {
  const images = draft.namedForPlatforms.filter(([, image]) => isMadeFor(platform)(image));
  return images.map(([name, image]) => ({ name, image, platform: undefined }));
}

/** What BuildKit sets by itself; on which machine a builder of its own name works is not known. */
function predefinedFor(
  { input }: Draft,
  { platform }: BuildTask,
  { isLegacy, builderName }: BasesQuestion,
): ReadonlyMap<string, string> {
  if (isLegacy) return new Map();
  const engine = input.facts.engine.platform;
  const target = toPlainPlatform(platform ?? engine);
  const [system = '', architecture = ''] = target.split('/');
  return new Map([
    ['TARGETPLATFORM', target],
    ['TARGETOS', system],
    ['TARGETARCH', architecture],
    ...(builderName === null ? [['BUILDPLATFORM', engine] as const] : []),
  ]);
}

/**
 * The engine keeps one platform of an image, its own unless the whole build is for another. For the others the builder
 * goes to the registry by itself.
 */
function planOthers(draft: Draft, task: BuildTask, place: BuildPlace, names: readonly string[]): OperationId[] {
  const isOwn = toPlainPlatform(task.platform ?? '') === draft.input.facts.engine.platform;
  if (place.isPart === true && !isOwn) return [];
  const platform = place.isPart === true ? undefined : task.platform;
  const wish = { isAlways: true, isSubjectToLocalImages: true, platform, path: place.path };
  return names.flatMap((name) => planPulledImage(draft, name, wish).ready);
}

/** An image of this build by the name that a Dockerfile has for it, and for which platform, where it is not the target's. */
interface Made {
  readonly name: string;
  readonly image: TaggedImage;
  readonly platform: string | undefined;
}

/** Where the builder finds the images that this build has made for several platforms: a name means one of them only. */
function placesOf(
  draft: Draft,
  { platform }: BuildTask,
  { place, isLegacy }: BasesQuestion,
  made: readonly Made[],
): ReadonlyMap<string, string> {
  const images = new Map<string, string>();
  for (const { name, image, platform: own } of made) {
    if (image.parts.length === 0) continue;
    const wanted = own ?? platform;
    const part = imageFor(draft, image, { name, platform: wanted, path: place.path });
    if (!isLegacy && (images.get(name) ?? part) === part) images.set(name, part);
    else if (!isLegacy) {
      const message = `"${name}" is wanted for two platforms by one Dockerfile, and it can be only one of them at a time`;
      draft.problem(place.path, message, 'Build what is the same for all platforms in a step of its own');
    } else if (part !== image.image) {
      const message = `"${name}" is wanted for ${wanted ?? ''}, and the legacy builder finds only that for this engine`;
      draft.problem(place.path, message, 'Do without "use-legacy-builder: true"');
    }
  }
  return images;
}

function isMadeFor(platform: string | undefined) {
  return ({ parts }: TaggedImage): boolean =>
    platform === undefined || parts.some((part) => toPlainPlatform(part.platform) === toPlainPlatform(platform));
}
