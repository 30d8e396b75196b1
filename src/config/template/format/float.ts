import { roundScaled } from '../numbers.ts';

/** No float has more digits behind its point. */
const ALL_DIGITS = 1_074;

/** A float that is finite and not negative, with a fixed count of digits behind the point. */
export function toFixed(value: number, digits: number): string {
  const known = Math.min(digits, ALL_DIGITS);
  const text = String(roundScaled(value, known)).padStart(known + 1, '0');
  const split = text.length - known;
  return joinPoint(text.slice(0, split), text.slice(split) + '0'.repeat(digits - known));
}

/** The digits of a float, `count` of them, and the power of ten of the first one. */
interface Digits {
  readonly digits: string;
  readonly exponent: number;
}

function digitsOf(value: number, count: number): Digits {
  const known = Math.min(count, ALL_DIGITS);
  const filler = '0'.repeat(count - known);
  if (value === 0) return { digits: '0'.repeat(known) + filler, exponent: 0 };
  const near = Number(value.toExponential().split('e')[1]);
  for (const exponent of [near, near + 1, near - 1]) {
    const digits = String(roundScaled(value, known - 1 - exponent));
    if (digits.length === known) return { digits: digits + filler, exponent };
  }
  return { digits: `1${'0'.repeat(count - 1)}`, exponent: near + 1 };
}

/** A float that is finite and not negative as `1.5e+07`, with a count of digits behind the point. */
export function toExponent(value: number, precision: number): string {
  const { digits, exponent } = digitsOf(value, precision + 1);
  return joinPoint(digits.slice(0, 1), digits.slice(1)) + exponentText(exponent);
}

export interface GeneralStyle {
  /** Keep noughts at the end. */
  readonly keepsNoughts: boolean;
  /** `1.0` rather than `1`; the exponent is used from one digit less on. */
  readonly isPython: boolean;
}

/** A float that is finite and not negative with a count of digits in all, as C's `%g`. */
export function toGeneral(value: number, precision: number, { keepsNoughts, isPython }: GeneralStyle): string {
  const count = Math.max(1, precision);
  const { digits, exponent } = digitsOf(value, count);
  const isFixed = exponent >= -4 && exponent < count - (isPython ? 1 : 0);
  const [whole, fraction] = isFixed ? splitFixed(digits, exponent) : [digits.slice(0, 1), digits.slice(1)];
  const kept = keepsNoughts ? fraction : fraction.replace(/0+$/, '');
  const shown = isPython && isFixed && kept === '' ? '0' : kept;
  return joinPoint(whole, shown) + (isFixed ? '' : exponentText(exponent));
}

function splitFixed(digits: string, exponent: number): readonly [string, string] {
  if (exponent < 0) return ['0', '0'.repeat(-exponent - 1) + digits];
  return [digits.slice(0, exponent + 1), digits.slice(exponent + 1)];
}

function joinPoint(whole: string, fraction: string): string {
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function exponentText(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
