import type { YamlValue } from '../build-file.ts';
import { identityOf } from './key-identity.ts';
import type { Children, Place } from './place.ts';
import { toKeyText } from './python-text.ts';
import { isYamlMap, isYamlSet, isYamlTuple } from './value.ts';

/** One key of a map with its value. */
export interface Entry {
  readonly key: YamlValue;
  readonly value: YamlValue;
  readonly place: () => Place;
}

/** The entries of a map with merge keys. Merged ones come first, wherever their `<<` stands. */
export interface MergedEntries {
  readonly own: readonly Entry[];
  readonly merged: readonly Entry[];
}

/** Makes a map as Python makes a dictionary: of equal keys the last value counts, at the place of the first. */
export class MapMaker {
  readonly value = new Map<YamlValue, YamlValue>();
  /** The first of keys that are equal, by their identity. Texts are equal to themselves alone. */
  #firsts: Map<unknown, YamlValue> | null = null;

  /** Gives the key that the value stands at. */
  set(key: YamlValue, value: YamlValue): YamlValue {
    const first = typeof key === 'string' ? key : this.#firstOf(key);
    this.value.set(first, value);
    return first;
  }

  #firstOf(key: YamlValue): YamlValue {
    this.#firsts ??= new Map();
    const identity = identityOf(key);
    const first = this.#firsts.get(identity);
    if (first !== undefined) return first;
    this.#firsts.set(identity, key);
    return key;
  }
}

export function assembleMap({ own, merged }: MergedEntries): ReadonlyMap<YamlValue, YamlValue> {
  const maker = new MapMaker();
  for (const entries of [merged, own]) for (const { key, value } of entries) maker.set(key, value);
  return maker.value;
}

export function assembleChildren({ own, merged }: MergedEntries): Children {
  const maker = new MapMaker();
  const children = new Map<string | number, Place>();
  for (const entries of [merged, own]) {
    for (const { key, place } of entries) children.set(toKeyText(maker.set(key, null)), place());
  }
  return children;
}

/** What a value brings where it is merged; null where it is no map. A set is a map to nothing. */
export function entriesOf(value: YamlValue): readonly (readonly [YamlValue, YamlValue])[] | null {
  if (isYamlMap(value)) return [...value];
  if (isYamlSet(value)) return value.items.map((item) => [item, null] as const);
  if (isYamlTuple(value)) return [[value.items[0] ?? null, value.items[1] ?? null]];
  return null;
}

/** Where the value of a key stands, by the place of its map. */
export function placeWithin(map: Place, key: YamlValue): Place {
  return map.children().get(toKeyText(key)) ?? map;
}
