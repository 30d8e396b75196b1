import type { Labels } from '../plan/operation.ts';
import { flags } from './command.ts';

/** Labels that tell whose a resource is. */
export const OWN_LABELS = ['buildrunner.build', 'buildrunner.owner', 'buildrunner.step', 'buildrunner.role'] as const;

/** `--label key=value` for each, in the given order. */
export function toLabelArgs(labels: Labels): string[] {
  return flags(
    '--label',
    [...labels].map(([key, value]) => `${key}=${value}`),
  );
}
