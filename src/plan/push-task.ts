import type { PushTarget } from '../config/build-file.ts';
import { toPythonText } from '../config/yaml/python-text.ts';
import type { Draft } from './draft.ts';
import type { OperationId } from './operation.ts';

/** The image that a step's `push` and `commit` speak of: what its run has made, else what it has built. */
export interface StepImage {
  readonly name: string;
  readonly ready: readonly OperationId[];
}

/** Tags the step's image by every reference of one task. Tags are made with and without `--push` (buildrunner 3.27). */
export function planTags(
  draft: Draft,
  { step, task, targets }: { step: string; task: 'push' | 'commit'; targets: readonly PushTarget[] },
  image: StepImage,
  after: OperationId,
): { readonly id: OperationId; readonly reference: string }[] {
  return targets.flatMap((target) => {
    const repository = target.repository.toLowerCase();
    const tags = tagsOf(draft, target);
    return tags.map((tag, index) => {
      const reference = `${repository}:${tag}`;
      const id = draft.add({
        ...{ id: `${step}/${task} ${reference}`, kind: 'tagImage', step, follows: [], cause: `steps.${step}.${task}` },
        ...{ dependsOn: [after, ...image.ready], image: image.name, reference },
        listing: task === 'push' && index === tags.length - 1 ? { repository, tags } : null,
      });
      return { id, reference };
    });
  });
}

/** Pushes wait for the last step: a build that fails pushes nothing. */
export function planPushes(
  draft: Draft,
  pushes: readonly { readonly step: string; readonly reference: string }[],
  ends: readonly OperationId[],
): OperationId[] {
  return pushes.map(({ step, reference }) =>
    draft.addOnce({
      ...{ id: `/push ${reference}`, kind: 'pushImage', step, dependsOn: ends, follows: [], cause: '--push' },
      reference,
    }),
  );
}

function tagsOf(draft: Draft, target: PushTarget): string[] {
  const buildTag = toPythonText(draft.input.variables.get('BUILDRUNNER_BUILD_DOCKER_TAG') ?? null) ?? 'latest';
  const tags = [...target.tags.map(toTag), ...(target.add_build_tag ? [buildTag] : [])];
  return [...new Set(tags)];
}

/** Lower case, each run of characters that a tag may not have as one dash (buildrunner 3.27). */
function toTag(text: string): string {
  return text.toLowerCase().replaceAll(/[^-_.a-z0-9]+/g, '-');
}
