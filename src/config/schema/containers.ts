import * as v from 'valibot';
import { findNearest } from '../../nearest.ts';
import type { YamlValue } from '../build-file.ts';
import { toKeyText } from '../yaml/python-text.ts';
import { describeYaml, isYamlMap } from '../yaml/value.ts';
import { mustBe, toKey, wording } from './problem.ts';
import { anything, text, textAs } from './scalars.ts';
import { entriesOf, isOptional, shape } from './shape.ts';

/** A list of values of one schema. */
export function listOf<const Item extends v.GenericSchema>(
  item: Item,
): v.GenericSchema<unknown, readonly v.InferOutput<Item>[]> {
  const list = v.array(item, mustBe('a list', 'Write each item behind "- " on a line of its own'));
  return v.pipe(list, shape({ kind: 'list', item }));
}

interface MapParts<Key extends v.GenericSchema, Value extends v.GenericSchema> {
  readonly key: Key;
  readonly value: Value;
  /** What the map is, for messages: "a map of services". */
  readonly kind?: string;
  /** How it is written. */
  readonly next?: string;
}

type MapSchema<Key extends v.GenericSchema, Value extends v.GenericSchema> = v.GenericSchema<
  unknown,
  ReadonlyMap<v.InferOutput<Key>, v.InferOutput<Value>>
>;

/** A map of any keys that a schema takes to values of another, in the order of the file. */
export function mapWith<const Key extends v.GenericSchema, const Value extends v.GenericSchema>({
  key,
  value,
  kind = 'a map',
  next = 'Write "key: value" lines',
}: MapParts<Key, Value>): MapSchema<Key, Value> {
  return v.pipe(v.map(key, value, mustBe(kind, next)), shape({ kind: 'map', key, value }));
}

/** A map of any keys that are texts. */
export function mapOf<const Value extends v.GenericSchema>(value: Value): MapSchema<typeof keyText, Value> {
  return mapWith({ key: keyText, value });
}

/** A key that is a text: `on` and `1` without quotes are none. */
export const keyText = v.pipe(
  v.string(({ input }: { readonly input: unknown }) =>
    wording(`is a key and must be a text, not ${describeYaml(input)}`, 'Put the key in quotes'),
  ),
  shape({ kind: 'text' }),
);

/** A key of any kind, as the text that Python prints: `5`, `True`. */
export const anyKey = v.pipe(
  v.custom<YamlValue>(() => true),
  v.transform(toKeyText),
  shape({ kind: 'text' }),
);

/** A map that is handed on as it is, whatever its keys and values are. */
export const anyMap = mapWith({ key: anyKey, value: anything });

/**
 * valibot asks a map for each key that it may have, forty of them, and nearly all maps have the same few. So for each
 * set of keys, up to this many, a schema of these alone is made.
 */
const MOST_NARROW = 100;

/** What becomes of a section: an object. */
type Section<Entries extends v.ObjectEntries> = Readonly<v.InferOutput<v.ObjectSchema<Entries, undefined>>>;

/**
 * A map with the keys of `entries` and no others. All unknown keys are told, with what is wrong with the known ones. A
 * key without a value is the same as no key.
 */
export function section<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.GenericSchema<unknown, Section<Entries>> {
  const known = new Set(Object.keys(entries));
  const values = valuesOf(entries, known);
  const faulty = withUnknownKeys(values, known);
  const byGiven = new Map<string, v.GenericSchema<unknown, Section<Entries>>>();
  const chosen = v.lazy((input): v.GenericSchema<unknown, Section<Entries>> => {
    if (!isYamlMap(input)) return values;
    const given = givenKeys(input, known);
    if (given === null) return faulty;
    const narrow = byGiven.get(given);
    if (narrow !== undefined || byGiven.size >= MOST_NARROW) return narrow ?? values;
    const schema = valuesOf(withoutOthers(entries, new Set(input.keys())), known);
    byGiven.set(given, schema);
    return schema;
  });
  return v.pipe(chosen, shape({ kind: 'section', entries }));
}

function valuesOf<const Entries extends v.ObjectEntries>(
  entries: Entries,
  known: ReadonlySet<unknown>,
): v.GenericSchema<unknown, Section<Entries>> {
  return v.pipe(
    v.custom<ReadonlyMap<unknown, unknown>>(isYamlMap, mustBe('a map', 'Write "key: value" lines')),
    v.transform((map) => toObject(map, known)),
    v.object(entries, wording('is missing', 'Add the key')),
  );
}

/** The same schema for maps that have no other optional keys than some. */
function withoutOthers<const Entries extends v.ObjectEntries>(entries: Entries, given: ReadonlySet<unknown>): Entries {
  const narrow = { ...entries };
  for (const [name, schema] of entriesOf(entries)) {
    if (isOptional(schema) && !given.has(name)) Reflect.deleteProperty(narrow, name);
  }
  return narrow;
}

function toObject(map: ReadonlyMap<unknown, unknown>, known: ReadonlySet<unknown>): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, value] of map) if (typeof key === 'string' && value !== null && known.has(key)) object[key] = value;
  return object;
}

/** The keys of a map as one text; null where there are unknown ones. */
function givenKeys(map: ReadonlyMap<unknown, unknown>, known: ReadonlySet<unknown>): string | null {
  let given = '';
  for (const key of map.keys()) {
    if (typeof key !== 'string' || !known.has(key)) return null;
    given += `${key},`;
  }
  return given;
}

/** For a map with unknown keys: tells them, and what else is wrong. */
function withUnknownKeys(values: v.GenericSchema, known: ReadonlySet<unknown>): v.GenericSchema<unknown, never> {
  const names = [...known].filter((name) => typeof name === 'string').sort();
  return v.pipe(
    v.custom<ReadonlyMap<unknown, unknown>>(isYamlMap),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      for (const key of dataset.value.keys()) {
        if (!known.has(key)) addIssue({ message: unknownKey(key, names), path: [toKey(key, 'key')] });
      }
      for (const { message, path } of v.safeParse(values, dataset.value).issues ?? []) {
        addIssue({ message, ...(path === undefined ? {} : { path }) });
      }
      return NEVER;
    }),
  );
}

function unknownKey(key: unknown, known: readonly string[]): string {
  const nearest = typeof key === 'string' ? findNearest(key, known) : undefined;
  return wording(
    'is no known key',
    nearest === undefined ? `Use one of ${known.join(', ')}` : `Did you mean "${nearest}"?`,
  );
}

/** A value of the first schema where `isFirst` says so by its look, else one of the second. */
export function either<const First extends v.GenericSchema, const Second extends v.GenericSchema>(
  isFirst: (input: unknown) => boolean,
  first: First,
  second: Second,
): v.GenericSchema<unknown, v.InferOutput<First> | v.InferOutput<Second>> {
  const chosen = v.lazy((input): v.GenericSchema<unknown, v.InferOutput<First> | v.InferOutput<Second>> =>
    isFirst(input) ? first : second,
  );
  return v.pipe(chosen, shape({ kind: 'either', options: [first, second] }));
}

/** A value of a schema, or nothing. */
export function orNothing<const Schema extends v.GenericSchema>(schema: Schema) {
  const nothing = v.pipe(v.null(), shape({ kind: 'nothing' }));
  return either((input) => input === null, nothing, schema);
}

/** One text, or a list of them; as a list. */
export const textOrList = either(
  (input) => Array.isArray(input),
  listOf(text),
  v.pipe(
    textAs('a text or a list'),
    v.transform((value): readonly string[] => [value]),
  ),
);

/** One value, or a list of them; as a list. */
export function oneOrList<const Item extends v.GenericSchema>(
  item: Item,
): v.GenericSchema<unknown, readonly v.InferOutput<Item>[]> {
  const one = v.pipe(
    item,
    v.transform((value: v.InferOutput<Item>): readonly v.InferOutput<Item>[] => [value]),
  );
  return either((input) => Array.isArray(input), listOf(item), one);
}
