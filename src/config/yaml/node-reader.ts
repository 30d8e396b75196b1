import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { YamlValue } from '../build-file.ts';
import { isKey } from './key-identity.ts';
import { assembleMap, entriesOf, MapEntries, placeOf, type Entry } from './map-entries.ts';
import { DEEPEST, type PropertyOffsets } from './parser.ts';
import { refuseDepth } from './parser-problems.ts';
import { NO_CHILDREN, type Place } from './place.ts';
import { refuse, type YamlProblem } from './problem.ts';
import { isScalarTag, readPlainScalar, readTaggedScalar } from './scalar.ts';
import { isYamlList, shorten } from './value.ts';

const TAG = 'tag:yaml.org,2002:';
/** How many values aliases may bring: this many, or more in a longer text. */
const MOST_COPIES = 200_000;
const COPIES_PER_CHARACTER = 2;

/** A value as it was read, and how much it holds. */
interface Content {
  readonly value: YamlValue;
  readonly place: Place;
  /** How many values it is made of, those of aliases included. */
  readonly size: number;
  /** How deep its values stand within each other. */
  readonly depth: number;
}

/** Turns the nodes of one document into values and places, resolving anchors, tags and merge keys; collects problems. */
export class NodeReader {
  readonly problems: YamlProblem[] = [];
  readonly #offsets: ReadonlyMap<Node, PropertyOffsets>;
  /** Null while the node with the anchor is still being read. */
  readonly #anchors = new Map<string, Content | null>();
  readonly #mostCopies: number;
  #copies = 0;
  #depth = 0;

  /** `length` of the text, in characters. Where aliases bring far more than that, `read` throws a `YamlRefusal`. */
  constructor(offsets: ReadonlyMap<Node, PropertyOffsets>, length: number) {
    this.#offsets = offsets;
    this.#mostCopies = Math.max(MOST_COPIES, length * COPIES_PER_CHARACTER);
  }

  /** `at`: the offset for a value that is not written at all. `key`: the offset of its key. */
  read(node: unknown, at: number, key?: number): Content {
    if (isScalar(node) && node.anchor === undefined) return this.#readScalar(node, at, key);
    if (isAlias(node)) return this.#readAlias(node.source, startOf(node, at), key);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return nothing(at);
    if (node.anchor !== undefined) this.#openAnchor(node, node.anchor);
    this.#depth += 1;
    const content = this.#readContent(node, at, key);
    this.#depth -= 1;
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, content);
    return content;
  }

  #openAnchor(node: Node, name: string): void {
    if (this.#anchors.has(name)) {
      const at = this.#offsets.get(node)?.anchor ?? startOf(node, 0);
      this.#report(at, `"&${name}" is given twice`, 'Give the second one another name');
    }
    this.#anchors.set(name, null);
  }

  #readAlias(name: string, at: number, key: number | undefined): Content {
    const content = this.#anchors.get(name);
    if (content === null) this.#report(at, `"*${name}" stands within what it names`, 'Name something else');
    if (content === undefined) this.#report(at, `"*${name}" names nothing`, `Write "&${name}" before it`);
    if (content === null || content === undefined) return nothing(at);
    this.#copies += content.size;
    if (this.#copies > this.#mostCopies) {
      refuse(
        at,
        `With "*${name}" the file holds more than ${this.#mostCopies} copied values`,
        'Name less, or fewer times',
      );
    }
    if (this.#depth + content.depth > DEEPEST) refuseDepth(at, DEEPEST);
    return { ...content, place: { ...content.place, key: key ?? at, value: at, isInline: true } };
  }

  #readContent(node: YAMLMap | YAMLSeq | Scalar, at: number, key: number | undefined): Content {
    if (isScalar(node)) return this.#readScalar(node, at, key);
    const { tag } = node;
    if (tag === undefined || tag === '!') return isMap(node) ? this.#readMap(node, key) : this.#readList(node, key);
    if (isMap(node)) {
      if (tag === `${TAG}map`) return this.#readMap(node, key);
      if (tag === `${TAG}set`) return this.#readSet(node, key);
      const text = this.#valueScalar(node);
      if (text !== null && isScalarTag(tag))
        return { ...this.#readMap(node, key), value: this.#tagged(node, tag, text) };
    } else {
      if (tag === `${TAG}seq`) return this.#readList(node, key);
      if (tag === `${TAG}omap` || tag === `${TAG}pairs`) return this.#readPairs(node, key);
    }
    this.#reportTag(node, tag, isMap(node) ? 'map' : 'list');
    return nothing(startOf(node, at));
  }

  #readScalar(node: Scalar, at: number, key: number | undefined): Content {
    const start = startOf(node, at);
    const text = node.source ?? '';
    const isWritten = text !== '' || node.type !== 'PLAIN';
    const written = isWritten ? text : null;
    const place = { key: key ?? start, value: start, isInline: isWritten, written, children: NO_CHILDREN };
    return { value: this.#scalarValue(node, text, start), place, size: 1, depth: 1 };
  }

  #scalarValue(node: Scalar, text: string, at: number): YamlValue {
    const { tag } = node;
    if (tag !== undefined && tag !== '!') return this.#tagged(node, tag, text);
    if (tag === undefined && node.type !== 'PLAIN') return text;
    if (text === '=' || text === '<<') {
      this.#report(at, `"${text}" has a meaning in YAML, and none here`, 'Put it in quotes');
      return null;
    }
    const value = readPlainScalar(text);
    if (value !== undefined) return value;
    const message = `"${shorten(text)}" has the form of a date or a number, and there is none`;
    this.#report(at, message, 'Correct it, or put it in quotes');
    return null;
  }

  #tagged(node: Node, tag: string, text: string): YamlValue {
    const value = readTaggedScalar(tag, text);
    if (value !== undefined) return value;
    if (isScalarTag(tag)) {
      const message = `${JSON.stringify(shorten(text))} is no value of "${nameOf(tag)}"`;
      this.#report(startOf(node, 0), message, 'Correct it, or leave the tag away');
    } else this.#reportTag(node, tag, 'scalar');
    return null;
  }

  /** What the key `=` of a map says, which is the map's value where a tag asks for a scalar (YAML 1.1). */
  #valueScalar(node: YAMLMap): string | null {
    const value = node.items.find(({ key }) => isPlain(key, '='))?.value;
    if (isScalar(value)) return value.source ?? '';
    return isMap(value) ? this.#valueScalar(value) : null;
  }

  #readList(node: YAMLSeq, key: number | undefined): Content & { readonly values: readonly YamlValue[] } {
    const start = startOf(node, 0);
    const items = node.items.map((item) => this.read(item, start));
    const children = new Map(items.map((item, index) => [index, item.place]));
    const values = items.map((item) => item.value);
    let [size, depth] = [1, 0];
    for (const item of items) {
      size += item.size;
      depth = Math.max(depth, item.depth);
    }
    const place = { key: key ?? start, value: start, isInline: node.flow === true, written: null, children };
    return { value: values, values, place, size, depth: depth + 1 };
  }

  /** `!!omap` and `!!pairs`: a list of maps of one key each. */
  #readPairs(node: YAMLSeq, key: number | undefined): Content {
    const list = this.#readList(node, key);
    const items = node.items.map((item, index) => {
      const [entry, ...others] = entriesOf(list.values[index] ?? null) ?? [];
      const isMerge = isMap(item) && item.items.some(isMergeKey);
      if (entry !== undefined && others.length === 0 && !isMerge) return entry;
      this.#report(startOf(item, list.place.value), 'A map of one key must stand here', 'Write "key: value"');
      return [null, null] as const;
    });
    return { ...list, value: items.map((pair) => ({ kind: 'tuple', items: pair })) };
  }

  #readSet(node: YAMLMap, key: number | undefined): Content {
    const map = this.#readMap(node, key);
    return { ...map, value: { kind: 'set', items: (entriesOf(map.value) ?? []).map(([item]) => item) } };
  }

  #readMap(node: YAMLMap, key: number | undefined): Content {
    const start = startOf(node, 0);
    const entries = new MapEntries();
    for (const pair of node.items) {
      if (isMergeKey(pair)) this.#readMerge(pair.value, entries);
      else this.#readEntry(pair, start, entries);
    }
    for (const { offset, name } of entries.duplicates()) {
      this.#report(offset, `"${shorten(name)}" is given twice in one map`, 'Leave one of the two');
    }
    const { value, children } = assembleMap(entries);
    const place = { key: key ?? start, value: start, isInline: node.flow === true, written: null, children };
    return { value, place, size: entries.size + 1, depth: entries.depth + 1 };
  }

  #readEntry(pair: Pair, mapStart: number, entries: MapEntries): void {
    const at = startOf(pair.key, mapStart);
    const key = this.#readKey(pair.key, at);
    const { value, place, size, depth } = this.read(pair.value, at, at);
    entries.add({ key, value, place }, size, depth);
  }

  #readKey(node: unknown, at: number): YamlValue {
    if (isPlain(node, '=')) return '=';
    const { value } = this.read(node, at);
    if (!isKey(value)) this.#report(at, 'A list or a map is used as a key', 'Use a text');
    return value;
  }

  /** What `<<` brings: of several maps the first counts, though the keys of the last come first (PyYAML). */
  #readMerge(node: unknown, entries: MapEntries): void {
    const { value, place, size, depth } = this.#readSource(node);
    const isList = isYamlList(value);
    const sources = isList
      ? value.map((item, index) => [item, place.children.get(index) ?? place] as const).reverse()
      : [[value, place] as const];
    const merged: Entry[] = [];
    for (const [source, sourcePlace] of sources) {
      const pairs = entriesOf(source);
      if (pairs === null) {
        this.#report(sourcePlace.value, '"<<" merges something that is no map', 'Name a map, or a list of maps');
      } else merged.push(...pairs.map(([key, item]) => ({ key, value: item, place: placeOf(key, sourcePlace) })));
    }
    entries.merge(merged, size, depth);
  }

  /** Tags of what is merged mean nothing. */
  #readSource(node: unknown): Content {
    if (isMap(node) || isSeq(node)) {
      delete node.tag;
      if (isSeq(node)) for (const item of node.items) if (isMap(item)) delete item.tag;
    }
    return this.read(node, startOf(node, 0));
  }

  #reportTag(node: Node, tag: string, what: 'scalar' | 'list' | 'map'): void {
    const at = this.#offsets.get(node)?.tag ?? startOf(node, 0);
    const name = nameOf(tag);
    if (isScalarTag(tag) || COLLECTION_TAGS.has(tag)) {
      this.#report(at, `"${name}" cannot be a ${what}`, 'Correct the value, or leave the tag away');
    } else this.#report(at, `The tag "${name}" is not allowed`, 'Write the value without it');
  }

  #report(offset: number, message: string, next: string): void {
    this.problems.push({ offset, message, next });
  }
}

const COLLECTION_TAGS = new Set(['map', 'seq', 'set', 'omap', 'pairs'].map((name) => TAG + name));

function nameOf(tag: string): string {
  return tag.startsWith(TAG) ? `!!${tag.slice(TAG.length)}` : tag;
}

function isMergeKey({ key }: Pair): boolean {
  const tag = isScalar(key) || isMap(key) || isSeq(key) ? key.tag : undefined;
  return tag === `${TAG}merge` || isPlain(key, '<<');
}

/** Whether a node is this text, and neither quotes nor a tag make it something else. */
function isPlain(node: unknown, text: string): boolean {
  if (!isScalar(node) || node.source !== text) return false;
  return node.tag === '!' || (node.type === 'PLAIN' && node.tag === undefined);
}

function startOf(node: unknown, otherwise: number): number {
  const isNode = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node);
  return (isNode ? node.range?.[0] : undefined) ?? otherwise;
}

function nothing(at: number): Content {
  const place = { key: at, value: at, isInline: false, written: null, children: NO_CHILDREN };
  return { value: null, place, size: 1, depth: 1 };
}
