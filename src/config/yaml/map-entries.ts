import type { YamlValue } from '../build-file.ts';
import { identityOf } from './key-identity.ts';
import type { Place } from './place.ts';
import { toKeyText } from './python-text.ts';
import { isYamlMap, isYamlSet, isYamlTuple } from './value.ts';

/** One key of a map with its value. */
export interface Entry {
  readonly key: YamlValue;
  readonly value: YamlValue;
  readonly place: Place;
}

/** The entries of a map, before merge keys and duplicates are settled. */
export class MapEntries {
  readonly own: Entry[] = [];
  readonly merged: Entry[] = [];
  /** Of all values. */
  size = 0;
  /** Of the deepest value. */
  depth = 0;

  add(entry: Entry, size: number, depth: number): void {
    this.own.push(entry);
    this.#count(size, depth);
  }

  /** `size` and `depth` are those of what is merged as a whole. */
  merge(entries: readonly Entry[], size: number, depth: number): void {
    for (const entry of entries) this.merged.push(entry);
    this.#count(size, depth);
  }

  /** Keys that are written twice. */
  duplicates(): { readonly offset: number; readonly name: string }[] {
    const seen = new Set<unknown>();
    return this.own.flatMap(({ key, place }) => {
      const identity = identityOf(key);
      if (seen.has(identity)) return [{ offset: place.key, name: toKeyText(key) }];
      seen.add(identity);
      return [];
    });
  }

  #count(size: number, depth: number): void {
    this.size += size;
    this.depth = Math.max(this.depth, depth);
  }
}

/** Of equal keys the last value counts, at the place of the first (as in a Python dictionary). Merged ones come first. */
export function assembleMap({ own, merged }: MapEntries): {
  readonly value: ReadonlyMap<YamlValue, YamlValue>;
  readonly children: Place['children'];
} {
  const keys = new Map<unknown, YamlValue>();
  const value = new Map<YamlValue, YamlValue>();
  const children = new Map<string | number, Place>();
  for (const entries of [merged, own]) {
    for (const entry of entries) {
      const key = firstOf(keys, entry.key);
      value.set(key, entry.value);
      children.set(toKeyText(key), entry.place);
    }
  }
  return { value, children };
}

/** The first of the keys that are equal to one. Texts are equal to themselves alone. */
function firstOf(keys: Map<unknown, YamlValue>, key: YamlValue): YamlValue {
  if (typeof key === 'string') return key;
  const identity = identityOf(key);
  const first = keys.get(identity);
  if (first !== undefined) return first;
  keys.set(identity, key);
  return key;
}

/** What a value brings where it is merged; null where it is no map. A set is a map to nothing. */
export function entriesOf(value: YamlValue): readonly (readonly [YamlValue, YamlValue])[] | null {
  if (isYamlMap(value)) return [...value];
  if (isYamlSet(value)) return value.items.map((item) => [item, null] as const);
  if (isYamlTuple(value)) return [[value.items[0] ?? null, value.items[1] ?? null]];
  return null;
}

/** Where the value of a key stands, by the place of its map. */
export function placeOf(key: YamlValue, map: Place): Place {
  return map.children.get(toKeyText(key)) ?? map;
}
