import type { BuildTask } from '../config/build-file.ts';
import { imagesIn } from '../config/dockerfile-images.ts';
import type { Draft } from './draft.ts';
import { planPulledImage, type BuildPlace } from './image.ts';
import type { OperationId } from './operation.ts';

/** How a build comes by the images that its Dockerfile names. */
export interface PlannedBases {
  /** The builder pulls them all itself. */
  readonly isPulled: boolean;
  readonly ready: readonly OperationId[];
}

/**
 * Images are pulled unless `pull` says otherwise, but never those that this build has made; beside one of them, the
 * others are pulled one by one. What a Dockerfile needs that is only known later is not pulled once anything was made.
 *
 * @param text the Dockerfile; null: not known yet.
 */
export function planBases(
  draft: Draft,
  task: BuildTask,
  { text, values, place }: { text: string | null; values: ReadonlyMap<string, string>; place: BuildPlace },
): PlannedBases {
  const isWanted = (task.pull ?? true) && !draft.input.flags.isLocalImages && place.base === undefined;
  if (text === null) return { isPulled: isWanted && (task.pull === true || !draft.hasTags), ready: [] };
  const images = imagesIn(text, { target: task.target, values });
  const taggers = images.flatMap((image) => draft.taggedAs(image)?.tagged ?? []);
  if (taggers.length === 0 || !isWanted) return { isPulled: isWanted, ready: taggers };
  const cause = place.path.join('.');
  const wish = { isAlways: true, isSubjectToLocalImages: true, platform: task.platform, cause };
  const others = images.filter((image) => draft.taggedAs(image) === undefined);
  const pulled = others.flatMap((image) => planPulledImage(draft, image, wish).ready);
  return { isPulled: false, ready: [...taggers, ...pulled] };
}
