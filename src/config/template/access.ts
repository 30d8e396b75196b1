import { datePartsOf } from './date.ts';
import { checkCount } from './limits.ts';
import { findInMap } from './map.ts';
import { findMethod } from './methods/index.ts';
import { toText } from './print.ts';
import { sliceOf, takeSlice, type Bounds } from './sequence.ts';
import { TemplateError } from './template-error.ts';
import { charactersOf } from './text.ts';
import {
  describeValue,
  isBytes,
  isDate,
  isFloat,
  isInteger,
  isMap,
  isMarkup,
  isObject,
  isRange,
  isTuple,
  isUndefined,
  itemsOf,
  orUndefined,
  rangeLength,
  textOf,
  toFloat,
  toInteger,
  toTuple,
  undefinedOf,
  type TemplateObject,
  type TemplateRange,
  type TemplateValue,
} from './value.ts';

/** `of.name`: a method, else the value of a key; never a property of JavaScript. */
export function getAttribute(of: TemplateValue, name: string, at: number): TemplateValue {
  refuseToLookInto(of, name, at);
  if (isObject(of)) return attributeOf(of, name, at);
  const own = findAttribute(of, name, at);
  if (own !== undefined) return own;
  return isMap(of) ? describeAs(findInMap(of, name, at), name) : undefinedOf(name);
}

/** The attribute may well be None. */
function attributeOf(of: TemplateObject, name: string, at: number): TemplateValue {
  return orUndefined(of.attribute(name, at), name);
}

/** What Python has as an attribute: a method or a field, not a key. Undefined where there is none. */
export function findAttribute(of: TemplateValue, name: string, at: number): TemplateValue | undefined {
  if (isObject(of)) return of.attribute(name, at);
  if (isTuple(of) && of.names?.includes(name) === true) return of.items[of.names.indexOf(name)];
  const field = isDate(of) ? findField(of.text, name) : (findNumberField(of, name) ?? findRangeField(of, name));
  return field ?? findMethod(of, name, at) ?? undefined;
}

function findNumberField(of: TemplateValue, name: string): TemplateValue | null {
  if (isFloat(of)) return name === 'real' ? of : name === 'imag' ? toFloat(0) : null;
  if (!isInteger(of)) return null;
  if (name === 'real' || name === 'numerator') return toInteger(BigInt(of));
  return name === 'imag' ? 0 : name === 'denominator' ? 1 : null;
}

function findRangeField(of: TemplateValue, name: string): TemplateValue | null {
  return isRange(of) && (name === 'start' || name === 'stop' || name === 'step') ? of[name] : null;
}

function findField(text: string, name: string): TemplateValue | null {
  const parts = datePartsOf(text);
  if (parts === null) return null;
  const fields: readonly (readonly [string, number | undefined])[] = [
    ['year', parts.year],
    ['month', parts.month],
    ['day', parts.day],
    ['hour', parts.time?.hour],
    ['minute', parts.time?.minute],
    ['second', parts.time?.second],
    ['microsecond', parts.time?.microsecond],
  ];
  return fields.find(([field]) => field === name)?.[1] ?? null;
}

/** `of[index]`: the value of a key, an item counted from 0 or from the end; else a method (Jinja). */
export function getItem(of: TemplateValue, index: TemplateValue, at: number): TemplateValue {
  refuseToLookInto(of, toText(index, at), at);
  if (isInteger(index)) return orUndefined(itemAt(of, index, at), toText(index, at));
  const found = isMap(of) ? findInMap(of, index, at) : undefinedOf(toText(index, at));
  const name = textOf(index);
  if (!isUndefined(found) || name === null) return found;
  return isObject(of) ? attributeOf(of, name, at) : (findAttribute(of, name, at) ?? found);
}

function itemAt(of: TemplateValue, index: number | bigint | boolean, at: number): TemplateValue | undefined {
  if (isMap(of)) return findInMap(of, index, at);
  const place = Number(index);
  if (isRange(of)) return rangeItem(of, place);
  if (isBytes(of)) return of.bytes.at(place);
  const text = textOf(of);
  if (text === null) return itemsOf(of)?.at(place);
  const character = charactersOf(text).at(place);
  return character !== undefined && isMarkup(of) ? { kind: 'markup', text: character } : character;
}

function rangeItem(range: TemplateRange, place: number): number | undefined {
  const length = rangeLength(range);
  const index = place < 0 ? place + length : place;
  return index >= 0 && index < length ? range.start + index * range.step : undefined;
}

/** `of[start:stop:step]`. */
export function getSlice(of: TemplateValue, bounds: Bounds, at: number): TemplateValue {
  refuseToLookInto(of, 'slice', at);
  const text = textOf(of);
  if (text !== null) {
    const characters = charactersOf(text);
    const part = takeSlice(characters, sliceOf(characters.length, bounds, at)).join('');
    return isMarkup(of) ? { kind: 'markup', text: part } : part;
  }
  if (isRange(of)) return sliceRange(of, bounds, at);
  if (isBytes(of)) {
    return { kind: 'bytes', bytes: Uint8Array.from(takeSlice([...of.bytes], sliceOf(of.bytes.length, bounds, at))) };
  }
  const items = itemsOf(of);
  if (items === null) throw new TemplateError(at, `${describeValue(of)} has no part from here to there`, 'Use a list');
  const slice = sliceOf(items.length, bounds, at);
  checkCount('slice', slice.count, at);
  return isTuple(of) ? toTuple(takeSlice(items, slice)) : takeSlice(items, slice);
}

function sliceRange(range: TemplateRange, bounds: Bounds, at: number): TemplateRange {
  const { start, stop, step } = sliceOf(rangeLength(range), bounds, at);
  const place = (index: number): number => range.start + index * range.step;
  return { kind: 'range', start: place(start), stop: place(stop), step: step * range.step };
}

/** Sets an attribute, of a namespace. */
export function setAttribute(of: TemplateValue, name: string, value: TemplateValue, at: number): void {
  if (isObject(of) && of.setAttribute !== undefined) {
    of.setAttribute(name, value, at);
    return;
  }
  throw new TemplateError(at, `${describeValue(of)} takes no attributes`, 'Make a namespace() and set those of it');
}

function refuseToLookInto(value: TemplateValue, wanted: string, at: number): void {
  if (!isUndefined(value)) return;
  const message = `"${value.what}" is undefined, so it has no "${wanted}"`;
  throw new TemplateError(at, message, 'Correct the name, or define it');
}

/** Gives what does not exist the name that the template used. */
function describeAs(value: TemplateValue, what: string): TemplateValue {
  return isUndefined(value) ? undefinedOf(what) : value;
}
