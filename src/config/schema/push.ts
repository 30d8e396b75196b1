import * as v from 'valibot';
import type { PushTarget } from '../build-file.ts';
import { listOf, section } from './containers.ts';
import { isRepository, splitImageReference } from './image-reference.ts';
import { mustBe, wording } from './problem.ts';
import { flag, ignored, later, text } from './scalars.ts';

const TAG = /^\w[\w.-]{0,127}$/;

const repository = v.pipe(
  v.string(mustBe('a text', 'Write the name of a repository')),
  v.check(
    (name) => splitImageReference(name).digest === null,
    wording('names a digest, and nothing can be pushed to one', 'Write a tag, or only the repository'),
  ),
  v.check((name) => isRepository(splitImageReference(name).repository), notRepository),
  v.check((name) => TAG.test(splitImageReference(name).tag ?? 'latest'), notTag),
);

/** Text that docker takes for a tag once it is in lower case and strange characters are dashes (buildrunner 3.27). */
const tag = v.pipe(text, v.nonEmpty(wording('is an empty tag', 'Write a tag, or take the item away')));

const targetMap = v.pipe(
  section({
    repository: repository,
    tags: v.optional(listOf(tag)),
    add_build_tag: v.optional(flag),
    'security-scan': v.optional(later()),
    // The reference overwrites it by the name of the task.
    push: v.optional(ignored),
  }),
  v.transform((given) => toTarget(given.repository, given.tags ?? [], given.add_build_tag ?? true)),
  v.check(
    (target) => target.add_build_tag || target.tags.length > 0,
    wording('names no tag', 'Write "tags", or take "add_build_tag: false" away'),
  ),
);

const targetText = v.pipe(
  repository,
  v.transform((name) => toTarget(name, [], true)),
);

const target = v.lazy((input) => (input instanceof Map ? targetMap : targetText));

/** The `push` or `commit` of a step: a text, a map, or a list of both. */
export const pushTargets = v.lazy((input) => (Array.isArray(input) ? targetList : oneTarget));

const targetList = listOf(target);
const oneTarget = v.pipe(
  target,
  v.transform((one) => [one]),
);

function toTarget(name: string, tags: readonly string[], hasBuildTag: boolean): PushTarget {
  const { repository: base, tag: own } = splitImageReference(name);
  return { repository: base, tags: own === null ? tags : [own, ...tags], add_build_tag: hasBuildTag };
}

function notRepository({ input }: { readonly input: unknown }): string {
  return wording(
    `is no repository of docker: ${JSON.stringify(input)}`,
    'Write [registry/]name with letters, digits and . _ - /',
  );
}

function notTag({ input }: { readonly input: unknown }): string {
  return wording(`has a tag that docker refuses: ${JSON.stringify(input)}`, 'Use letters, digits and . _ -');
}
