import type { Failure, Result } from '../failure.ts';
import type { Operation, OperationId } from '../plan/operation.ts';

/** What became of an operation. A skipped one carries the failure that it was skipped for. */
export type Outcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'skipped'; readonly failure: Failure | null };

/** Outcomes so far, by operation. */
export type Outcomes = ReadonlyMap<OperationId, Outcome>;

/**
 * Runs each operation as soon as what it depends on has succeeded and what it follows is over; an operation whose
 * dependency failed is skipped. It decides nothing else: all order is in the plan.
 *
 * @returns the outcomes of all operations, once all are over.
 * @throws an internal error for operations that wait for each other or for what is not there.
 */
export function schedule(
  operations: readonly Operation[],
  run: (operation: Operation, outcomes: Outcomes) => Promise<Result<unknown>>,
): Promise<Outcomes> {
  const outcomes = new Map<OperationId, Outcome>();
  const { counts, dependents } = countAwaited(operations);
  const ready = operations.filter(({ id }) => counts.get(id) === 0);
  let begun = 0;
  let running = 0;
  const settle = (id: OperationId, outcome: Outcome): void => {
    outcomes.set(id, outcome);
    for (const dependent of dependents.get(id) ?? []) {
      const left = (counts.get(dependent.id) ?? 0) - 1;
      counts.set(dependent.id, left);
      if (left === 0) ready.push(dependent);
    }
  };
  const begin = async (operation: Operation): Promise<void> => {
    running += 1;
    const result = await run(operation, outcomes);
    running -= 1;
    settle(operation.id, result.ok ? { kind: 'succeeded' } : { kind: 'failed', failure: result.failure });
  };
  return new Promise((resolve, reject) => {
    const proceed = (): void => {
      for (let next = ready[begun]; next !== undefined; next = ready[begun]) {
        begun += 1;
        const obstacle = obstacleOf(next, outcomes);
        if (obstacle === null) begin(next).then(proceed).catch(reject);
        else settle(next.id, { kind: 'skipped', failure: obstacle.failure });
      }
      if (outcomes.size === operations.length) resolve(outcomes);
      else if (running === 0) reject(new Error(`operations wait for each other: ${missing(operations, outcomes)}`));
    };
    proceed();
  });
}

/** What keeps an operation from being run, once all it waits for is over. */
function obstacleOf({ dependsOn }: Operation, outcomes: Outcomes): Exclude<Outcome, { kind: 'succeeded' }> | null {
  for (const id of dependsOn) {
    const outcome = outcomes.get(id);
    if (outcome !== undefined && outcome.kind !== 'succeeded') return outcome;
  }
  return null;
}

function missing(operations: readonly Operation[], outcomes: Outcomes): string {
  const ids = operations.map(({ id }) => id);
  return ids.filter((id) => !outcomes.has(id)).join(', ');
}

/**
 * How many others each operation waits for, and who waits for each. One that is not in the plan, or in it twice, is an
 * internal error.
 */
function countAwaited(operations: readonly Operation[]): {
  readonly counts: Map<OperationId, number>;
  readonly dependents: ReadonlyMap<OperationId, readonly Operation[]>;
} {
  const dependents = new Map<OperationId, Operation[]>();
  for (const { id } of operations) {
    if (dependents.has(id)) throw new Error(`two operations have the id "${id}"`);
    dependents.set(id, []);
  }
  const counts = new Map<OperationId, number>();
  for (const operation of operations) {
    const awaited = new Set([...operation.dependsOn, ...operation.follows]);
    counts.set(operation.id, awaited.size);
    for (const one of awaited) {
      const others = dependents.get(one);
      if (others === undefined) throw new Error(`operation "${operation.id}" waits for "${one}", which is not planned`);
      others.push(operation);
    }
  }
  return { counts, dependents };
}
