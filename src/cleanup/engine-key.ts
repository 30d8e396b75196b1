import { dockerConfiguration } from '../facts/docker-address.ts';
import { hostFiles } from '../facts/host-files.ts';
import { textOf } from '../facts/json.ts';

/**
 * Tells engines apart by how docker is told to reach them, without asking any: a journal is worked off only where its
 * resources can be.
 */
export function engineKey(environment: Readonly<Record<string, string>>): string {
  const host = environment['DOCKER_HOST'] ?? '';
  if (host !== '') return `host ${host}`;
  const chosen = environment['DOCKER_CONTEXT'] ?? '';
  const context = chosen === '' ? textOf(dockerConfiguration(environment, hostFiles), 'currentContext') : chosen;
  return `context ${context === '' ? 'default' : context}`;
}
