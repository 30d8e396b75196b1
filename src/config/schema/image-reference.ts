import { once } from '../once.ts';

/** An image reference taken apart as docker does. */
export interface ImageReference {
  /** Domain and path, as written. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/**
 * Splits a reference: a tag begins at a colon behind the last `/`, so the port of a registry is none; a digest begins
 * at `@`.
 */
export function splitImageReference(reference: string): ImageReference {
  const [name = '', digest = null] = reference.split('@', 2);
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  if (colon < 0) return { repository: name, tag: null, digest };
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1), digest };
}

const domain = once(
  () => /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}-]+)*|\[[\da-fA-F:]+\])(?::\d+)?$/u,
);
const COMPONENT = /^[a-z\d]+(?:(?:[._]|__|-+)[a-z\d]+)*$/i;

/** Whether a repository, once in lower case (as buildrunner 3.27 writes it), is one to docker. */
export function isRepository(repository: string): boolean {
  const [first = '', ...rest] = repository.split('/');
  const hasDomain = rest.length > 0 && (/[.:]/.test(first) || first.startsWith('[') || first === 'localhost');
  const path = hasDomain ? rest : [first, ...rest];
  return (!hasDomain || domain().test(first)) && path.every((component) => COMPONENT.test(component));
}
