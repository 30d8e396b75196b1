import type { Operation } from '../../plan/operation.ts';

/**
 * The operations one by one: each after all it depends on or waits for, else in the order of the plan. What removes
 * things comes as soon as it may.
 */
export function toSequence(operations: readonly Operation[]): Operation[] {
  const sequence: Operation[] = [];
  const over = new Set<string>();
  const known = new Set(operations.map(({ id }) => id));
  let rest = [...operations];
  while (rest.length > 0) {
    const isReady = ({ dependsOn, follows }: Operation) =>
      [...dependsOn, ...follows].every((id) => over.has(id) || !known.has(id));
    const next = rest.find((one) => one.kind === 'removeResources' && isReady(one)) ?? rest.find(isReady);
    if (next === undefined)
      throw new Error(`the operations wait for each other: ${rest.map(({ id }) => id).join(', ')}`);
    sequence.push(next);
    over.add(next.id);
    rest = rest.filter((one) => one !== next);
  }
  return sequence;
}
