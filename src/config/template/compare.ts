import { ONE_ITEM, spend } from './budget.ts';
import { TemplateError } from './template-error.ts';
import { checkKey, findKey } from './map.ts';
import { itemsOfView, iterateLazily } from './sequence.ts';
import { compareTexts } from './text.ts';
import {
  describeValue,
  isBytes,
  isDate,
  isFloat,
  isIterator,
  isMap,
  isNumber,
  isObject,
  isRange,
  isSet,
  isTuple,
  isUndefined,
  isView,
  itemsOf,
  rangeLength,
  textOf,
  type TemplateMap,
  type TemplateNumber,
  type TemplateRange,
  type TemplateValue,
} from './value.ts';

/** Whether two values are equal in Python: numbers by value, lists and maps by what is in them. */
export function isEqual(left: TemplateValue, right: TemplateValue): boolean {
  spend(ONE_ITEM);
  if (isNumber(left)) return isNumber(right) && compareNumbers(left, right) === 0;
  if (left === right) return true;
  const text = textOf(left);
  if (text !== null) return text === textOf(right);
  spend(1);
  return isEqualOfKind(left, right);
}

function isEqualOfKind(left: TemplateValue, right: TemplateValue): boolean {
  if (isUndefined(left)) return isUndefined(right);
  if (isDate(left)) return isDate(right) && left.text === right.text;
  if (isBytes(left)) return isBytes(right) && Buffer.compare(left.bytes, right.bytes) === 0;
  if (isMap(left)) return isMap(right) && isEqualMap(left, right);
  if (isRange(left)) return isRange(right) && isEqualRange(left, right);
  const [ours, theirs] = [distinctItemsOf(left), distinctItemsOf(right)];
  if (ours !== null) return theirs !== null && ours.length === theirs.length && isWithin(ours, theirs);
  return isEqualSequence(left, right);
}

function isEqualSequence(left: TemplateValue, right: TemplateValue): boolean {
  const [ours, theirs] = [itemsOf(left), itemsOf(right)];
  if (ours === null || theirs === null || isTuple(left) !== isTuple(right)) return false;
  return ours.length === theirs.length && ours.every((item, index) => isSameItem(item, theirs[index] ?? null));
}

/** Within lists Python takes one and the same value for equal, even if it is not a number. */
function isSameItem(left: TemplateValue, right: TemplateValue): boolean {
  return left === right || isEqual(left, right);
}

function isEqualMap(
  left: ReadonlyMap<TemplateValue, TemplateValue>,
  right: ReadonlyMap<TemplateValue, TemplateValue>,
): boolean {
  if (left.size !== right.size) return false;
  return [...left].every(([key, value]) => {
    const same = findKey(right, key);
    const theirs = same === undefined ? undefined : right.get(same);
    return theirs !== undefined && isSameItem(value, theirs);
  });
}

function isEqualRange(left: TemplateRange, right: TemplateRange): boolean {
  const length = rangeLength(left);
  if (length !== rangeLength(right)) return false;
  return length === 0 || (left.start === right.start && (length === 1 || left.step === right.step));
}

/** The items of what Python compares as a set: sets, and the keys and items of a map. */
export function distinctItemsOf(value: TemplateValue): readonly TemplateValue[] | null {
  if (isSet(value)) return value.items;
  return isView(value) && value.part !== 'values' ? itemsOfView(value) : null;
}

function isWithin(ours: readonly TemplateValue[], theirs: readonly TemplateValue[]): boolean {
  return ours.every((item) => theirs.some((candidate) => isSameItem(item, candidate)));
}

/** Below nought, nought or above; null where Python has no order for the two; NaN as Python has it. */
export function compareValues(left: TemplateValue, right: TemplateValue): number | null {
  spend(ONE_ITEM);
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  const [text, other] = [textOf(left), textOf(right)];
  if (text !== null && other !== null) return compareTexts(text, other);
  if (isBytes(left) && isBytes(right)) return Buffer.compare(left.bytes, right.bytes);
  if (isDate(left) && isDate(right)) return compareDates(left.text, right.text);
  const [some, others] = [distinctItemsOf(left), distinctItemsOf(right)];
  if (some !== null && others !== null) return compareSets(some, others);
  return compareSequences(left, right);
}

function compareSequences(left: TemplateValue, right: TemplateValue): number | null {
  const [ours, theirs] = [itemsOf(left), itemsOf(right)];
  if (ours === null || theirs === null || isTuple(left) !== isTuple(right)) return null;
  const differing = ours.findIndex((item, index) => {
    const their = theirs[index];
    return their === undefined || !isSameItem(item, their);
  });
  const [our, their] = [ours[differing], theirs[differing]];
  if (our === undefined || their === undefined) return ours.length - theirs.length;
  return compareValues(our, their);
}

/** A date and a time have no order. */
function compareDates(left: string, right: string): number | null {
  return left.includes(':') === right.includes(':') ? compareTexts(left, right) : null;
}

/** A set is below one that holds all of it; two of which neither holds the other are not ordered. */
function compareSets(ours: readonly TemplateValue[], theirs: readonly TemplateValue[]): number {
  const [isBelow, isAbove] = [isWithin(ours, theirs), isWithin(theirs, ours)];
  if (isBelow) return isAbove ? 0 : -1;
  return isAbove ? 1 : NaN;
}

export function compareNumbers(left: TemplateNumber, right: TemplateNumber): number {
  const [ours, theirs] = [exactOf(left), exactOf(right)];
  // JavaScript orders numbers and bigints by value; NaN has no order.
  return ours < theirs ? -1 : ours > theirs ? 1 : ours >= theirs ? 0 : NaN;
}

/** A number with all its digits. */
export function exactOf(value: TemplateNumber): number | bigint {
  if (isFloat(value)) return value.value;
  return typeof value === 'boolean' ? Number(value) : value;
}

/** Whether `container` holds `item`; a text holds its parts, a map its keys. */
export function isIn(item: TemplateValue, container: TemplateValue, at: number): boolean {
  const text = textOf(container);
  if (text !== null) {
    const part = textOf(item);
    if (part !== null) return text.includes(part);
    throw new TemplateError(at, `"in" cannot look for ${describeValue(item)} in a text`, 'Convert it to a text');
  }
  if (isMap(container)) return holdsKey(container, item, at);
  if (isRange(container)) return isInRange(item, container);
  if (isBytes(container) && isBytes(item)) return Buffer.from(container.bytes).includes(Buffer.from(item.bytes));
  if (!canHold(container)) {
    throw new TemplateError(at, `"in" cannot look into ${describeValue(container)}`, 'Use a list');
  }
  for (const candidate of iterateLazily(container, at)) if (isSameItem(candidate, item)) return true;
  return false;
}

function holdsKey(map: TemplateMap, key: TemplateValue, at: number): boolean {
  checkKey(key, at);
  return findKey(map, key) !== undefined;
}

function canHold(value: TemplateValue): boolean {
  const isLazy = isIterator(value) || (isObject(value) && value.iterate !== undefined);
  return itemsOf(value) !== null || isSet(value) || isView(value) || isBytes(value) || isLazy || isUndefined(value);
}

function isInRange(item: TemplateValue, { start, stop, step }: TemplateRange): boolean {
  if (!isNumber(item)) return false;
  const value = Number(exactOf(item));
  const isBetween = step > 0 ? value >= start && value < stop : value <= start && value > stop;
  return isBetween && Number.isInteger(value) && (value - start) % step === 0;
}
