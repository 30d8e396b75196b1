import type { Draft } from '../draft.ts';
import type { PlannedImage } from '../image.ts';
import type { OperationId } from '../operation.ts';
import type { RunPlace } from './place.ts';

/** What a container is frozen as, and when. */
interface Freezing {
  readonly cause: string;
  readonly baseImage: string;
  /** The last command of the container. */
  readonly after: OperationId;
  /** The environment of the container itself, by name; that of commands is not in it. */
  readonly variables: readonly string[];
}

/** Freezes the step's container as an image of this build alone. */
export function planCommit(
  draft: Draft,
  { step, container }: RunPlace,
  { cause, baseImage, after, variables }: Freezing,
): PlannedImage {
  const image = draft.imageName(step, 'commit');
  const id = draft.add({
    ...{ id: `${step}/commit-container`, kind: 'commitContainer', step, follows: [], cause },
    ...{ dependsOn: [after], container, baseImage, image, variables },
  });
  return { name: image, ready: [id] };
}
