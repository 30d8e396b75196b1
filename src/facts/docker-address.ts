import { join } from 'node:path';
import { hasSucceeded, type RunCommand } from '../process/command.ts';
import type { HostFiles } from './host-files.ts';
import { parseJson, textOf } from './json.ts';

/** Where the docker CLI finds the engine. */
export interface DockerAddress {
  /** As docker writes it: `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  readonly url: string;
  /** What chose it, for messages: `DOCKER_HOST`, `docker context "name"`; null: docker's own default. */
  readonly origin: string | null;
}

export type Environment = Readonly<Record<string, string>>;

const DEFAULT_URL = 'unix:///var/run/docker.sock';

/**
 * The address that the docker CLI will use, by its own rules: DOCKER_HOST, else the context of DOCKER_CONTEXT, else the
 * current context of its configuration file, else its default. Asks docker only for the address of a named context.
 */
export async function findDockerAddress(options: {
  readonly run: RunCommand;
  readonly environment: Environment;
  readonly files: HostFiles;
}): Promise<DockerAddress> {
  const { run, environment, files } = options;
  const host = environment['DOCKER_HOST'];
  if (host) return { url: host, origin: 'DOCKER_HOST' };
  const context = environment['DOCKER_CONTEXT'] || currentContext(environment, files);
  if (context === '' || context === 'default') return { url: DEFAULT_URL, origin: null };
  const argv = ['docker', 'context', 'inspect', '--format', '{{json .Endpoints.docker.Host}}', context] as const;
  const result = await run({ argv, timeout: 10_000 });
  const url = hasSucceeded(result) ? parseJson(result.stdout) : undefined;
  return { url: typeof url === 'string' ? url : '', origin: `docker context "${context}"` };
}

function currentContext(environment: Environment, files: HostFiles): string {
  return textOf(dockerConfiguration(environment, files), 'currentContext');
}

/** The docker CLI's own configuration file; undefined when there is none. */
export function dockerConfiguration(environment: Environment, files: HostFiles): unknown {
  return parseJson(files.read(join(dockerConfigurationFolder(environment), 'config.json')) ?? '');
}

/** The folder of the docker CLI's configuration. */
export function dockerConfigurationFolder(environment: Environment): string {
  return environment['DOCKER_CONFIG'] || join(environment['HOME'] ?? '/', '.docker');
}

/** The socket file of an address; null for one that is reached otherwise. */
export function socketPathOf(address: DockerAddress): string | null {
  return address.url.startsWith('unix://') ? address.url.slice('unix://'.length) : null;
}
