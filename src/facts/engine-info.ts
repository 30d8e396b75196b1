import { userInfo } from 'node:os';
import type { EngineApi } from '../engine-api/engine-api.ts';
import { fail, succeed, type Failure, type Result } from '../failure.ts';
import { hasSucceeded, type CommandResult, type RunCommand } from '../process/command.ts';
import type { DockerAddress } from './docker-address.ts';
import { parseJson, propertyOf, textOf } from './json.ts';

/** What the engine says of itself. */
export interface EngineInfo {
  readonly id: string;
  /** Host name of its machine. */
  readonly name: string;
  readonly version: string;
  /** `linux` or `windows`. */
  readonly system: string;
  /** As `uname -m` names it. */
  readonly architecture: string;
  readonly storageDriver: string;
  readonly rootDirectory: string;
  /** `name=rootless`, `name=selinux`, …. */
  readonly securityOptions: readonly string[];
}

const FIELDS = [
  'ID',
  'Name',
  'ServerVersion',
  'OSType',
  'Architecture',
  'Driver',
  'DockerRootDir',
  'SecurityOptions',
] as const;

/** Milliseconds. */
const TIMEOUT = 30_000;

/** Milliseconds that the engine has for its first answers: an address that is dead must not hold up a build for long. */
export function answerTimeout(dockerTimeout: number = TIMEOUT): number {
  return Math.min(dockerTimeout, TIMEOUT);
}

/**
 * Asks the engine what it is: through the docker CLI's own connection, which takes a third of the time of `docker info`,
 * since that looks for plug-ins first. Where such a connection cannot be had, `docker info` answers, or says why not.
 */
export async function askEngine(
  api: EngineApi,
  { run, timeout, address }: { run: RunCommand; timeout: number; address: Promise<DockerAddress> },
): Promise<Result<EngineInfo>> {
  const known = readInfo(parseJson((await api.ask('/info')) ?? ''));
  if (known !== null) return succeed(known);
  const dialled = await api.end();
  if (dialled.ending === 'timed out' || dialled.ending === 'missing') return fail(explain(dialled, await address));
  const format = `{${FIELDS.map((field) => `"${field}":{{json .${field}}}`).join(',')}}`;
  const result = await run({ argv: ['docker', 'info', '--format', format], timeout });
  const info = hasSucceeded(result) ? readInfo(parseJson(result.stdout)) : null;
  return info === null ? fail(explain(result, await address)) : succeed(info);
}

function readInfo(value: unknown): EngineInfo | null {
  const [id, name, version, system, architecture, storageDriver, rootDirectory] = FIELDS.map((field) =>
    textOf(value, field),
  );
  const options = propertyOf(value, 'SecurityOptions');
  if (!version || !rootDirectory) return null;
  return {
    ...{ id: id ?? '', name: name ?? '', version, system: system ?? '', architecture: architecture ?? '' },
    storageDriver: storageDriver ?? '',
    rootDirectory,
    securityOptions: Array.isArray(options) ? options.map(String) : [],
  };
}

/** Why there is no answer, and what to do about it. */
function explain(result: CommandResult, address: DockerAddress): Failure {
  const details = wordsOf(result.stderr);
  const where = address.url === '' ? (address.origin ?? 'its default') : `"${address.url}"`;
  const origin = address.origin === null || address.url === '' ? '' : ` (from ${address.origin})`;
  const failure = (summary: string, next: string): Failure => ({ kind: 'engine', summary, details, next });
  if (result.ending === 'missing') {
    return failure('"docker" is not on PATH, and nothing can be built without it', 'Install the docker CLI');
  }
  if (result.ending === 'timed out') {
    const seconds = (result.command.timeout ?? TIMEOUT) / 1000;
    return failure(`The docker engine at ${where}${origin} did not answer within ${seconds} seconds`, correct(address));
  }
  if (/permission denied/i.test(result.stderr)) {
    const next = `Add the user to the group of that socket ("sudo usermod -aG docker ${userName()}") and log in again, or run as root`;
    return failure(`The docker engine at ${where}${origin} refuses this user`, next);
  }
  if (/context not found|context .* does not exist/i.test(result.stderr)) {
    return failure(
      `The ${address.origin ?? 'docker context'} does not exist`,
      'Choose one that "docker context ls" lists',
    );
  }
  return failure(`No docker engine answers at ${where}${origin}`, correct(address));
}

function correct(address: DockerAddress): string {
  return address.origin === null
    ? 'Start it ("sudo systemctl start docker"), or set DOCKER_HOST to the address of one that runs'
    : `Start it, or correct ${address.origin}`;
}

/** The engine's own words, without empty lines and without the invitation to read its help. */
function wordsOf(stderr: string): string[] {
  const lines = stderr.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('See '));
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'USER';
  }
}
