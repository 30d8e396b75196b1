import { refuse } from './problem.ts';
import type { Tag, Tokens } from './token.ts';

/** What the names of YAML's own tags begin with. */
export const TAG = 'tag:yaml.org,2002:';

/** What tags begin with, by the handles that a document does not have to declare. */
export const DEFAULT_HANDLES = new Map([
  ['!', '!'],
  ['!!', TAG],
]);

/** The whole name of a tag; throws where its handle is not declared. */
export function resolveTag(
  { handle, suffix, start }: Tag & { readonly start: number },
  handles: ReadonlyMap<string, string>,
): string {
  if (handle === null) return suffix;
  const prefix = handles.get(handle);
  return prefix === undefined
    ? refuse(start, `The tag "${handle}${suffix}" is not known`, 'Write the value without it')
    : prefix + suffix;
}

/** Whether the content of a token is a tag. */
export function isTag(content: Tokens['contents'][number]): content is Tag {
  return typeof content === 'object' && content !== null && 'handle' in content && 'suffix' in content;
}

/** The tags of lists and maps. */
export const COLLECTION_TAGS = new Set(['map', 'seq', 'set', 'omap', 'pairs'].map((name) => TAG + name));

/** A tag as it is written: `!!str`. */
export function shortName(tag: string): string {
  return tag.startsWith(TAG) ? `!!${tag.slice(TAG.length)}` : tag;
}
