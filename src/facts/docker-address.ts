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
  const known = findKnownAddress(environment, files);
  if (known !== null) return known;
  const context = chosenContext(environment, files);
  const argv = ['docker', 'context', 'inspect', '--format', '{{json .Endpoints.docker.Host}}', context] as const;
  const result = await run({ argv, timeout: 10_000 });
  const url = hasSucceeded(result) ? parseJson(result.stdout) : undefined;
  return { url: typeof url === 'string' ? url : '', origin: `docker context "${context}"` };
}

/** The same where docker need not be asked; null: it is a named context's. */
function findKnownAddress(environment: Environment, files: HostFiles): DockerAddress | null {
  const host = environment['DOCKER_HOST'];
  if (host) return { url: host, origin: 'DOCKER_HOST' };
  const context = chosenContext(environment, files);
  return context === '' || context === 'default' ? { url: DEFAULT_URL, origin: null } : null;
}

/** The context that the docker CLI uses where DOCKER_HOST is not set; empty: its default. */
export function chosenContext(environment: Environment, files: HostFiles): string {
  return environment['DOCKER_CONTEXT'] || textOf(dockerConfiguration(environment, files), 'currentContext');
}

/**
 * The socket file over which `docker` on PATH reaches the engine, where that is certain without running it. A script in
 * docker's place may take its calls anywhere.
 */
export function findCertainSocket(environment: Environment, files: HostFiles): string | null {
  const address = findKnownAddress(environment, files);
  const path = address === null ? null : socketPathOf(address);
  return path !== null && isDockerBinary(environment, files) ? path : null;
}

function isDockerBinary(environment: Environment, files: HostFiles): boolean {
  const folders = (environment['PATH'] ?? '').split(':');
  const program = folders.map((folder) => join(folder, 'docker')).find((path) => files.isExecutable(path));
  return program !== undefined && files.isBinary(program);
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
