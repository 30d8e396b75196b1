import { trimBoth } from './text.ts';

/** Digits of any script as ASCII ones, since Python reads them all. */
function toAsciiDigits(text: string): string {
  return text.replaceAll(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** Decimal digits stand in blocks of ten that begin with nought. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (code - start < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return (code - start) % 10;
}

/** The integer that a text is in a base (2 to 36; 0 for what its prefix says); null where it is none (Python's `int`). */
export function parseIntegerText(text: string, base: number): bigint | null {
  const [, sign, written = ''] = /^([-+]?)([^]*)$/.exec(toAsciiDigits(trimBoth(text)).toLowerCase()) ?? [];
  if (base !== 0 && (base < 2 || base > 36)) return null;
  const { digits, radix } = withoutPrefix(written, base);
  const isPlain = /^[0-9a-z]+(_[0-9a-z]+)*$/.test(digits);
  const size = isPlain && radix !== null ? parseDigits(digits.replaceAll('_', ''), radix) : null;
  return size === null || sign !== '-' ? size : -size;
}

const PREFIXES: ReadonlyMap<string, number> = new Map([
  ['b', 2],
  ['o', 8],
  ['x', 16],
]);

/** Takes a prefix of the base away; the base is null for digits that Python refuses since they begin with noughts. */
function withoutPrefix(written: string, base: number): { readonly digits: string; readonly radix: number | null } {
  const [, letter = '', digits = ''] = /^0([box])_?(.*)$/.exec(written) ?? [];
  const own = PREFIXES.get(letter);
  if (own !== undefined && (base === 0 || base === own)) return { digits, radix: own };
  if (base !== 0) return { digits: written, radix: base };
  return { digits: written, radix: /^0[0_]*[1-9]/.test(written) ? null : 10 };
}

/** Python refuses to read more digits than these, unless the base is a power of two. */
const MOST_DIGITS = 4_300;

function parseDigits(digits: string, radix: number): bigint | null {
  if (digits.length > MOST_DIGITS) return null;
  let value = 0n;
  if (radix === 10) return /^\d+$/.test(digits) ? BigInt(digits) : null;
  for (const digit of digits) {
    const number = parseInt(digit, 36);
    if (number >= radix) return null;
    value = value * BigInt(radix) + BigInt(number);
  }
  return value;
}

const FLOAT =
  /^[-+]?(?:(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?|inf(?:inity)?|nan)$/i;

/** The floating point number that a text is; null where it is none (Python's `float`). */
export function parseFloatText(text: string): number | null {
  const written = toAsciiDigits(trimBoth(text));
  if (!FLOAT.test(written)) return null;
  const plain = written.replaceAll('_', '').toLowerCase();
  const size = plain.replace(/^[-+]/, '');
  const value = size.startsWith('inf') ? Infinity : Number(size);
  return plain.startsWith('-') ? -value : value;
}
