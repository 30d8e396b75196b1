import type { BinaryOperator } from './ast.ts';
import { exactOf } from './compare.ts';
import { checkInteger, MOST_DIGITS } from './limits.ts';
import { TemplateError } from './template-error.ts';
import { isFloat, toFloat, toInteger, type TemplateFloat, type TemplateNumber } from './value.ts';

type Result = number | bigint | TemplateFloat;

/** What an operator makes of two numbers, as Python calculates. */
export function calculate(operator: BinaryOperator, left: TemplateNumber, right: TemplateNumber, at: number): Result {
  const divisor = Number(exactOf(right));
  if ((operator === '/' || operator === '//' || operator === '%') && divisor === 0) {
    throw new TemplateError(at, 'Division by nought', 'Check the divisor');
  }
  if (isFloat(left) || isFloat(right)) {
    return toFloat(calculateFloat(operator, toNumber(left, at), toNumber(right, at), at));
  }
  if (operator === '/') return toFloat(divide(BigInt(left), BigInt(right), at));
  if (operator === '**' && divisor < 0) return toFloat(power(toNumber(left, at), divisor, at));
  if (typeof left === 'number' && typeof right === 'number') {
    const quick = calculateSmall(operator, left, right);
    if (quick !== null && Number.isSafeInteger(quick)) return quick;
  }
  return toInteger(checkInteger(calculateInteger(operator, BigInt(left), BigInt(right), at), at));
}

/** What numbers calculate exactly as long as the result is a safe integer. */
function calculateSmall(operator: BinaryOperator, left: number, right: number): number | null {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right + 0;
    default:
      return null;
  }
}

/** A number as a float has it; refuses an integer beyond all floats. */
export function toNumber(value: TemplateNumber, at: number): number {
  const exact = exactOf(value);
  const float = Number(exact);
  if (typeof exact === 'bigint' && !Number.isFinite(float)) {
    throw new TemplateError(at, 'The integer is too large for a float', 'Take a smaller one');
  }
  return float;
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
      return integerPower(left, right, at);
    case '%':
      return ((left % right) + right) % right;
    default:
      return floorDivide(left, right);
  }
}

function integerPower(base: bigint, exponent: bigint, at: number): bigint {
  if (base >= -1n && base <= 1n)
    return base === 0n && exponent > 0n ? 0n : base === -1n && exponent % 2n !== 0n ? -1n : 1n;
  const digits = String(base < 0n ? -base : base).length - 1;
  const isTooLarge = exponent > 20_000n || digits * Number(exponent) > MOST_DIGITS;
  if (isTooLarge) throw new TemplateError(at, `The power ${exponent} is too large`, 'Take a smaller one');
  return base ** exponent;
}

/** Rounded down, as Python divides integers. */
export function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

/** The float nearest to a quotient of integers. */
function divide(left: bigint, right: bigint, at: number): number {
  const [ours, theirs] = [Number(left), Number(right)];
  if (Number.isSafeInteger(ours) && Number.isSafeInteger(theirs)) return ours / theirs;
  const quotient = nearestQuotient(left, right);
  if (Number.isFinite(quotient)) return quotient;
  throw new TemplateError(at, 'The integer is too large for a float', 'Take a smaller one');
}

/** Scales so that the quotient has more bits than a float, the last of which stands for all that is cut off. */
export function nearestQuotient(left: bigint, right: bigint): number {
  const isNegative = left < 0n !== right < 0n;
  // Python makes -0.0 of 0 / -5, though an integer has no negative zero.
  if (left === 0n) return isNegative ? -0 : 0;
  const [up, down] = [left < 0n ? -left : left, right < 0n ? -right : right];
  const shift = Math.max(-1074 - 2, bitsOf(up) - bitsOf(down) - 66);
  const [numerator, denominator] = shift < 0 ? [up << BigInt(-shift), down] : [up, down << BigInt(shift)];
  const quotient = numerator / denominator;
  const sticky = numerator % denominator === 0n ? quotient : quotient | 1n;
  const size = scale(sticky, shift);
  return isNegative ? -size : size;
}

/** `value * 2 ** shift`, rounded once. */
function scale(value: bigint, shift: number): number {
  if (shift >= 0) return shift > 1100 ? Infinity : Number(value << BigInt(shift));
  if (shift > -1022) return Number(value) * 2 ** shift;
  // Below the normal floats bits are lost: round to what is left of them.
  const lost = BigInt(-1074 - shift);
  const half = 1n << (lost - 1n);
  const cut = value >> lost;
  const rest = value - (cut << lost);
  const isUp = rest > half || (rest === half && (cut & 1n) === 1n);
  return Number(isUp ? cut + 1n : cut) * 2 ** -1074;
}

function bitsOf(value: bigint): number {
  return value.toString(16).length * 4;
}

function calculateFloat(operator: BinaryOperator, left: number, right: number, at: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '**':
      return power(left, right, at);
    case '/':
      return left / right;
    case '%':
      return remainder(left, right);
    default:
      return floorQuotient(left, right);
  }
}

/** The remainder has the sign of the divisor. */
function remainder(left: number, right: number): number {
  const rest = left % right;
  if (rest === 0) return right < 0 ? -0 : 0;
  return rest < 0 === right < 0 ? rest : rest + right;
}

function floorQuotient(left: number, right: number): number {
  if (!Number.isFinite(left) || Number.isNaN(right)) return NaN;
  const rest = left % right;
  const quotient = (left - rest) / right - (rest !== 0 && rest < 0 !== right < 0 ? 1 : 0);
  if (quotient === 0) return left / right < 0 || Object.is(left / right, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function power(base: number, exponent: number, at: number): number {
  const special = specialPower(base, exponent, at);
  if (special !== null) return special;
  const result = exactPower(base, exponent) ?? (exponent === 0.5 ? Math.sqrt(base) : base ** exponent);
  if (Number.isFinite(result) || !Number.isFinite(base) || !Number.isFinite(exponent)) return result;
  throw new TemplateError(at, 'The power is too large for a float', 'Take a smaller one');
}

/** What is one whatever else, and what Python has no number for; null for all other powers. */
function specialPower(base: number, exponent: number, at: number): number | null {
  if (base === 0 && exponent < 0) throw new TemplateError(at, 'Division by nought', 'Check the base of the power');
  if (base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent)) {
    throw new TemplateError(at, 'A root of a negative number is no number', 'Check the base of the power');
  }
  const isOne = base === 1 || exponent === 0 || (base === -1 && Math.abs(exponent) === Infinity);
  return isOne ? 1 : null;
}

/** JavaScript's `**` may be off by the last bit: whole powers are calculated exactly and rounded once. */
function exactPower(base: number, exponent: number): number | null {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 400 || !Number.isFinite(base)) return null;
  const [numerator, denominator] = fractionOf(base);
  const count = BigInt(Math.abs(exponent));
  const [up, down] = [numerator ** count, denominator ** count];
  return exponent < 0 ? nearestQuotient(down, up) : nearestQuotient(up, down);
}

/** A float as the exact quotient of two integers, in lowest terms (Python's `as_integer_ratio`). */
export function fractionOf(value: number): readonly [bigint, bigint] {
  let [denominator, numerator] = [1n, value];
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return [BigInt(numerator), denominator];
}

/** `value * 10 ** digits`, rounded to an integer; halves to the even one. */
export function roundScaled(value: number, digits: number): bigint {
  const [numerator, denominator] = fractionOf(Math.abs(value));
  const up = digits < 0 ? numerator : numerator * 10n ** BigInt(digits);
  const down = digits < 0 ? denominator * 10n ** BigInt(-digits) : denominator;
  return (value < 0 ? -1n : 1n) * roundHalfEven(up, down);
}

/** A quotient of positive integers rounded, halves to the even one. */
export function roundHalfEven(up: bigint, down: bigint): bigint {
  const quotient = up / down;
  const twice = (up % down) * 2n;
  return twice > down || (twice === down && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** As Python's `round` with a number of digits: correctly, halves to the even digit. */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 323) return value;
  if (digits < -310) return value < 0 ? -0 : 0;
  const rounded = roundScaled(value, digits);
  const result =
    digits < 0 ? Number(rounded * 10n ** BigInt(-digits)) : nearestQuotient(rounded, 10n ** BigInt(digits));
  return result === 0 && (value < 0 || Object.is(value, -0)) ? -0 : result;
}
