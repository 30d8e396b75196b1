import type { BinaryOperator, ComparisonOperator } from './ast.ts';
import { notSupported, TemplateError } from './template-error.ts';
import { toText } from './print.ts';
import {
  describeValue,
  isDate,
  isFloat,
  isFunction,
  isInteger,
  isMap,
  isTuple,
  isUndefined,
  itemsOf,
  toInteger,
  type TemplateFloat,
  type TemplateValue,
} from './value.ts';

/** What an operator makes of two values, by Python's rules. */
export function applyBinary(
  operator: BinaryOperator,
  left: TemplateValue,
  right: TemplateValue,
  at: number,
): TemplateValue {
  if (operator === '~') return toText(left) + toText(right);
  refuseUndefined(left, at);
  refuseUndefined(right, at);
  const joined = operator === '+' ? joinSequences(left, right) : operator === '*' ? repeat(left, right, at) : null;
  if (joined !== null) return joined;
  if (operator === '%' && typeof left === 'string') throw notSupported(at, '"%" behind a text');
  if (isNumber(left) && isNumber(right)) return calculate(operator, left, right, at);
  const message = `"${operator}" cannot take ${describeValue(left)} and ${describeValue(right)}`;
  throw new TemplateError(at, message, operator === '+' ? 'Join them with "~"' : 'Convert them first');
}

/** A sign before a number. */
export function applyUnary(operator: '+' | '-', value: TemplateValue, at: number): TemplateValue {
  refuseUndefined(value, at);
  if (!isNumber(value)) throw new TemplateError(at, `"${operator}" cannot take ${describeValue(value)}`, 'Convert it');
  if (isFloat(value)) return operator === '-' ? toFloat(-value.value) : value;
  return toInteger(operator === '-' ? -BigInt(value) : BigInt(value));
}

export function applyComparison(
  operator: ComparisonOperator,
  left: TemplateValue,
  right: TemplateValue,
  at: number,
): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case 'in':
      return isIn(left, right, at);
    case 'not in':
      return !isIn(left, right, at);
    case '<':
      return order(operator, left, right, at) < 0;
    case '>':
      return order(operator, left, right, at) > 0;
    case '<=':
      return order(operator, left, right, at) <= 0;
    case '>=':
      return order(operator, left, right, at) >= 0;
  }
}

/** Whether two values are equal in Python: numbers by value, lists and maps by what is in them. */
export function isEqual(left: TemplateValue, right: TemplateValue): boolean {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0;
  if (isUndefined(left)) return isUndefined(right);
  if (isDate(left)) return isDate(right) && left.text === right.text;
  if (isMap(left)) return isMap(right) && isEqualMap(left, right);
  const [ours, theirs] = [itemsOf(left), itemsOf(right)];
  if (ours === null || theirs === null || isTuple(left) !== isTuple(right)) return left === right;
  return ours.length === theirs.length && ours.every((item, index) => isEqual(item, theirs[index] ?? null));
}

function isEqualMap(left: Map<TemplateValue, TemplateValue>, right: Map<TemplateValue, TemplateValue>): boolean {
  return left.size === right.size && [...left].every(([key, value]) => isEqual(value, findInMap(right, key)));
}

/** The value of a key that is equal in Python; undefined as a template's value where there is none. */
export function findInMap(map: ReadonlyMap<TemplateValue, TemplateValue>, key: TemplateValue): TemplateValue {
  const direct = map.get(key);
  if (direct !== undefined) return direct;
  const same = typeof key === 'string' ? undefined : [...map].find(([candidate]) => isEqual(candidate, key));
  return same?.[1] ?? { kind: 'undefined', what: toText(key) };
}

function isIn(item: TemplateValue, container: TemplateValue, at: number): boolean {
  if (isUndefined(container)) return false;
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item);
    throw new TemplateError(at, `"in" cannot look for ${describeValue(item)} in a text`, 'Convert it to a text');
  }
  const items = isMap(container) ? [...container.keys()] : itemsOf(container);
  if (items === null) throw new TemplateError(at, `"in" cannot look into ${describeValue(container)}`, 'Use a list');
  return items.some((candidate) => isEqual(candidate, item));
}

function order(operator: string, left: TemplateValue, right: TemplateValue, at: number): number {
  const result = compareValues(left, right);
  if (result !== null) return result;
  const message = `"${operator}" cannot compare ${describeValue(left)} and ${describeValue(right)}`;
  throw new TemplateError(at, message, 'Convert them to the same kind');
}

/** Below nought, nought or above; null where Python has no order for the two; NaN as Python has it. */
export function compareValues(left: TemplateValue, right: TemplateValue): number | null {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  const [ours, theirs] = [itemsOf(left), itemsOf(right)];
  if (ours === null || theirs === null || isTuple(left) !== isTuple(right)) return null;
  const differing = ours.findIndex((item, index) => index >= theirs.length || !isEqual(item, theirs[index] ?? null));
  const [our, their] = [ours[differing], theirs[differing]];
  if (our === undefined || their === undefined) return ours.length - theirs.length;
  return compareValues(our, their);
}

/** By code points, as Python orders texts. */
function compareTexts(left: string, right: string): number {
  const [ours, theirs] = [[...left], [...right]];
  const differing = ours.findIndex((character, index) => character !== theirs[index]);
  const [our, their] = [ours[differing]?.codePointAt(0), theirs[differing]?.codePointAt(0)];
  return our === undefined || their === undefined ? ours.length - theirs.length : our - their;
}

type TemplateNumber = number | bigint | boolean | TemplateFloat;

export function isNumber(value: TemplateValue): value is TemplateNumber {
  return isInteger(value) || isFloat(value);
}

function compareNumbers(left: TemplateNumber, right: TemplateNumber): number {
  const [ours, theirs] = [exactOf(left), exactOf(right)];
  // JavaScript orders numbers and bigints by value; NaN has no order.
  return ours < theirs ? -1 : ours > theirs ? 1 : ours >= theirs ? 0 : NaN;
}

function exactOf(value: TemplateNumber): number | bigint {
  if (isFloat(value)) return value.value;
  return typeof value === 'boolean' ? Number(value) : value;
}

function joinSequences(left: TemplateValue, right: TemplateValue): TemplateValue | null {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  if (isTuple(left) && isTuple(right)) return { kind: 'tuple', items: [...left.items, ...right.items] };
  return null;
}

/** More would not be a build file. */
const LONGEST_TEXT = 10_000_000;

function repeat(left: TemplateValue, right: TemplateValue, at: number): TemplateValue | null {
  const [sequence, factor] = isInteger(left) ? [right, left] : [left, right];
  if (!isInteger(factor) || isNumber(sequence)) return null;
  const count = Math.max(0, Number(factor));
  const size = typeof sequence === 'string' ? sequence.length : (itemsOf(sequence)?.length ?? 0);
  if (size * count > LONGEST_TEXT) throw new TemplateError(at, '"*" makes more than 10 million of it', 'Take less');
  if (typeof sequence === 'string') return sequence.repeat(count);
  const items = itemsOf(sequence);
  if (items === null) return null;
  const repeated = Array.from({ length: count }, () => items).flat();
  return isTuple(sequence) ? { kind: 'tuple', items: repeated } : repeated;
}

function calculate(
  operator: BinaryOperator,
  left: TemplateNumber,
  right: TemplateNumber,
  at: number,
): number | bigint | TemplateFloat {
  const isDivision = operator === '/' || operator === '//' || operator === '%';
  if (isDivision && Number(exactOf(right)) === 0)
    throw new TemplateError(at, 'Division by nought', 'Check the divisor');
  const isNegativePower = operator === '**' && Number(exactOf(right)) < 0;
  if (isFloat(left) || isFloat(right) || operator === '/' || isNegativePower) {
    return toFloat(calculateFloat(operator, Number(exactOf(left)), Number(exactOf(right))));
  }
  return toInteger(calculateInteger(operator, BigInt(left), BigInt(right), at));
}

function calculateInteger(operator: BinaryOperator, left: bigint, right: bigint, at: number): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '**':
      if (right > 10_000n) throw new TemplateError(at, `The power ${right} is too large`, 'Take a smaller one');
      return left ** right;
    case '%':
      return ((left % right) + right) % right;
    default: {
      const quotient = left / right;
      return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
    }
  }
}

function calculateFloat(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '**':
      return left ** right;
    case '/':
      return left / right;
    case '%':
      return left - right * Math.floor(left / right);
    default:
      return Math.floor(left / right);
  }
}

function toFloat(value: number): TemplateFloat {
  return { kind: 'float', value };
}

/** What does not exist may be printed and tested, not calculated with (Jinja). */
function refuseUndefined(value: TemplateValue, at: number): void {
  if (!isUndefined(value)) return;
  throw new TemplateError(at, `"${value.what}" is undefined`, 'Define it, or give it a value by "| default(...)"');
}

/** What a loop or a filter walks over: items, keys, or characters; nothing for what does not exist. */
export function iterate(value: TemplateValue, at: number): readonly TemplateValue[] {
  if (isUndefined(value)) return [];
  if (typeof value === 'string') return [...value];
  const items = isMap(value) ? [...value.keys()] : itemsOf(value);
  if (items !== null) return items;
  const what = isFunction(value) ? `the function "${value.name}"` : describeValue(value);
  throw new TemplateError(at, `Nothing can be taken from ${what} one by one`, 'Use a list or a map');
}
