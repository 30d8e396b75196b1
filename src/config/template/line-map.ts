import type { SourceText } from '../source-text.ts';

/** From `output` on (an offset into what was written) the text comes from elsewhere. */
export type OutputMark =
  /** From `at`, an offset into a template. */
  | {
      readonly output: number;
      readonly source: SourceText;
      readonly at: number;
      /** Text is copied as it stands; else all of it comes from the one place, a `{{ }}`. */
      readonly isText: boolean;
    }
  /** From a part that was written before: a block, a macro, another file. Its offsets count from here. */
  | { readonly output: number; readonly part: readonly OutputMark[] };

/** A place in a template. */
export interface Place {
  readonly source: SourceText;
  readonly at: number;
}

/** Finds the place that wrote an offset of the output; null where nothing did. `marks` are in the order of the output. */
export function findPlace(marks: readonly OutputMark[], offset: number): Place | null {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.output ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  // What wrote nothing, such as an empty block, has no place to tell.
  for (let index = low - 1; index >= 0; index -= 1) {
    const place = placeOf(marks[index], offset);
    if (place !== null) return place;
  }
  return null;
}

function placeOf(mark: OutputMark | undefined, offset: number): Place | null {
  if (mark === undefined) return null;
  const within = offset - mark.output;
  if ('part' in mark) return findPlace(mark.part, within);
  return { source: mark.source, at: mark.isText ? mark.at + within : mark.at };
}
