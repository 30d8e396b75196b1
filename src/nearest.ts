/**
 * The candidate that a typist most likely meant: fewest slips (a letter too many, missing, wrong, or two swapped),
 * no more than a third of its length; the first of equals. Undefined when none is near.
 */
export function findNearest(typed: string, candidates: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const slips = countSlips(typed, candidate);
    if (slips < fewest && slips <= Math.max(1, candidate.length / 3)) {
      nearest = candidate;
      fewest = slips;
    }
  }
  return nearest;
}

/** Optimal string alignment distance. */
function countSlips(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const replaced = (last[column - 1] ?? 0) + (isSame ? 0 : 1);
      const swapped = isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced, swapped));
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}
