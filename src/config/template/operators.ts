import type { BinaryOperator, ComparisonOperator } from './ast.ts';
import { compareValues, distinctItemsOf, isEqual, isIn } from './compare.ts';
import { formatPercent } from './format/percent.ts';
import { escapeText, toMarkup } from './html.ts';
import { checkCount, checkLength } from './limits.ts';
import { calculate } from './numbers.ts';
import { toText } from './print.ts';
import { TemplateError } from './template-error.ts';
import {
  describeValue,
  isBytes,
  isFloat,
  isInteger,
  isMarkup,
  isNumber,
  isTuple,
  isUndefined,
  itemsOf,
  textOf,
  toFloat,
  toInteger,
  toTuple,
  type TemplateValue,
} from './value.ts';

/** What an operator makes of two values, by Python's rules. */
export function applyBinary(
  operator: BinaryOperator,
  left: TemplateValue,
  right: TemplateValue,
  at: number,
): TemplateValue {
  if (operator === '~') return concatenate(toText(left, at), toText(right, at), operator, at);
  if (isNumber(left) && isNumber(right)) return calculate(operator, left, right, at);
  refuseUndefined(left, at);
  if (operator === '%' && textOf(left) !== null) return formatPercent(left, right, at);
  refuseUndefined(right, at);
  const made = applyToSequences(operator, left, right, at);
  if (made !== null) return made;
  const message = `"${operator}" cannot take ${describeValue(left)} and ${describeValue(right)}`;
  throw new TemplateError(at, message, operator === '+' ? 'Join them with "~"' : 'Convert them first');
}

function applyToSequences(
  operator: BinaryOperator,
  left: TemplateValue,
  right: TemplateValue,
  at: number,
): TemplateValue | null {
  if (operator === '+') return joinSequences(left, right, at);
  if (operator === '*') return repeat(left, right, at);
  return operator === '-' ? withoutItems(left, right) : null;
}

function concatenate(left: string, right: string, operator: string, at: number): string {
  checkLength(operator, left.length + right.length, at);
  return left + right;
}

/** A sign before a number. */
export function applyUnary(operator: '+' | '-', value: TemplateValue, at: number): TemplateValue {
  refuseUndefined(value, at);
  if (!isNumber(value)) throw new TemplateError(at, `"${operator}" cannot take ${describeValue(value)}`, 'Convert it');
  if (isFloat(value)) return operator === '-' ? toFloat(-value.value) : value;
  return toInteger(operator === '-' ? -BigInt(value) : BigInt(value));
}

/** Whether two values compare as an operator says. */
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

/** Below nought, nought or above; refuses two that have no order. */
export function order(operator: string, left: TemplateValue, right: TemplateValue, at: number): number {
  const result = compareValues(left, right);
  if (result !== null) return result;
  refuseUndefined(left, at);
  refuseUndefined(right, at);
  const message = `"${operator}" cannot compare ${describeValue(left)} and ${describeValue(right)}`;
  throw new TemplateError(at, message, 'Convert them to the same kind');
}

function joinSequences(left: TemplateValue, right: TemplateValue, at: number): TemplateValue | null {
  if (typeof left === 'string' && typeof right === 'string') return concatenate(left, right, '+', at);
  // Of a text and one that HTML may hold, the former is escaped.
  if (textOf(left) !== null && textOf(right) !== null) {
    return toMarkup(concatenate(escapeText(left, at), escapeText(right, at), '+', at));
  }
  if (isBytes(left) && isBytes(right)) return { kind: 'bytes', bytes: Buffer.concat([left.bytes, right.bytes]) };
  const [ours, theirs] = [itemsOf(left), itemsOf(right)];
  if (ours === null || theirs === null || isTuple(left) !== isTuple(right)) return null;
  checkCount('+', ours.length + theirs.length, at);
  return isTuple(left) ? toTuple([...ours, ...theirs]) : [...ours, ...theirs];
}

function repeat(left: TemplateValue, right: TemplateValue, at: number): TemplateValue | null {
  const [sequence, factor] = isInteger(left) ? [right, left] : [left, right];
  if (!isInteger(factor) || isNumber(sequence)) return null;
  const count = Math.max(0, Number(factor));
  const text = textOf(sequence);
  if (text !== null) return repeatText(sequence, text, count, at);
  const items = itemsOf(sequence);
  if (items === null) return null;
  checkCount('*', items.length * count, at);
  const repeated = items.length === 0 ? [] : Array.from({ length: count }, () => items).flat();
  return isTuple(sequence) ? toTuple(repeated) : repeated;
}

function repeatText(sequence: TemplateValue, text: string, count: number, at: number): TemplateValue {
  checkLength('*', text.length * count, at);
  const repeated = text === '' ? '' : text.repeat(count);
  return isMarkup(sequence) ? { kind: 'markup', text: repeated } : repeated;
}

/** The items of a set that are not in another. */
function withoutItems(left: TemplateValue, right: TemplateValue): TemplateValue | null {
  const [ours, theirs] = [distinctItemsOf(left), distinctItemsOf(right)];
  if (ours === null || theirs === null) return null;
  return { kind: 'set', items: ours.filter((item) => !theirs.some((other) => isEqual(item, other))) };
}

/** What does not exist may be printed and tested, not calculated with (Jinja). */
export function refuseUndefined(value: TemplateValue, at: number): void {
  if (!isUndefined(value)) return;
  throw new TemplateError(at, `"${value.what}" is undefined`, 'Define it, or give it a value by "| default(...)"');
}
