import { isObject, parseObject } from './json-labels.ts';

/** What a create request makes. */
export type CreatedKind = 'container' | 'network' | 'volume';

const KINDS = new Map<string, CreatedKind>([
  ['containers', 'container'],
  ['networks', 'network'],
  ['volumes', 'volume'],
]);

/** What a request asks the engine to make; null for all other requests. */
export function createdKindOf(method: string, target: string): CreatedKind | null {
  if (method !== 'POST') return null;
  const path = /^(?:https?:\/\/[^/]*)?(?:\/v[\d.]+)?\/(containers|networks|volumes)\/create(?:\?|$)/.exec(target);
  return KINDS.get(path?.[1] ?? '') ?? null;
}

/**
 * What the engine has made, from its answer to a create request; null where it made nothing. Asked for a volume that
 * exists already, the engine answers as if it had made it: only its labels tell whose it is.
 */
export function createdResource(
  kind: CreatedKind,
  status: number,
  answer: string,
  labels: ReadonlyMap<string, string>,
): { readonly kind: CreatedKind; readonly name: string } | null {
  const body = status === 201 ? parseObject(answer) : null;
  const name = kind === 'volume' ? body?.['Name'] : body?.['Id'];
  if (typeof name !== 'string' || name === '') return null;
  if (kind === 'volume' && !hasLabels(body?.['Labels'], labels)) return null;
  return { kind, name };
}

function hasLabels(actual: unknown, expected: ReadonlyMap<string, string>): boolean {
  return isObject(actual) && [...expected].every(([key, value]) => actual[key] === value);
}
