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
}

/**
 * Images are pulled unless `pull` says otherwise, but never those that this build has made; beside one of them, the
 * others are pulled one by one. What a Dockerfile needs that is only known later is not pulled once anything was made.
 */
export function planBases(draft: Draft, task: BuildTask, question: BasesQuestion): PlannedBases {
  const { text, values, place } = question;
  const isWanted = (task.pull ?? true) && !draft.input.flags.isLocalImages;
  if (text === null) {
    const made = question.isLegacy ? [] : draft.namedForPlatforms.filter(isMadeFor(task.platform));
    const images = placesOf(draft, task, question, made);
    return { isPulled: isWanted && (task.pull === true || !draft.hasTags), ready: [], images };
  }
  const names = imagesIn(text, { target: task.target, values });
  const made = names.flatMap((name) => {
    const image = draft.taggedAs(name);
    return image === undefined ? [] : [[name, image] as const];
  });
  const ready = made.map(([, { tagged }]) => tagged);
  const images = placesOf(draft, task, question, made);
  if (made.length === 0 || !isWanted) return { isPulled: isWanted, ready, images };
  const others = names.filter((name) => draft.taggedAs(name) === undefined);
  return { isPulled: false, ready: [...ready, ...planOthers(draft, task, place, others)], images };
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

type Made = readonly [string, TaggedImage];

/** Where the builder finds the images that this build has made for several platforms: a name means one of them only. */
function placesOf(
  draft: Draft,
  { platform }: BuildTask,
  { place, isLegacy }: BasesQuestion,
  made: readonly Made[],
): ReadonlyMap<string, string> {
  const images = new Map<string, string>();
  for (const [name, image] of made) {
    if (image.parts.length === 0) continue;
    const own = imageFor(draft, image, { name, platform, path: place.path });
    if (!isLegacy) images.set(name, own);
    else if (own !== image.image) {
      const message = `"${name}" is wanted for ${platform ?? ''}, and the legacy builder finds only that for this engine`;
      draft.problem(place.path, message, 'Do without "use-legacy-builder: true"');
    }
  }
  return images;
}

function isMadeFor(platform: string | undefined) {
  return ([, { parts }]: Made): boolean =>
    platform === undefined || parts.some((part) => toPlainPlatform(part.platform) === toPlainPlatform(platform));
}
