import { tagOf, type ContentNode, type MapNode, type Node, type Pair } from './tree.ts';
import { TAG } from './tag.ts';

/** Whether a key is `<<`, which merges other maps into its own. */
export function isMerge({ key }: Pair): boolean {
  return isPlain(key, '<<') || tagOf(key) === `${TAG}merge`;
}

/** Whether a node is this text, and neither quotes nor a tag make it something else. */
export function isPlain(node: Node, text: string): boolean {
  if (node.kind !== 'scalar' || node.text !== text) return false;
  const tag = tagOf(node);
  return tag === '!' || (tag === undefined && node.isPlain);
}

/** What the key `=` of a map says, which is the map's value where a tag asks for a scalar (YAML 1.1). */
export function valueScalarOf({ pairs }: MapNode): string | null {
  const value = pairs.find(({ key }) => isPlain(key, '='))?.value;
  if (value?.kind === 'scalar') return value.text;
  return value?.kind === 'map' ? valueScalarOf(value) : null;
}

/** Tags of what is merged mean nothing. */
export function withoutTags(node: Node): void {
  if (node.kind !== 'map' && node.kind !== 'list') return;
  dropTag(node);
  if (node.kind === 'list') for (const item of node.items) if (item.kind === 'map') dropTag(item);
}

function dropTag(node: ContentNode): void {
  if (node.properties !== null) node.properties = { ...node.properties, tag: null };
}
