/** Python refuses to read or print integers of more decimal digits. */
const MOST_DIGITS = 4300;
const TOO_LARGE = 10n ** BigInt(MOST_DIGITS);
/** As many binary digits as that, and some. */
const LONGEST_TEXT = 20_000;

const DIGITS = {
  2: /^([-+]?)(?:0b)?([01]+)$/i,
  8: /^([-+]?)(?:0o)?([0-7]+)$/i,
  10: /^([-+]?)()([0-9]+)$/,
  16: /^([-+]?)(?:0x)?([0-9a-f]+)$/i,
} as const;
const PREFIXES = { 2: '0b', 8: '0o', 10: '', 16: '0x' } as const;

/** What PyYAML makes of the text of an integer, which need not look like one where a tag says that it is. */
export function readPythonInteger(text: string): number | bigint | undefined {
  const digits = text.replaceAll('_', '');
  const unsigned = digits.replace(/^[-+]/, '');
  if (unsigned === '' || digits.length > LONGEST_TEXT) return undefined;
  const size = readUnsigned(unsigned);
  if (size === undefined || size >= TOO_LARGE || size <= -TOO_LARGE) return undefined;
  const value = digits.startsWith('-') ? -size : size;
  const asNumber = Number(value);
  // Minus nought is nought; what a number cannot hold exactly stays a bigint.
  return Number.isSafeInteger(asNumber) ? asNumber + 0 : value;
}

function readUnsigned(text: string): bigint | undefined {
  if (text.startsWith('0b')) return parseDigits(text.slice(2), 2);
  if (text.startsWith('0x')) return parseDigits(text.slice(2), 16);
  if (text.startsWith('0')) return parseDigits(text, 8);
  if (!text.includes(':')) return parseDigits(text, 10);
  return text.split(':').reduce<bigint | undefined>((sum, part) => {
    const digits = parseDigits(part, 10);
    return sum === undefined || digits === undefined ? undefined : sum * 60n + digits;
  }, 0n);
}

/** As Python's `int(text, base)`: spaces around, a sign and the prefix of the base are taken. */
function parseDigits(text: string, base: keyof typeof DIGITS): bigint | undefined {
  const match = DIGITS[base].exec(text.trim());
  const digits = match?.at(-1);
  if (digits === undefined || (base === 10 && digits.length > MOST_DIGITS)) return undefined;
  const size = BigInt(PREFIXES[base] + digits);
  return match?.[1] === '-' ? -size : size;
}

const FLOAT = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/;
const INFINITY = /^([-+]?)inf(?:inity)?$/;

/** What PyYAML makes of the text of a floating point number. */
export function readPythonFloat(text: string): number | undefined {
  const digits = text.replaceAll('_', '').toLowerCase();
  const sign = digits.startsWith('-') ? -1 : 1;
  const size = readSize(digits.replace(/^[-+]/, ''));
  return size === undefined ? undefined : sign * size;
}

function readSize(text: string): number | undefined {
  if (text === '') return undefined;
  if (text === '.inf') return Infinity;
  if (text === '.nan') return NaN;
  return text.includes(':') ? readSixties(text.split(':')) : parseFloating(text);
}

/** In the order in which PyYAML adds, since the last digit depends on it. */
function readSixties(parts: readonly string[]): number | undefined {
  let sum = 0;
  let unit = 1;
  for (const part of [...parts].reverse()) {
    const digits = parseFloating(part);
    // Python cannot turn a larger unit into a floating point number.
    if (digits === undefined || unit === Infinity) return undefined;
    sum += digits * unit;
    unit *= 60;
  }
  return sum;
}

/** As Python's `float(text)`. */
function parseFloating(text: string): number | undefined {
  const trimmed = text.trim();
  if (FLOAT.test(trimmed)) return Number(trimmed);
  if (/^[-+]?nan$/.test(trimmed)) return NaN;
  const match = INFINITY.exec(trimmed);
  if (match === null) return undefined;
  return match[1] === '-' ? -Infinity : Infinity;
}
