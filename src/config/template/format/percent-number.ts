import { exactOf } from '../compare.ts';
import { toNumber } from '../numbers.ts';
import { TemplateError } from '../template-error.ts';
import { isFloat, type TemplateNumber } from '../value.ts';
import type { Conversion } from './percent.ts';
import { unmarkedDigits } from './spec-number.ts';

/** A number for `%d`, `%x` and their like, with sign and prefix, not yet filled up. */
export function integerDigits(value: TemplateNumber, { type, flags, precision }: Conversion, at: number): string {
  const isDecimal = 'diu'.includes(type);
  if (isFloat(value) && !isDecimal) {
    throw new TemplateError(at, `The format before "%" needs an integer for "%${type}"`, 'Convert it, by "| int"');
  }
  const whole = toWhole(value, at);
  const radix = isDecimal ? 10 : type === 'o' ? 8 : 16;
  const digits = (whole < 0n ? -whole : whole).toString(radix).padStart(precision ?? 0, '0');
  const prefix = flags.includes('#') && !isDecimal ? `0${type.toLowerCase()}` : '';
  const text = prefix + digits;
  return signOf(whole < 0n, flags) + (type === 'X' ? text.toUpperCase() : text);
}

function toWhole(value: TemplateNumber, at: number): bigint {
  const exact = exactOf(value);
  if (typeof exact === 'bigint') return exact;
  if (Number.isFinite(exact)) return BigInt(Math.trunc(exact));
  throw new TemplateError(at, 'The format before "%" needs a finite number', 'Check the number');
}

/** A number for `%f`, `%e` and `%g`, with sign, not yet filled up. */
export function floatDigits(value: TemplateNumber, { type, flags, precision }: Conversion, at: number): string {
  const float = toNumber(value, at);
  const isAlternate = flags.includes('#');
  const digits = Number.isFinite(float)
    ? unmarkedDigits(Math.abs(float), type, precision ?? 6, isAlternate)
    : Number.isNaN(float)
      ? 'nan'
      : 'inf';
  const pointed = isAlternate && /^\d+(?!.*\.)/.test(digits) ? digits.replace(/^\d+/, '$&.') : digits;
  const shown = type === type.toUpperCase() ? pointed.toUpperCase() : pointed;
  return signOf(float < 0 || Object.is(float, -0), flags) + shown;
}

function signOf(isNegative: boolean, flags: string): string {
  if (isNegative) return '-';
  if (flags.includes('+')) return '+';
  return flags.includes(' ') ? ' ' : '';
}
