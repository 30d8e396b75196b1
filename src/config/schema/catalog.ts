import type { GenericSchema } from 'valibot';
import { findNearest } from '../../nearest.ts';
import { globalFile } from './global.ts';
import { textOf, type KeyText } from './key.ts';
import { entriesOf, inner, isOptional, shapeOf } from './shape.ts';
import { buildFile } from './step.ts';

/** Stands in a path for a name that the user chooses. */
const ANY_NAME = 'NAME';

/** A key of the build file or the global file. */
export interface KnownKey {
  /** All the places that it may stand at: `steps.NAME.run.cmd`. */
  readonly places: readonly KeyPlace[];
  readonly text: KeyText;
  readonly isRequired: boolean;
  /** Of its value. */
  readonly schema: GenericSchema;
}

export interface KeyPlace {
  readonly file: 'build file' | 'global file';
  readonly path: readonly string[];
}

/** Every key of both files, in the order of the definitions; one that a file has at several places stands once. */
export function listKeys(): KnownKey[] {
  return [
    ...groupKeys(keysIn(buildFile, { file: 'build file', path: [] })),
    ...groupKeys(keysIn(globalFile, { file: 'global file', path: [] })),
  ];
}

function groupKeys(found: readonly FoundKey[]): KnownKey[] {
  const keys = new Map<GenericSchema, KnownKey>();
  for (const { schema, place } of found) {
    const text = textOf(schema);
    if (text === null) continue;
    const earlier = keys.get(schema)?.places ?? [];
    const isRepeated = earlier.some((one) => samePlace(one, place));
    const places = isRepeated ? earlier : [...earlier, place];
    keys.set(schema, { places, text, isRequired: !isOptional(schema), schema: inner(schema) });
  }
  return [...keys.values()];
}

function samePlace(one: KeyPlace, other: KeyPlace): boolean {
  return one.file === other.file && one.path.join('.') === other.path.join('.');
}

interface FoundKey {
  readonly place: KeyPlace;
  readonly schema: GenericSchema;
}

function keysIn(schema: GenericSchema, place: KeyPlace): FoundKey[] {
  const shape = shapeOf(schema);
  const below = (name: string) => ({ ...place, path: [...place.path, name] });
  switch (shape.kind) {
    case 'list':
      return keysIn(shape.item, place);
    case 'map':
      return keysIn(shape.value, below(ANY_NAME));
    case 'section':
      return entriesOf(shape.entries).flatMap(([name, value]) => [
        { place: below(name), schema: value },
        ...keysIn(value, below(name)),
      ]);
    case 'either':
      return shape.options.flatMap((option) => keysIn(option, place));
    case 'anything':
    case 'nothing':
    case 'text':
    case 'flag':
    case 'integer':
    case 'number':
      return [];
    default:
      return shape satisfies never;
  }
}

/** The keys that a name stands for, with only the places that it names; or, where there are none, a name near to it. */
export function findKeys(name: string): { readonly keys: readonly KnownKey[]; readonly nearest: string | undefined } {
  // The number of an item, as messages write it.
  const parts = name.split('.').filter((part) => !/^\d+$/.test(part));
  const known = listKeys();
  const keys = known.flatMap((key) => {
    const places = key.places.filter((place) => isMeant(parts, place.path));
    return places.length === 0 ? [] : [{ ...key, places }];
  });
  if (keys.length > 0) return { keys, nearest: undefined };
  const names = known.flatMap(({ places }) => places.flatMap(({ path }) => waysToWrite(path, parts)));
  return { keys, nearest: findNearest(parts.join('.'), [...new Set(names)]) };
}

/** Whether the parts are the end of a path, with names of the user's own where it has them, or without any. */
function isMeant(parts: readonly string[], path: readonly string[]): boolean {
  const isEnd = (whole: readonly string[]) =>
    parts.length <= whole.length &&
    parts.every((part, index) => {
      const own = whole[whole.length - parts.length + index];
      return own === part || (own === ANY_NAME && index > 0 && index < parts.length - 1);
    });
  return isEnd(path) || isEnd(withoutNames(path));
}

/** The end of a path as long as what was typed: with the user's own names from there, and without any. */
function waysToWrite(path: readonly string[], typed: readonly string[]): string[] {
  const end = path.slice(-typed.length);
  const named = end.map((part, index) => (part === ANY_NAME && index > 0 ? (typed[index] ?? part) : part));
  return [named, withoutNames(path).slice(-typed.length)].map((parts) => parts.join('.'));
}

/** A path without the names that the user chooses. */
export function withoutNames(path: readonly string[]): readonly string[] {
  return path.filter((part) => part !== ANY_NAME);
}
