import type { Operation, OperationId } from '../../plan/operation.ts';

/**
 * The operations one by one: each after all it depends on or waits for, else in the order of the plan. What removes
 * things comes as soon as it may.
 */
export function toSequence(operations: readonly Operation[]): Operation[] {
  const sequence: Operation[] = [];
  const { counts, waiting } = countAwaited(operations);
  const ready = new Ranks();
  // Removals rank before everything else.
  const rankOf = (place: number) => (operations[place]?.kind === 'removeResources' ? place : place + operations.length);
  for (const [place, count] of counts.entries()) if (count === 0) ready.add(rankOf(place));
  for (let rank = ready.takeFirst(); rank !== undefined; rank = ready.takeFirst()) {
    const next = operations[rank % operations.length];
    if (next === undefined) continue;
    sequence.push(next);
    for (const place of waiting.get(next.id) ?? []) {
      const left = (counts[place] ?? 0) - 1;
      counts[place] = left;
      if (left === 0) ready.add(rankOf(place));
    }
  }
  if (sequence.length < operations.length) {
    const rest = operations.filter((_, place) => counts[place] !== 0).map(({ id }) => id);
    throw new Error(`the operations wait for each other: ${rest.join(', ')}`);
  }
  return sequence;
}

/** How many others of the plan the operation at each place waits for; and the places at which each is waited for. */
function countAwaited(operations: readonly Operation[]): {
  readonly counts: number[];
  readonly waiting: ReadonlyMap<OperationId, readonly number[]>;
} {
  const waiting = new Map<OperationId, number[]>(operations.map(({ id }) => [id, []]));
  const counts = operations.map(({ dependsOn, follows }, place) => {
    let count = 0;
    for (const id of new Set([...dependsOn, ...follows])) {
      const places = waiting.get(id);
      if (places === undefined) continue;
      places.push(place);
      count += 1;
    }
    return count;
  });
  return { counts, waiting };
}

/** Numbers of which the smallest is taken first: a binary heap. */
class Ranks {
  readonly #ranks: number[] = [];

  add(rank: number): void {
    let index = this.#ranks.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#at(parent);
      if (above <= rank) break;
      this.#ranks[index] = above;
      index = parent;
    }
    this.#ranks[index] = rank;
  }

  takeFirst(): number | undefined {
    const [first] = this.#ranks;
    const last = this.#ranks.pop();
    if (last !== undefined && this.#ranks.length > 0) this.#sink(last);
    return first;
  }

  /** Puts a rank into the place of the first, and lets it sink below smaller ones. */
  #sink(rank: number): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(child) >= rank) break;
      this.#ranks[index] = this.#at(child);
      index = child;
    }
    this.#ranks[index] = rank;
  }

  #at(index: number): number {
    return this.#ranks[index] ?? Infinity;
  }
}
