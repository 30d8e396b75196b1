import { toPythonFloat } from '../../yaml/python-float.ts';
import { toNumber } from '../numbers.ts';
import { TemplateError } from '../template-error.ts';
import { toExponent, toFixed, toGeneral } from './float.ts';
import { pad, wrongSpec, type Spec } from './spec.ts';

/** An integer with a specification. */
export function formatIntegerSpec(value: number | bigint | boolean, spec: Spec, at: number): string {
  const { type } = spec;
  if ('eEfFgG%'.includes(type) && type !== '') return formatFloatSpec(toNumber(value, at), spec, at);
  if (type === 'c') return formatCharacter(Number(value), spec, at);
  const radix = radixOf(spec, at);
  const exact = BigInt(value);
  const digits = (exact < 0n ? -exact : exact).toString(radix);
  const prefix = spec.isAlternate && radix !== 10 ? `0${type}` : '';
  const parts = { isNegative: exact < 0n, prefix, whole: type === 'X' ? digits.toUpperCase() : digits, rest: '' };
  return assemble(parts, spec, radix === 10 ? 3 : 4);
}

/** The base that the type of a specification stands for; refuses what integers do not know. */
function radixOf({ text, type, precision, keepsNoNegativeZero, grouping }: Spec, at: number): number {
  const radix = RADIXES.get(type);
  const isRefused = precision !== null || keepsNoNegativeZero || (type === 'n' && grouping !== null);
  if (radix === undefined || isRefused || (radix !== 10 && grouping === ',')) throw wrongSpec(text, at);
  return radix;
}

const RADIXES: ReadonlyMap<string, number> = new Map([
  ['', 10],
  ['d', 10],
  ['n', 10],
  ['b', 2],
  ['o', 8],
  ['x', 16],
  ['X', 16],
]);

function formatCharacter(code: number, spec: Spec, at: number): string {
  const isRefused = spec.sign !== null || spec.grouping !== null || spec.isAlternate || spec.precision !== null;
  if (isRefused || spec.keepsNoNegativeZero) throw wrongSpec(spec.text, at);
  return pad(characterOf(code, at), spec, '>');
}

/** The character of a code point. */
export function characterOf(code: number, at: number): string {
  if (Number.isInteger(code) && code >= 0 && code <= 0x10ffff) return String.fromCodePoint(code);
  throw new TemplateError(at, `${code} is the number of no character`, 'Take one from 0 to 1114111');
}

/** A float with a specification. */
export function formatFloatSpec(value: number, spec: Spec, at: number): string {
  const { type } = spec;
  if (!'eEfFgGn%'.includes(type) || (type === 'n' && spec.grouping !== null)) throw wrongSpec(spec.text, at);
  const shown = shownDigits(Math.abs(value) * (type === '%' ? 100 : 1), spec);
  const split = /^\d*/.exec(shown)?.[0].length ?? 0;
  const isNegative = value < 0 || Object.is(value, -0);
  const isNought = spec.keepsNoNegativeZero && /^[^1-9]*\d[^1-9]*$/.test(shown);
  const parts = {
    isNegative: isNegative && !isNought,
    prefix: '',
    whole: shown.slice(0, split),
    rest: shown.slice(split),
  };
  return assemble(parts, spec, 3);
}

function shownDigits(size: number, spec: Spec): string {
  const digits = Number.isFinite(size) ? finiteDigits(size, spec) : Number.isNaN(size) ? 'nan' : 'inf';
  if (spec.type === '%') return `${digits}%`;
  return 'EFG'.includes(spec.type) && spec.type !== '' ? digits.toUpperCase() : digits;
}

function finiteDigits(size: number, { type, precision, isAlternate }: Spec): string {
  if (type === '' && precision === null) return toPythonFloat(size);
  const count = precision ?? 6;
  const digits = unmarkedDigits(size, type, count, isAlternate);
  // A point even if nothing is behind it.
  return isAlternate && !digits.includes('.') ? digits.replace(/^\d+/, '$&.') : digits;
}

/** Digits as the type of C's `printf` writes them. */
export function unmarkedDigits(size: number, type: string, count: number, keepsNoughts: boolean): string {
  switch (type.toLowerCase()) {
    case 'e':
      return toExponent(size, count);
    case 'f':
    case '%':
      return toFixed(size, count);
    default:
      return toGeneral(size, count, { keepsNoughts, isPython: type === '' });
  }
}

interface NumberParts {
  readonly isNegative: boolean;
  /** Such as `0x`. */
  readonly prefix: string;
  /** The digits before the point, which may be grouped. */
  readonly whole: string;
  readonly rest: string;
}

function assemble({ isNegative, prefix, whole, rest }: NumberParts, spec: Spec, groupSize: number): string {
  const sign = isNegative ? '-' : spec.sign === '+' || spec.sign === ' ' ? spec.sign : '';
  const outside = sign.length + prefix.length + rest.length;
  const fillsWithNoughts = spec.align === '=' && spec.fill === '0';
  const digits = group(whole, spec.grouping, groupSize, fillsWithNoughts ? spec.width - outside : 0);
  if (spec.align !== '=') return pad(sign + prefix + digits + rest, spec, '>');
  const missing = Math.max(0, spec.width - outside - digits.length);
  return sign + prefix + spec.fill.repeat(missing) + digits + rest;
}

/** Digits in groups; noughts before them until they are `least` long. */
function group(digits: string, mark: string | null, size: number, least: number): string {
  if (mark === null || digits === '') return digits.padStart(least, '0');
  let count = Math.max(digits.length, least - Math.ceil(least / (size + 1)));
  while (count + Math.floor((count - 1) / size) < least) count += 1;
  const padded = digits.padStart(count, '0');
  const first = padded.length % size || size;
  const groups = [padded.slice(0, first)];
  for (let index = first; index < padded.length; index += size) groups.push(padded.slice(index, index + size));
  return groups.join(mark);
}
