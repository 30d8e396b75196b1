import * as v from 'valibot';
import { either, listOf, oneOrList, section } from './containers.ts';
import { isRepository, splitImageReference } from './image-reference.ts';
import { key, requiredKey } from './key.ts';
import { mustBe, wording } from './problem.ts';
import { flag, ignored, text } from './scalars.ts';
import { imageScanKeys } from './security-scan.ts';
import { keywords, shape } from './shape.ts';

const TAG = /^\w[\w.-]{0,127}$/;
/** A part of a repository's name, for JSON Schema. */
const COMPONENT = '[A-Za-z\\d]+(?:(?:[._]|__|-+)[A-Za-z\\d]+)*';

/** The name of an image. `kind` names all that may stand there. */
function repositoryAs(kind: string) {
  return v.pipe(
    v.string(mustBe(kind, 'Write the name of a repository')),
    v.check(
      (name) => splitImageReference(name).digest === null,
      wording('names a digest, and nothing can be pushed to one', 'Write a tag, or only the repository'),
    ),
    v.check((name) => isRepository(splitImageReference(name).repository), notRepository),
    v.check((name) => TAG.test(splitImageReference(name).tag ?? 'latest'), notTag),
    shape({ kind: 'text' }),
    keywords({
      pattern: `^(?:(?:[^/@\\s:]+|\\[[\\da-fA-F:]+\\])(?::\\d+)?/)?${COMPONENT}(?:/${COMPONENT})*(?::\\w[\\w.-]{0,127})?$`,
    }),
  );
}

/** Text that docker takes for a tag once it is in lower case and strange characters are dashes (buildrunner 3.27). */
const tag = v.pipe(
  text,
  v.nonEmpty(wording('is an empty tag', 'Write a tag, or take the item away')),
  keywords({ minLength: 1, type: ['string', 'number'] }),
);

const imageScan = section(imageScanKeys);

/** Where an image goes: `repository:tag` is split as docker does. */
export interface PushTarget {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly add_build_tag: boolean;
  readonly 'security-scan'?: v.InferOutput<typeof imageScan> | undefined;
}

const targetMap = v.pipe(
  section({
    repository: requiredKey(repositoryAs('a text'), {
      is: 'Name of the image, [registry/]name, perhaps with a tag.',
      examples: ['registry.example.com/team/web'],
    }),
    tags: key(listOf(tag), {
      is: 'Tags that the image gets. A number is read as it is written.',
      examples: [['latest', '1.10']],
    }),
    add_build_tag: key(flag, {
      is: 'Whether the image gets the tag of this build too (BUILDRUNNER_BUILD_DOCKER_TAG).',
      default: true,
      examples: [false],
    }),
    'security-scan': key(imageScan, {
      is: 'Scan of this image; its keys go before those of the global section of the same name.',
      examples: [{ enabled: true, 'max-score-threshold': 9 }],
    }),
    // The reference overwrites it by the name of the task.
    push: key(ignored, { is: 'Accepted and without effect.', examples: [true] }),
  }),
  v.transform(({ repository: name, tags = [], add_build_tag: hasBuildTag = true, 'security-scan': scan }) => ({
    ...toTarget(name, tags),
    add_build_tag: hasBuildTag,
    ...(scan === undefined ? {} : { 'security-scan': scan }),
  })),
  v.check(
    (target) => target.add_build_tag || target.tags.length > 0,
    wording('names no tag', 'Write "tags", or take "add_build_tag: false" away'),
  ),
);

const targetText = v.pipe(
  repositoryAs('a text or a map'),
  v.transform((name): PushTarget => toTarget(name, [])),
);

/** The `push` or `commit` of a step: a text, a map, or a list of both. */
export const pushTargets: v.GenericSchema<unknown, readonly PushTarget[]> = oneOrList(
  either((input) => input instanceof Map, targetMap, targetText),
);

function toTarget(name: string, tags: readonly string[]): PushTarget {
  const { repository: base, tag: own } = splitImageReference(name);
  return { repository: base, tags: own === null ? tags : [own, ...tags], add_build_tag: true };
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
