/** From `output` on (an offset into what was written) the text comes from `source` (an offset into the template). */
export interface OutputMark {
  readonly output: number;
  readonly source: number;
  /** Text is copied as it stands; else all of it comes from the one place, a `{{ }}`. */
  readonly isText: boolean;
}

/** Finds the place in the template that wrote an offset of the output. `marks` are in the order of the output. */
export function toSourceOffset(marks: readonly OutputMark[], offset: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.output ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const mark = marks[low - 1];
  if (mark === undefined) return 0;
  return mark.isText ? mark.source + offset - mark.output : mark.source;
}
