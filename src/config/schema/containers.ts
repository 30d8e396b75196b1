import * as v from 'valibot';
import { findNearest } from '../../nearest.ts';
import { describeYaml, isYamlMap } from '../yaml/value.ts';
import { mustBe, wording } from './problem.ts';
import { text } from './scalars.ts';

/** A list of values of one schema. */
export function listOf<const Item extends v.GenericSchema>(item: Item) {
  return v.array(item, mustBe('a list', 'Write each item behind "- " on a line of its own'));
}

/** A map of any keys that are texts to values of one schema, in the order of the file. */
export function mapOf<const Value extends v.GenericSchema>(value: Value) {
  return v.map(keyText, value, mustBe('a map', 'Write "key: value" lines'));
}

/** A key that is a text: `on` and `1` without quotes are none. */
export const keyText = v.string(({ input }: { readonly input: unknown }) =>
  wording(`is a key and must be a text, not ${describeYaml(input)}`, 'Put the key in quotes'),
);

/**
 * A map with the keys of `entries` and no others. All unknown keys are told, with what is wrong with the known ones. A
 * key without a value is the same as no key.
 */
export function section<const Entries extends v.ObjectEntries>(entries: Entries) {
  const known = Object.keys(entries);
  const values = v.pipe(
    v.custom<ReadonlyMap<unknown, unknown>>(isYamlMap, mustBe('a map', 'Write "key: value" lines')),
    v.transform((map) => Object.fromEntries(known.flatMap((key) => (isGiven(map, key) ? [[key, map.get(key)]] : [])))),
    v.object(entries, wording('is missing', 'Add the key')),
  );
  return v.intersect([values, onlyKeys(known)]);
}

function isGiven(map: ReadonlyMap<unknown, unknown>, key: string): boolean {
  return map.get(key) !== null && map.has(key);
}

function onlyKeys(known: readonly string[]) {
  return v.pipe(
    v.unknown(),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed || !isYamlMap(dataset.value)) return;
      for (const [key, value] of dataset.value) {
        if (typeof key === 'string' && known.includes(key)) continue;
        const path = { type: 'map', origin: 'key', input: new Map(dataset.value), key, value } as const;
        addIssue({ message: unknownKey(key, known), path: [path] });
      }
    }),
    v.transform(() => ({})),
  );
}

function unknownKey(key: unknown, known: readonly string[]): string {
  const nearest = typeof key === 'string' ? findNearest(key, known) : undefined;
  const list = [...known].sort().join(', ');
  return wording('is no known key', nearest === undefined ? `Use one of ${list}` : `Did you mean "${nearest}"?`);
}

/** One text, or a list of them, as a list. */
export const textOrList = v.pipe(
  v.lazy((input) => (typeof input === 'string' ? text : listOf(text))),
  v.transform((value) => (typeof value === 'string' ? [value] : value)),
);
