import type { Failure } from '../failure.ts';

/** Names the registry that a login is for: without it, docker logs in at Docker Hub. */
export function withRegistry(failure: Failure, reference: string): Failure {
  const [host = '', ...rest] = reference.split('/');
  if (failure.next === undefined || rest.length === 0 || !/[.:]|^localhost$/.test(host)) return failure;
  return { ...failure, next: failure.next.replace('"docker login"', `"docker login ${host}"`) };
}
