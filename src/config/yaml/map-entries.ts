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

/**
 * The key that a value is put at: the first of those that are equal (as in a Python dictionary). `firsts` are those of
 * the map, by their identity; texts are equal to themselves alone and not among them.
 */
export function firstOf(firsts: Map<unknown, YamlValue>, key: YamlValue): YamlValue {
  if (typeof key === 'string') return key;
  const identity = identityOf(key);
  const first = firsts.get(identity);
  if (first !== undefined) return first;
  firsts.set(identity, key);
  return key;
}

/** Of equal keys the last value counts, at the place of the first. */
export function assembleMap({ own, merged }: MergedEntries): ReadonlyMap<YamlValue, YamlValue> {
  const firsts = new Map<unknown, YamlValue>();
  const map = new Map<YamlValue, YamlValue>();
  for (const entries of [merged, own]) for (const { key, value } of entries) map.set(firstOf(firsts, key), value);
  return map;
}

export function assembleChildren({ own, merged }: MergedEntries): Children {
  const firsts = new Map<unknown, YamlValue>();
  const children = new Map<string | number, Place>();
  for (const entries of [merged, own]) {
    for (const { key, place } of entries) children.set(toKeyText(firstOf(firsts, key)), place());
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
