import { spend } from './budget.ts';
import { isEqual } from './compare.ts';
import { TemplateError } from './template-error.ts';
import {
  describeValue,
  isFloat,
  isInteger,
  isMap,
  isMarkup,
  isSet,
  isTuple,
  isView,
  undefinedOf,
  type TemplateMap,
  type TemplateTuple,
  type TemplateValue,
} from './value.ts';
import { toText } from './print.ts';

/** What it takes to pass a key that is looked for, in steps. */
const ONE_KEY = 0.05;

/** The value of a key that is equal in Python; undefined as a template's value where there is none. */
export function findInMap(
  map: ReadonlyMap<TemplateValue, TemplateValue>,
  key: TemplateValue,
  at: number,
): TemplateValue {
  const direct = map.get(key);
  if (direct !== undefined) return direct;
  const same = findKey(map, key);
  const found = same === undefined ? undefined : map.get(same);
  return found === undefined ? undefinedOf(typeof key === 'string' ? key : toText(key, at)) : found;
}

/** Sets a value; a key that is equal in Python stays and gets the new value. Refuses keys that Python cannot hash. */
export function setInMap(map: TemplateMap, key: TemplateValue, value: TemplateValue, at: number): void {
  if (typeof key === 'string') {
    map.set(key, value);
    return;
  }
  checkKey(key, at);
  map.set(findKey(map, key) ?? (isMarkup(key) ? key.text : key), value);
}

/** Takes a key away and gives its value; undefined where it is not there. */
export function takeFromMap(map: TemplateMap, key: TemplateValue): TemplateValue | undefined {
  const same = findKey(map, key);
  if (same === undefined) return undefined;
  const value = map.get(same);
  map.delete(same);
  return value;
}

/** The key of a map that is equal to a value; undefined where there is none. */
export function findKey(map: ReadonlyMap<TemplateValue, TemplateValue>, key: TemplateValue): TemplateValue | undefined {
  const plain = isMarkup(key) ? key.text : key;
  if (map.has(plain)) return plain;
  if (typeof plain === 'string' || plain === null) return undefined;
  spend(map.size * ONE_KEY);
  for (const candidate of map.keys()) {
    if (isLike(candidate, plain) && isEqual(candidate, plain)) return candidate;
  }
  return undefined;
}

/** Whether two values can be equal: spares the work for nearly all pairs. */
function isLike(left: TemplateValue, right: TemplateValue): boolean {
  if (isInteger(left)) return isFloat(right) || (isInteger(right) && typeof left !== typeof right);
  return typeof left === typeof right || isInteger(right);
}

/** Refuses what Python cannot hash as a key of a map or an item of a set. */
export function checkKey(key: TemplateValue, at: number): void {
  if (isTuple(key)) {
    checkItems(key, at);
    return;
  }
  if (Array.isArray(key) || isMap(key) || isSet(key) || isView(key)) {
    throw new TemplateError(at, `${describeValue(key)} cannot be a key`, 'Use a text');
  }
}

function checkItems({ items }: TemplateTuple, at: number): void {
  for (const item of items) checkKey(item, at);
}
