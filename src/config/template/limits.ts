import { TemplateError } from './template-error.ts';

/** The longest text that an expression may make, in UTF-16 units: more would not be a build file. */
export const LONGEST_TEXT = 10_000_000;

/** The most items that a list may have, or a loop or a filter may walk over. */
export const MOST_ITEMS = 1_000_000;

/** The digits of the largest integer: those that Python agrees to print. */
export const MOST_DIGITS = 4_300;

/** How often a pattern may try a place of a text: what goes on for longer has no end. Some tenths of a second. */
export const MOST_PATTERN_STEPS = 1_000_000;

/** Refuses a text that would grow too long; before it is made, where that is possible. */
export function checkLength(what: string, length: number, at: number): void {
  if (length <= LONGEST_TEXT) return;
  throw new TemplateError(at, `"${what}" makes a text of more than 10 million characters`, 'Take less');
}

/** Refuses a list that would grow too long. */
export function checkCount(what: string, count: number, at: number): void {
  if (count <= MOST_ITEMS) return;
  throw new TemplateError(at, `"${what}" goes over more than a million items`, 'Take less');
}

const LARGEST_INTEGER = 10n ** BigInt(MOST_DIGITS);

/** Refuses an integer that Python would refuse to print. */
export function checkInteger(value: bigint, at: number): bigint {
  if (value < LARGEST_INTEGER && -value < LARGEST_INTEGER) return value;
  throw new TemplateError(at, 'The integer has more than 4300 digits', 'Take a smaller one');
}
