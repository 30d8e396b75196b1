import { LONGEST_TEXT } from './limits.ts';
import { TemplateError } from './template-error.ts';

/**
 * What one rendering may do, all files that it reads taken together. The limits are far beyond what a build file of
 * 20,000 steps needs, and let the largest rendering end within a second:
 *
 * - a million steps: a turn of a loop, a piece that is written, a call, a filter, an operator; one for each item or
 *   twenty characters of a value that one of them makes and for each value that it prints; one for every three
 *   values that it compares or walks over, and 50 characters of a text that it reads;
 * - 150 templates, blocks, macros and turns of recursive loops within each other;
 * - ten million characters of output, and of any text on the way to it; a million items of a list (limits.ts).
 */
export class Budget {
  #steps = 0;
  #depth = 0;
  #lastAt = 0;

  /** Counts steps; throws a `TemplateError` when they are too many. */
  step(at: number, count = 1): void {
    this.#lastAt = at;
    this.#steps += count;
    if (this.#steps <= MOST_STEPS) return;
    throw new TemplateError(at, 'The template takes more than a million steps', 'Let its loops turn less often');
  }

  /** Counts what belongs to the step that was counted last. */
  spend(count: number): void {
    this.step(this.#lastAt, count);
  }

  /** Refuses output that is too long. */
  checkOutput(length: number, at: number): void {
    if (length <= LONGEST_TEXT) return;
    throw new TemplateError(at, 'The template writes more than 10 million characters', 'Let it write less');
  }

  /** Runs what stands within something else; throws a `TemplateError` where that has no end. */
  deeper<Result>(at: number, inner: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > DEEPEST_CALL) {
      const next = 'Let it end: it calls or includes itself over and over';
      throw new TemplateError(at, `This is reached from within itself ${DEEPEST_CALL} times`, next);
    }
    const result = inner();
    this.#depth -= 1;
    return result;
  }
}

/** That of the rendering that is under way: values are compared and printed in places that know of none. */
let current: Budget | null = null;

/** What counts as a step of a text that is made. */
export const CHARACTERS_PER_STEP = 20;

/** What it takes to compare one value with another or to walk over an item of a list, in steps. */
export const ONE_ITEM = 0.5;

/** What counts as a step of a text that is read. */
export const CHARACTERS_READ_PER_STEP = 50;

/** Runs a rendering; what `spend` counts until it is done counts in its budget. */
export function withBudget<Result>(budget: Budget, rendering: () => Result): Result {
  const before = current;
  current = budget;
  try {
    return rendering();
  } finally {
    current = before;
  }
}

/** Counts work on values for the rendering that is under way; throws a `TemplateError` when it is too much. */
export function spend(count: number): void {
  current?.spend(count);
}

const MOST_STEPS = 1_000_000;

const DEEPEST_CALL = 150;
