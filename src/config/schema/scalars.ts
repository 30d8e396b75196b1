import * as v from 'valibot';
import type { YamlValue } from '../build-file.ts';
import { isYamlFloat } from '../yaml/value.ts';
import { mustBe, wording } from './problem.ts';

/** A text. Numbers and booleans are none (as in buildrunner 3.27): `hostname: 1` is a mistake. */
export const text = v.string(mustBe('a text', 'Put it in quotes if it is meant as text'));

/** Any value, as it is. */
export const anything = v.custom<YamlValue>(() => true);

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

/** An integer; also a text of digits, or a float without fraction (as in buildrunner 3.27). */
export const integer = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const value = readInteger(dataset.value);
    if (value !== undefined) return value;
    addIssue({ message: mustBe('an integer', 'Write an integer') });
    return NEVER;
  }),
);

function readInteger(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  const size = isYamlFloat(value) ? value.value : typeof value === 'string' ? readDigits(value) : NaN;
  return Number.isSafeInteger(size) ? size : undefined;
}

function readDigits(digits: string): number {
  return /^\s*[-+]?\d+(?:_\d+)*\s*$/.test(digits) ? Number(digits.replaceAll('_', '')) : NaN;
}

/** A number with or without fraction, also as a text. */
export const decimal = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { value } = dataset;
    const size = isYamlFloat(value) ? value.value : Number(typeof value === 'string' ? value.trim() || NaN : value);
    const isKnown = ['number', 'string', 'boolean'].includes(typeof value) || isYamlFloat(value);
    if (isKnown && !Number.isNaN(size)) return size;
    addIssue({ message: mustBe('a number', 'Write a number') });
    return NEVER;
  }),
);

/** A key of buildrunner 3.27 that this version does not run. */
export function later(): v.GenericSchema<unknown, undefined> {
  const message = wording('is not supported yet', 'Take it away, or build with the Python buildrunner');
  return v.pipe(
    v.unknown(),
    v.rawTransform(({ addIssue, NEVER }) => {
      addIssue({ message });
      return NEVER;
    }),
  );
}

/** A key that buildrunner 3.27 takes and makes nothing of. */
export const ignored = v.pipe(
  v.unknown(),
  v.transform(() => undefined),
);
