import type { BuildTask } from '../config/build-file.ts';
import { imagesIn, type TakenImage } from '../config/dockerfile-images.ts';
import { toPlainPlatform } from '../config/platform.ts';
import type { ChosenBuilder } from './builder.ts';
import type { Draft, TaggedImage } from './draft.ts';
import { planPulledImage, type BuildPlace } from './image.ts';
import { imageFor } from './made-image.ts';
import type { LocalImage, OperationId } from './operation.ts';

/** How a build comes by the images that its Dockerfile names. */
export interface PlannedBases {
  /** The builder pulls them all itself. */
  readonly isPulled: boolean;
  readonly ready: readonly OperationId[];
  /**
   * What this build has made and the builder would not find by the names that the Dockerfile has for it: what was made for
   * several platforms, and whatever it was where the builder does not see the images of the engine.
   */
  readonly images: ReadonlyMap<string, string>;
  readonly localImages: readonly LocalImage[];
}

/** The Dockerfile of a build, and how it is built. */
interface BasesQuestion {
  /** Null: not known yet. */
  readonly text: string | null;
  readonly values: ReadonlyMap<string, string>;
  readonly place: BuildPlace;
  readonly isLegacy: boolean;
  readonly builder: ChosenBuilder;
}

/**
 * Images are pulled unless `pull` says otherwise, but never those that this build has made; beside one of them, the
 * others are pulled one by one. What a Dockerfile needs that is only known later is not pulled once anything was made.
 * A builder that does not see the images of the engine goes to the registry for whatever it is not given.
 */
export function planBases(draft: Draft, task: BuildTask, question: BasesQuestion): PlannedBases {
  const { text, place, builder } = question;
  const isWanted = (task.pull ?? true) && !draft.input.flags.isLocalImages && place.base === undefined;
  const wish = { ...question, isWanted };
  const bases = text === null ? planUnknownBases(draft, task, wish) : planKnownBases(draft, task, { ...wish, text });
  if (!builder.isApart || place.base === undefined) return bases;
  return { ...bases, images: new Map([...bases.images, [place.base.name, place.base.name]]) };
}

interface BasesWish extends BasesQuestion {
  /** What is not made by this build is to be pulled. */
  readonly isWanted: boolean;
}

function planUnknownBases(draft: Draft, task: BuildTask, wish: BasesWish): PlannedBases {
  const { isLegacy, isWanted, builder } = wish;
  const images = placesOf(draft, task, wish, isLegacy ? [] : possible(draft, task, builder));
  return { isPulled: isWanted && (task.pull === true || !draft.hasTags), ready: [], images, localImages: [] };
}

function planKnownBases(draft: Draft, task: BuildTask, wish: BasesWish & { readonly text: string }): PlannedBases {
  const { text, values, place, builder, isWanted } = wish;
  const taken = imagesIn(text, { target: task.target, values, predefined: predefinedFor(draft, task, wish) });
  const made = taken.flatMap(({ name, platform }) => {
    const image = draft.taggedAs(name);
    return image === undefined ? [] : [{ name, image, platform: platform ?? undefined }];
  });
  const others = taken.filter(({ name }) => draft.taggedAs(name) === undefined && name !== place.base?.name);
  const localImages = builder.isApart && !isWanted ? toLocalImages(draft, task, others) : [];
  const ready = [...new Set(made.map(({ image }) => image.tagged))];
  const bases = { isPulled: isWanted, ready, images: placesOf(draft, task, wish, made), localImages };
  if (made.length === 0 || !isWanted || builder.isApart) return bases;
  const pulled = planOthers(draft, task, place, [...new Set(others.map(({ name }) => name))]);
  return { ...bases, isPulled: false, ready: [...ready, ...pulled] };
}

/** A name can be given for one platform only. */
function toLocalImages({ input }: Draft, task: BuildTask, taken: readonly TakenImage[]): LocalImage[] {
  const single = taken.filter(({ name }) => taken.filter((other) => other.name === name).length === 1);
  return single.map(({ name, platform }) => ({
    name,
    platform: toPlainPlatform(platform ?? task.platform ?? input.facts.engine.platform),
  }));
}

/** Where it is not known what a Dockerfile says, all that it may speak of. */
function possible(draft: Draft, { platform }: BuildTask, { isApart }: ChosenBuilder): Made[] {
  const isGiven = ({ parts }: TaggedImage) => (parts.length === 0 ? isApart : isMadeFor(platform, parts));
  const images = draft.named.filter(([, image]) => isGiven(image));
  return images.map(([name, image]) => ({ name, image, platform: undefined }));
}

/** What BuildKit sets by itself; on which machine a builder of its own name works is not known. */
function predefinedFor(
  { input }: Draft,
  { platform }: BuildTask,
  { isLegacy, builder }: BasesQuestion,
): ReadonlyMap<string, string> {
  if (isLegacy) return new Map();
  const engine = input.facts.engine.platform;
  const target = toPlainPlatform(platform ?? engine);
  const [system = '', architecture = ''] = target.split('/');
  return new Map([
    ['TARGETPLATFORM', target],
    ['TARGETOS', system],
    ['TARGETARCH', architecture],
    ...(builder.name === null && !builder.isApart ? [['BUILDPLATFORM', engine] as const] : []),
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

/** Where the builder finds the images that this build has made: a name means one platform of them only. */
function placesOf(
  draft: Draft,
  { platform }: BuildTask,
  { place, isLegacy, builder }: BasesQuestion,
  made: readonly Made[],
): ReadonlyMap<string, string> {
  const images = new Map<string, string>();
  for (const { name, image, platform: own } of made) {
    if (image.parts.length === 0 && !builder.isApart) continue;
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

function isMadeFor(platform: string | undefined, parts: TaggedImage['parts']): boolean {
  return platform === undefined || parts.some((part) => toPlainPlatform(part.platform) === toPlainPlatform(platform));
}
