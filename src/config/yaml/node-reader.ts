import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { YamlValue } from '../build-file.ts';
import type { YamlContent, YamlProblem } from './load.ts';
import type { Place } from './place.ts';
import { toKeyText } from './python-text.ts';
import { readPlainScalar, readTaggedScalar } from './scalar.ts';
import { isYamlFloat } from './value.ts';

const TAG = 'tag:yaml.org,2002:';

/** One key of a map with its value, before merge keys and duplicates are settled. */
interface Entry {
  readonly key: YamlValue;
  readonly value: YamlValue;
  readonly place: Place;
}

/** Turns the nodes of one document into values and places, resolving anchors and merge keys; collects problems. */
export class NodeReader {
  readonly problems: YamlProblem[] = [];
  /** Null while the node with the anchor is still being read. */
  readonly #anchors = new Map<string, YamlContent | null>();

  /** `at`: the offset for a value that is not written at all. `key`: the offset of its key. */
  read(node: unknown, at: number, key?: number): YamlContent {
    if (isAlias(node)) return this.#readAlias(node.source, startOf(node, at), key);
    const content = this.#readNamed(node, at);
    return { ...content, place: { ...content.place, key: key ?? content.place.key } };
  }

  #readAlias(name: string, at: number, key: number | undefined): YamlContent {
    const content = this.#anchors.get(name);
    if (content === null) this.#report(at, `"*${name}" stands within what it names`, 'Name something else');
    if (content === undefined) this.#report(at, `"*${name}" names nothing`, `Write "&${name}" before it`);
    if (content === null || content === undefined) return this.#nothing(at);
    return { value: content.value, place: { ...content.place, key: key ?? at, value: at, isInline: true } };
  }

  #readNamed(node: unknown, at: number): YamlContent {
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, null);
    const content = this.#readNode(node, at);
    if (anchor !== undefined) this.#anchors.set(anchor, content);
    return content;
  }

  #readNode(node: unknown, at: number): YamlContent {
    if (isMap(node)) return this.#readMap(node);
    if (isSeq(node)) return this.#readList(node);
    if (isScalar(node)) return this.#readScalar(node, at);
    return this.#nothing(at);
  }

  #readScalar(node: Scalar, at: number): YamlContent {
    const start = startOf(node, at);
    const text = node.source ?? '';
    const isWritten = text !== '' || node.type !== 'PLAIN';
    const place = {
      key: start,
      value: start,
      isInline: isWritten,
      written: isWritten ? text : null,
      children: new Map(),
    };
    return { value: this.#scalarValue(node, text, start), place };
  }

  #scalarValue(node: Scalar, text: string, at: number): YamlValue {
    if (node.tag === undefined) {
      if (node.type !== 'PLAIN') return text;
      const value = readPlainScalar(text);
      if (value === undefined)
        this.#report(
          at,
          `"${text}" has the form of a date or a number, and there is none`,
          'Correct it, or put it in quotes',
        );
      return value ?? null;
    }
    if (node.tag === '!') return text;
    const value = readTaggedScalar(node.tag, text);
    if (value !== undefined) return value;
    this.#reportTag(node.tag, at, text);
    return null;
  }

  #readList(node: YAMLSeq): YamlContent {
    const start = startOf(node, 0);
    if (node.tag !== undefined && node.tag !== `${TAG}seq`) this.#reportTag(node.tag, start, null);
    const items = node.items.map((item) => this.read(item, start));
    return {
      value: items.map((item) => item.value),
      place: {
        ...{ key: start, value: start, isInline: node.flow === true, written: null },
        children: new Map(items.map((item, index) => [index, item.place])),
      },
    };
  }

  #readMap(node: YAMLMap): YamlContent {
    const start = startOf(node, 0);
    if (node.tag !== undefined && node.tag !== `${TAG}map`) this.#reportTag(node.tag, start, null);
    const own: Entry[] = [];
    const merged: Entry[] = [];
    for (const pair of node.items) {
      if (isMergeKey(pair)) merged.push(...this.#readMerge(pair.value));
      else own.push(this.#readEntry(pair, start));
    }
    this.#reportDuplicates(own);
    return this.#assemble([...merged, ...own], start, node.flow === true);
  }

  #readEntry(pair: Pair, mapStart: number): Entry {
    const at = startOf(pair.key, mapStart);
    const key = this.read(pair.key, at).value;
    if (typeof key === 'object' && key !== null && !('kind' in key)) {
      this.#report(at, 'A list or a map is used as a key', 'Use a text');
    }
    return { key, ...this.read(pair.value, at, at) };
  }

  /** What `<<` brings: of several maps the first counts, though the keys of the last come first (PyYAML). */
  #readMerge(node: unknown): Entry[] {
    const { value, place } = this.read(node, startOf(node, 0));
    const sources = Array.isArray(value) ? value.map((item, index) => [item, place.children.get(index)] as const) : [];
    const maps = Array.isArray(value) ? sources.reverse() : [[value, place] as const];
    return maps.flatMap(([map, mapPlace]) => {
      if (map instanceof Map) return toEntries(map, mapPlace ?? place);
      this.#report(place.value, '"<<" merges something that is no map', 'Name a map, or a list of maps');
      return [];
    });
  }

  /** Of equal keys the last value counts, at the place of the first (as in a Python dictionary). */
  #assemble(entries: readonly Entry[], start: number, isInline: boolean): YamlContent {
    const keys = new Map<string, YamlValue>();
    const value = new Map<YamlValue, YamlValue>();
    const children = new Map<string | number, Place>();
    for (const entry of entries) {
      const identity = identityOf(entry.key);
      const key = keys.get(identity) ?? entry.key;
      keys.set(identity, key);
      value.set(key, entry.value);
      children.set(toKeyText(key), entry.place);
    }
    return { value, place: { key: start, value: start, isInline, written: null, children } };
  }

  #reportDuplicates(entries: readonly Entry[]): void {
    const seen = new Set<string>();
    for (const { key, place } of entries) {
      const identity = identityOf(key);
      if (seen.has(identity)) {
        this.#report(place.key, `"${toKeyText(key)}" is given twice in one map`, 'Leave one of the two');
      }
      seen.add(identity);
    }
  }

  #reportTag(tag: string, at: number, text: string | null): void {
    const name = tag.replace(TAG, '!!');
    if (text !== null && KNOWN_SCALAR_TAGS.has(tag)) {
      this.#report(at, `${JSON.stringify(text)} is no value of "${name}"`, 'Correct it, or leave the tag away');
    } else if (LATER_TAGS.has(tag)) {
      this.#report(at, `The tag "${name}" is not supported yet`, 'Write the value without it');
    } else {
      this.#report(at, `The tag "${name}" is not allowed`, 'Write the value without it');
    }
  }

  #report(offset: number, message: string, next: string): void {
    this.problems.push({ offset, message, next });
  }

  #nothing(at: number): YamlContent {
    return { value: null, place: { key: at, value: at, isInline: false, written: null, children: new Map() } };
  }
}

const KNOWN_SCALAR_TAGS = new Set(['str', 'null', 'bool', 'int', 'float', 'timestamp'].map((name) => TAG + name));
/** Safe in PyYAML and rare. */
const LATER_TAGS = new Set(['binary', 'set', 'omap', 'pairs'].map((name) => TAG + name));

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<' && key.tag === undefined;
}

function startOf(node: unknown, otherwise: number): number {
  return (isNode(node) ? node.range?.[0] : undefined) ?? otherwise;
}

function isNode(node: unknown): node is Node {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node);
}

function toEntries(map: ReadonlyMap<YamlValue, YamlValue>, place: Place): Entry[] {
  return [...map].map(([key, value]) => ({ key, value, place: place.children.get(toKeyText(key)) ?? place }));
}

/** Equal for keys that Python holds for the same: `1`, `1.0` and `true`. */
function identityOf(key: YamlValue): string {
  if (typeof key === 'string') return `text ${key}`;
  if (isYamlFloat(key)) return String(key.value);
  if (typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean') return String(Number(key));
  return `other ${toKeyText(key)}`;
}
