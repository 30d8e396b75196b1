import * as v from 'valibot';
import type { YamlValue } from '../build-file.ts';
import { describeYaml, isYamlFloat, isYamlList, isYamlMap } from '../yaml/value.ts';
import { mustBe, wording } from './problem.ts';
import { keywords, shape } from './shape.ts';

/** A text where `kind` names all that may stand there: "a text or a map". */
export function textAs(kind: string) {
  const message = ({ input }: { readonly input: unknown }) =>
    wording(`must be ${kind}, not ${describeYaml(input)}`, adviseText(input));
  return v.pipe(v.string(message), shape({ kind: 'text' }));
}

function adviseText(input: unknown): string {
  if (input === null) return 'Write a text, or take it away';
  return isYamlList(input) || isYamlMap(input) ? 'Write one text' : 'Put it in quotes if it is meant as text';
}

/** A text. Numbers and booleans are none (as in buildrunner 3.27): `hostname: 1` is a mistake. */
export const text = textAs('a text');

/** Any value, as it is. */
export const anything = v.pipe(
  v.custom<YamlValue>(() => true),
  shape({ kind: 'anything' }),
);

const TRUE_TEXTS = new Set(['true', 'yes', 'y', 'on', 't', '1']);
const FALSE_TEXTS = new Set(['false', 'no', 'n', 'off', 'f', '0']);

/** A boolean; also what buildrunner 3.27 takes for one: 0 and 1, and texts such as `yes` and `off` in any case. */
export const flag = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const value = readFlag(dataset.value);
    if (value !== undefined) return value;
    addIssue({ message: mustBe('true or false', 'Write true or false') });
    return NEVER;
  }),
  shape({ kind: 'flag' }),
);

function readFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word =
    typeof value === 'string' ? value.toLowerCase() : isYamlFloat(value) ? String(value.value) : String(value);
  const isPlain = typeof value === 'string' || typeof value === 'number' || isYamlFloat(value);
  if (!isPlain) return undefined;
  if (typeof value !== 'string' && word !== '0' && word !== '1') return undefined;
  return TRUE_TEXTS.has(word) ? true : FALSE_TEXTS.has(word) ? false : undefined;
}

/** An integer of any size; also a text of digits, or a float without fraction (as in buildrunner 3.27). */
const anyInteger = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const value = readInteger(dataset.value);
    if (value !== undefined) return value;
    addIssue({ message: mustBe('an integer', 'Write an integer') });
    return NEVER;
  }),
  shape({ kind: 'integer' }),
);

function readInteger(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  const size = isYamlFloat(value) ? value.value : typeof value === 'string' ? readDigits(value) : NaN;
  return Number.isInteger(size) ? size : undefined;
}

/** No larger one can be told from those beside it. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** An integer; see `anyInteger`. */
export const integer = v.pipe(
  anyInteger,
  v.check((size) => size <= LARGEST, tooLarge()),
  v.check((size) => size >= -LARGEST, wording('is too small', `Use an integer from -${LARGEST} on`)),
);

function tooLarge(): string {
  return wording('is too large', `Use an integer up to ${LARGEST}`);
}

function readDigits(digits: string): number {
  return /^\s*[-+]?\d+(?:_\d+)*(?:\.0*)?\s*$/.test(digits) ? Number(digits.replaceAll('_', '')) : NaN;
}

/** A number with or without fraction, also as a text. */
export const decimal = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { value } = dataset;
    const size = isYamlFloat(value) ? value.value : Number(typeof value === 'string' ? value.trim() || NaN : value);
    const isKnown = ['number', 'bigint', 'string', 'boolean'].includes(typeof value) || isYamlFloat(value);
    if (isKnown && !Number.isNaN(size)) return size;
    addIssue({ message: mustBe('a number', 'Write a number') });
    return NEVER;
  }),
  shape({ kind: 'number' }),
);

/** An integer within bounds, which `next` names. */
export function integerWithin({ minimum, maximum }: Bounds, message: string, next: string) {
  return v.pipe(
    anyInteger,
    v.check((size) => maximum !== undefined || size <= LARGEST, tooLarge()),
    v.check((size) => size >= minimum && size <= (maximum ?? Infinity), wording(message, next)),
    keywords({ minimum, ...(maximum === undefined ? {} : { maximum }) }),
  );
}

interface Bounds {
  readonly minimum: number;
  readonly maximum?: number;
}

/** A number of a port of TCP. */
export const port = integerWithin({ minimum: 1, maximum: 65_535 }, 'is no port', 'Use a number from 1 to 65535');

/** A key that buildrunner 3.27 takes and makes nothing of. */
export const ignored = v.pipe(
  v.unknown(),
  v.transform(() => undefined),
  shape({ kind: 'anything' }),
);
