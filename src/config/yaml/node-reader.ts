import type { YamlValue } from '../build-file.ts';
import { once } from '../once.ts';
import { identityOf, isKey } from './key-identity.ts';
import { assembleChildren, assembleMap, entriesOf, firstOf, placeWithin, type Entry } from './map-entries.ts';
import { DEEPEST } from './parser.ts';
import { refuseDepth } from './parser-problems.ts';
import { isMerge, isPlain, valueScalarOf, withoutTags } from './node-meaning.ts';
import { noChildren, nowhere, type Children, type Place } from './place.ts';
import { refuse, type YamlProblem } from './problem.ts';
import { toKeyText } from './python-text.ts';
import { isScalarTag, readPlainScalar, readTaggedScalar } from './scalar.ts';
import { COLLECTION_TAGS, shortName, TAG } from './tag.ts';
import {
  tagOf,
  type AliasNode,
  type ContentNode,
  type ListNode,
  type MapNode,
  type Node,
  type ScalarNode,
} from './tree.ts';
import { isYamlList, shorten } from './value.ts';

/** How many values aliases may bring: this many, or more in a longer text. */
const MOST_COPIES = 200_000;
const COPIES_PER_CHARACTER = 2;

/** A value that aliases may name. */
interface Anchored {
  readonly node: ContentNode;
  readonly value: YamlValue;
  /** How many values it is made of, those of aliases included. */
  readonly size: number;
  /** How deep its values stand within each other. */
  readonly height: number;
}

/** Turns the nodes of one document into values, resolving anchors, tags and merge keys; collects problems. */
export class NodeReader {
  readonly problems: YamlProblem[] = [];
  /** Null while the node with the anchor is still being read. */
  readonly #anchors = new Map<string, Anchored | null>();
  /** How to find the places of what is in a map. */
  readonly #children = new Map<MapNode, () => Children>();
  readonly #mostCopies: number;
  #copies = 0;
  #depth = 0;
  /** How many values have been read, keys aside. */
  #count = 0;
  /** Of the value that was read last. */
  #height = 1;

  /** `length` of the text, in characters. Where aliases bring far more than that, `read` throws a `YamlRefusal`. */
  constructor(length: number) {
    this.#mostCopies = Math.max(MOST_COPIES, length * COPIES_PER_CHARACTER);
  }

  read(node: Node): YamlValue {
    if (node.kind === 'alias') return this.#readAlias(node);
    if (node.kind === 'scalar' && node.properties === null) return this.#readScalar(node);
    const anchor = node.properties?.anchor ?? null;
    const countBefore = this.#count;
    if (anchor !== null) {
      if (this.#anchors.has(anchor.name)) {
        this.#report(anchor.start, `"&${anchor.name}" is given twice`, 'Give the second one another name');
      }
      this.#anchors.set(anchor.name, null);
    }
    this.#depth += 1;
    const value = this.#readContent(node);
    this.#depth -= 1;
    if (anchor !== null) {
      const size = this.#count - countBefore;
      this.#anchors.set(anchor.name, { node, value, size, height: this.#height });
    }
    return value;
  }

  /** Where a value stands that has been read. `key`: the offset of its key. */
  placeOf(node: Node, key = node.start): Place {
    if (node.kind === 'alias') {
      const anchored = this.#anchors.get(node.name);
      if (anchored === null || anchored === undefined) return nowhere(node.start);
      return { ...this.placeOf(anchored.node), key, value: node.start, isInline: true };
    }
    const { start } = node;
    if (node.kind === 'scalar') {
      const isInline = node.text !== '' || !node.isPlain;
      return { key, value: start, isInline, written: isInline ? node.text : null, children: noChildren };
    }
    const children = node.kind === 'list' ? () => this.#itemsOf(node) : (this.#children.get(node) ?? noChildren);
    return { key, value: start, isInline: node.isFlow, written: null, children: once(children) };
  }

  #itemsOf({ items }: ListNode): Children {
    return new Map(items.map((item, index) => [index, this.placeOf(item)]));
  }

  #readAlias({ name, start }: AliasNode): YamlValue {
    const anchored = this.#anchors.get(name);
    if (anchored === null) this.#report(start, `"*${name}" stands within what it names`, 'Name something else');
    if (anchored === undefined) this.#report(start, `"*${name}" names nothing`, `Write "&${name}" before it`);
    if (anchored === null || anchored === undefined) return this.#nothing();
    const { value, size, height } = anchored;
    this.#copies += size;
    if (this.#copies > this.#mostCopies) {
      const message = `With "*${name}" the file holds more than ${this.#mostCopies} copied values`;
      refuse(start, message, 'Name less, or fewer times');
    }
    if (this.#depth + height > DEEPEST) refuseDepth(start, DEEPEST);
    this.#count += size;
    this.#height = height;
    return value;
  }

  #readContent(node: ContentNode): YamlValue {
    if (node.kind === 'scalar') return this.#readScalar(node);
    const tag = tagOf(node);
    if (tag === undefined || tag === '!') return node.kind === 'map' ? this.#readMap(node) : this.#readList(node);
    if (node.kind === 'map') {
      if (tag === `${TAG}map`) return this.#readMap(node);
      if (tag === `${TAG}set`) return this.#readSet(node);
      const text = valueScalarOf(node);
      if (text !== null && isScalarTag(tag)) {
        this.#readMap(node);
        return this.#tagged(node, tag, text);
      }
    } else {
      if (tag === `${TAG}seq`) return this.#readList(node);
      if (tag === `${TAG}omap` || tag === `${TAG}pairs`) return this.#readPairs(node);
    }
    this.#reportTag(node, tag);
    return this.#nothing();
  }

  /** For what cannot be read. */
  #nothing(): null {
    this.#count += 1;
    this.#height = 1;
    return null;
  }

  #readScalar(node: ScalarNode): YamlValue {
    this.#count += 1;
    this.#height = 1;
    const { text, isPlain, start, properties } = node;
    const tag = properties?.tag?.name;
    if (tag !== undefined && tag !== '!') return this.#tagged(node, tag, text);
    if (tag === undefined && !isPlain) return text;
    if (text === '=' || text === '<<') {
      this.#report(start, `"${text}" has a meaning in YAML, and none here`, 'Put it in quotes');
      return null;
    }
    const value = readPlainScalar(text);
    if (value !== undefined) return value;
    const message = `"${shorten(text)}" has the form of a date or a number, and there is none`;
    this.#report(start, message, 'Correct it, or put it in quotes');
    return null;
  }

  #tagged(node: ContentNode, tag: string, text: string): YamlValue {
    const value = readTaggedScalar(tag, text);
    if (value !== undefined) return value;
    if (isScalarTag(tag)) {
      const message = `${JSON.stringify(shorten(text))} is no value of "${shortName(tag)}"`;
      this.#report(node.start, message, 'Correct it, or leave the tag away');
    } else this.#reportTag(node, tag);
    return null;
  }

  #readList({ items }: ListNode): readonly YamlValue[] {
    this.#count += 1;
    let deepest = 0;
    const values: YamlValue[] = [];
    for (const item of items) {
      values.push(this.read(item));
      deepest = Math.max(deepest, this.#height);
    }
    this.#height = deepest + 1;
    return values;
  }

  /** `!!omap` and `!!pairs`: a list of maps of one key each. */
  #readPairs(node: ListNode): YamlValue {
    const values = this.#readList(node);
    return node.items.map((item, index) => {
      const [entry, ...others] = entriesOf(values[index] ?? null) ?? [];
      const hasMerge = item.kind === 'map' && item.pairs.some(isMerge);
      if (entry !== undefined && others.length === 0 && !hasMerge) return { kind: 'tuple', items: entry };
      this.#report(item.start, 'A map of one key must stand here', 'Write "key: value"');
      return { kind: 'tuple', items: [null, null] };
    });
  }

  #readSet(node: MapNode): YamlValue {
    return { kind: 'set', items: [...this.#readMap(node).keys()] };
  }

  #readMap(node: MapNode): ReadonlyMap<YamlValue, YamlValue> {
    this.#count += 1;
    if (node.pairs.some(isMerge)) return this.#readMergingMap(node);
    const map = new Map<YamlValue, YamlValue>();
    let firsts: Map<unknown, YamlValue> | null = null;
    let deepest = 0;
    for (const pair of node.pairs) {
      const key = this.#readKey(pair.key);
      const value = this.read(pair.value);
      if (this.#height > deepest) deepest = this.#height;
      const { size } = map;
      map.set(typeof key === 'string' ? key : firstOf((firsts ??= new Map<unknown, YamlValue>()), key), value);
      if (map.size === size) this.#reportDuplicate(pair.key, key);
    }
    this.#height = deepest + 1;
    this.#children.set(node, () => this.#childrenOf(node, map));
    return map;
  }

  /** The keys of the map are those of the node, in their order. */
  #childrenOf({ pairs }: MapNode, map: ReadonlyMap<YamlValue, YamlValue>): Children {
    const texts = [...map.keys()].map(toKeyText);
    return new Map(pairs.map(({ key, value }, index) => [texts[index] ?? '', this.placeOf(value, key.start)]));
  }

  #readMergingMap(node: MapNode): ReadonlyMap<YamlValue, YamlValue> {
    const own: Entry[] = [];
    const merged: Entry[] = [];
    const keys: Node[] = [];
    let deepest = 0;
    for (const pair of node.pairs) {
      if (isMerge(pair)) merged.push(...this.#readMerge(pair.value));
      else {
        const key = this.#readKey(pair.key);
        own.push({ key, value: this.read(pair.value), place: () => this.placeOf(pair.value, pair.key.start) });
        keys.push(pair.key);
      }
      deepest = Math.max(deepest, this.#height);
    }
    this.#height = deepest + 1;
    this.#reportDuplicates(keys, own);
    this.#children.set(node, () => assembleChildren({ own, merged }));
    return assembleMap({ own, merged });
  }

  #reportDuplicates(nodes: readonly Node[], own: readonly Entry[]): void {
    const seen = new Set<unknown>();
    for (const [index, { key }] of own.entries()) {
      const identity = identityOf(key);
      const node = nodes[index];
      if (seen.has(identity) && node !== undefined) this.#reportDuplicate(node, key);
      seen.add(identity);
    }
  }

  #reportDuplicate(node: Node, key: YamlValue): void {
    this.#report(node.start, `"${shorten(toKeyText(key))}" is given twice in one map`, 'Leave one of the two');
  }

  #readKey(node: Node): YamlValue {
    if (isPlain(node, '=')) return '=';
    const count = this.#count;
    const value = this.read(node);
    this.#count = count;
    if (!isKey(value)) this.#report(node.start, 'A list or a map is used as a key', 'Use a text');
    return value;
  }

  /** What `<<` brings: of several maps the first counts, though the keys of the last come first (PyYAML). */
  #readMerge(node: Node): Entry[] {
    withoutTags(node);
    const value = this.read(node);
    const place = once(() => this.placeOf(node));
    const sources = isYamlList(value)
      ? value.map((item, index) => [item, once(() => place().children().get(index) ?? place())] as const).reverse()
      : [[value, place] as const];
    return sources.flatMap(([source, sourcePlace]) => {
      const pairs = entriesOf(source);
      if (pairs === null) {
        this.#report(sourcePlace().value, '"<<" merges something that is no map', 'Name a map, or a list of maps');
        return [];
      }
      return pairs.map(([key, item]) => ({ key, value: item, place: () => placeWithin(sourcePlace(), key) }));
    });
  }

  #reportTag(node: ContentNode, tag: string): void {
    const at = node.properties?.tag?.start ?? node.start;
    const name = shortName(tag);
    if (isScalarTag(tag) || COLLECTION_TAGS.has(tag)) {
      this.#report(at, `"${name}" cannot be a ${node.kind}`, 'Correct the value, or leave the tag away');
    } else this.#report(at, `The tag "${name}" is not allowed`, 'Write the value without it');
  }

  #report(offset: number, message: string, next: string): void {
    this.problems.push({ offset, message, next });
  }
}
