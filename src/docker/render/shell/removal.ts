import type { RemoveResources } from '../../../plan/operation.ts';
import type { Script } from './script.ts';

const KINDS = ['containers', 'networks', 'volumes', 'images'] as const;

/** Removes what of the named things has been made, one call for each kind. */
export function removeLines(script: Script, operation: RemoveResources): string[] {
  const foreign = operation.foreignContainers.map(script.quote);
  const lines = KINDS.filter((kind) => operation[kind].length > 0).flatMap((kind) => [
    `select_names "$${kind}" ${operation[kind].map(script.quote).join(' ')}`,
    `if remove_${kind} $found; then ${kind}=$left; fi`,
  ]);
  return [
    ...lines,
    ...(foreign.length === 0 ? [] : [`remove_foreign ${foreign.join(' ')}`]),
    `passed ${script.numberOf(operation.id)}`,
  ];
}
