import { ONE_ITEM, spend } from './budget.ts';
import { integerArgument } from './arguments.ts';
import { checkCount } from './limits.ts';
import { TemplateError } from './template-error.ts';
import { charactersOf, lengthOfText } from './text.ts';
import {
  describeValue,
  isBytes,
  isFunction,
  isIterator,
  isMap,
  isObject,
  isRange,
  isSet,
  isUndefined,
  isView,
  itemsOf,
  rangeLength,
  textOf,
  toTuple,
  type TemplateIterator,
  type TemplateRange,
  type TemplateValue,
  type TemplateView,
} from './value.ts';

/** What a loop or a filter walks over: items, keys, or characters; nothing for what does not exist. */
export function iterate(value: TemplateValue, at: number): readonly TemplateValue[] {
  const items = itemsOf(value);
  spend((items?.length ?? 0) * ONE_ITEM);
  if (items !== null) return items;
  const all: TemplateValue[] = [];
  for (const item of iterateLazily(value, at)) {
    all.push(item);
    if (all.length % 100_000 === 0) checkCount('for', all.length, at);
  }
  return all;
}

/** The same, one by one: what follows the last one asked for is not made. */
export function iterateLazily(value: TemplateValue, at: number): Iterable<TemplateValue> {
  if (isUndefined(value)) return [];
  const text = textOf(value);
  if (text !== null) return charactersOf(text);
  const items = itemsOf(value) ?? (isSet(value) ? value.items : null);
  if (items !== null) return items;
  if (isMap(value)) return [...value.keys()];
  if (isView(value)) return itemsOfView(value);
  return isBytes(value) ? value.bytes : iterateOther(value, at);
}

function iterateOther(value: TemplateValue, at: number): Iterable<TemplateValue> {
  if (isRange(value)) return itemsOfRange(value, at);
  const iterator = isIterator(value) ? value.items : isObject(value) ? value.iterate?.() : undefined;
  if (iterator !== undefined) return untilDone(iterator);
  const what = isFunction(value) ? `the function "${value.name}"` : describeValue(value);
  throw new TemplateError(at, `Nothing can be taken from ${what} one by one`, 'Use a list or a map');
}

/** Goes on with an iterator where it stands, and does not end it (a `for` of JavaScript would). */
function untilDone(iterator: Iterator<TemplateValue, unknown>): Iterable<TemplateValue> {
  return { [Symbol.iterator]: () => ({ next: () => iterator.next() }) };
}

/** What a filter makes of its items one by one. */
export function toIterator(name: string, items: Iterable<TemplateValue>): TemplateIterator {
  return { kind: 'iterator', name, items: items[Symbol.iterator]() };
}

/** The keys, values or pairs of a map, as they are now. */
export function itemsOfView({ of, part }: TemplateView): readonly TemplateValue[] {
  if (part === 'keys') return [...of.keys()];
  return part === 'values' ? [...of.values()] : [...of].map(toTuple);
}

function* itemsOfRange(range: TemplateRange, at: number): Generator<TemplateValue> {
  const length = rangeLength(range);
  checkCount('range', length, at);
  for (let index = 0; index < length; index += 1) yield range.start + index * range.step;
}

/** How many items there are; null for what has no length. */
export function lengthOf(value: TemplateValue): number | null {
  if (isUndefined(value)) return 0;
  const text = textOf(value);
  if (text !== null) return lengthOfText(text);
  if (isMap(value)) return value.size;
  if (isView(value)) return value.of.size;
  if (isRange(value)) return rangeLength(value);
  if (isBytes(value)) return value.bytes.length;
  if (isObject(value)) return value.length?.() ?? null;
  return (itemsOf(value) ?? (isSet(value) ? value.items : null))?.length ?? null;
}

/** The bounds and the step that Python's `[start:stop:step]` comes to in a sequence, and the count of its items. */
export interface Slice {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly count: number;
}

/** Start, stop and step of a slice as they are written; null where they are left out. */
export type Bounds = readonly [TemplateValue, TemplateValue, TemplateValue];

/** What a slice comes to in a sequence of a length. */
export function sliceOf(length: number, [start, stop, step]: Bounds, at: number): Slice {
  const by = integerArgument('slice', step, at, 1);
  if (by === 0) throw new TemplateError(at, 'A slice steps by nought', 'Give it another step');
  const [low, high] = by > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + length : bound, low), high);
  const from = start === null ? (by > 0 ? low : high) : clamp(integerArgument('slice', start, at, 0));
  const to = stop === null ? (by > 0 ? high : low) : clamp(integerArgument('slice', stop, at, 0));
  return { start: from, stop: to, step: by, count: Math.max(0, Math.ceil((to - from) / by)) };
}

/** The items that a slice takes. */
export function takeSlice<Item>(items: readonly Item[], { start, step, count }: Slice): Item[] {
  if (step === 1) return items.slice(start, start + count);
  return Array.from({ length: count }, (_, index) => start + index * step).flatMap((at) => items.slice(at, at + 1));
}
