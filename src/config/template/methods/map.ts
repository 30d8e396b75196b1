import { takeArguments } from '../arguments.ts';
import { checkKey, findInMap, setInMap, takeFromMap } from '../map.ts';
import { iterate } from '../sequence.ts';
import { TemplateError } from '../template-error.ts';
import { toText } from '../print.ts';
import { isMap, isUndefined, toTuple, type Arguments, type TemplateMap, type TemplateValue } from '../value.ts';
import type { TemplateView } from '../value.ts';
import type { Method, MethodTable } from './method.ts';

/** The methods of maps. */
export const MAP_METHODS: MethodTable<TemplateMap> = new Map([
  ['get', getOrDefault],
  ['keys', viewOf('keys')],
  ['values', viewOf('values')],
  ['items', viewOf('items')],
  ['pop', pop],
  ['popitem', popItem],
  ['setdefault', setDefault],
  ['update', update],
  ['copy', (self) => new Map(self)],
  [
    'clear',
    (self) => {
      self.clear();
      return null;
    },
  ],
  ['fromkeys', fromKeys],
]);

function viewOf(part: TemplateView['part']): Method<TemplateMap> {
  return (self, given) => {
    takeArguments(part, given, 0);
    return { kind: 'view', of: self, part };
  };
}

function getOrDefault(self: TemplateMap, given: Arguments): TemplateValue {
  const [key = null, otherwise = null] = takeArguments('get', given, 1, 2);
  checkKey(key, given.at);
  const found = findInMap(self, key, given.at);
  return isUndefined(found) ? otherwise : found;
}

function pop(self: TemplateMap, given: Arguments): TemplateValue {
  const [key = null, otherwise] = takeArguments('pop', given, 1, 2);
  checkKey(key, given.at);
  const taken = takeFromMap(self, key);
  const value = taken === undefined ? otherwise : taken;
  if (value !== undefined) return value;
  throw new TemplateError(given.at, `"pop" finds no "${toText(key, given.at)}"`, 'Give it a default as well');
}

function popItem(self: TemplateMap, given: Arguments): TemplateValue {
  takeArguments('popitem', given, 0);
  const last = [...self].at(-1);
  if (last === undefined)
    throw new TemplateError(given.at, '"popitem" finds the map empty', 'Look at its length first');
  self.delete(last[0]);
  return toTuple(last);
}

function setDefault(self: TemplateMap, given: Arguments): TemplateValue {
  const [key = null, otherwise = null] = takeArguments('setdefault', given, 1, 2);
  const found = findInMap(self, key, given.at);
  if (!isUndefined(found)) return found;
  setInMap(self, key, otherwise, given.at);
  return otherwise;
}

function update(self: TemplateMap, given: Arguments): null {
  const { positional, named, at } = given;
  takeArguments('update', { ...given, named: new Map() }, 0, 1);
  for (const [key, value] of entriesOf(positional[0], at)) setInMap(self, key, value, at);
  for (const [key, value] of named) self.set(key, value);
  return null;
}

/** The pairs of a map or of a list of pairs; none of nothing. */
export function entriesOf(
  value: TemplateValue | undefined,
  at: number,
): readonly (readonly [TemplateValue, TemplateValue])[] {
  if (value === undefined) return [];
  if (isMap(value)) return [...value];
  return iterate(value, at).map((pair) => {
    const [key, item, ...more] = iterate(pair, at);
    if (key !== undefined && item !== undefined && more.length === 0) return [key, item];
    throw new TemplateError(at, 'A map is made of pairs', 'Give it a list of pairs');
  });
}

function fromKeys(_self: TemplateMap, given: Arguments): TemplateMap {
  const [keys = null, value = null] = takeArguments('fromkeys', given, 1, 2);
  const made: TemplateMap = new Map();
  for (const key of iterate(keys, given.at)) setInMap(made, key, value, given.at);
  return made;
}
