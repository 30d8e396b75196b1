import { FailureError } from '../failure.ts';
import type { Environment } from '../plan/operation.ts';
import { flags, type DockerCommand, type Resolve } from './command.ts';

/** The CLI reads lines of an environment file up to 64 KiB, the name included. */
const LARGEST_LINE_BYTES = 60_000;

/**
 * Variables that the docker CLI and what it starts read for themselves: they cannot be given through its environment.
 */
const CLI_VARIABLES =
  /^(?:(?:DOCKER|BUILDKIT|BUILDX|XDG|SSH|SSL|OTEL|GO|LD)_?.*|.*_PROXY|HOME|PATH|TMPDIR|PWD|USER|TERM)$/i;

/** Names that stand at the start of a line of an environment file without being taken for something else. */
const FILE_NAME = /^[^\s#=\uFEFF][^\s=]*$/u;

/** Whether a variable of that name in the CLI's own environment would change what the CLI does. */
export function isReadByCli(name: string): boolean {
  return CLI_VARIABLES.test(name) && name !== 'DOCKER_REGISTRY';
}

/**
 * The environment of a container or of a command in it, without a value in argv. Values travel as an environment file
 * on standard input. What such a file cannot hold (line ends, very long values, odd names) travels by a bare
 * `--env NAME` and the CLI's own environment; so does `null`, where the CLI finds no value and takes the image's
 * variable away. A `null` for a variable that the CLI itself reads (DOCKER_HOST, HOME, PATH, *_PROXY …) has no effect.
 *
 * @throws FailureError for a value with line ends whose variable the CLI itself reads.
 */
export function toEnvironmentArgs(
  environment: Environment,
  resolve: Resolve,
): Pick<DockerCommand, 'environmentText' | 'processEnvironment'> & { readonly args: readonly string[] } {
  const lines: string[] = [];
  const own: [string, string | null][] = [];
  for (const [name, text] of environment) {
    const value = text === null ? null : resolve(text);
    if (value !== null && fitsFile(name, value)) lines.push(`${name}=${value}\n`);
    else if (!isReadByCli(name)) own.push([name, value]);
    else if (value !== null) throw new FailureError(unfit(name));
  }
  const names = own.map(([name]) => name);
  return {
    args: [...(lines.length === 0 ? [] : ['--env-file', '/dev/stdin']), ...flags('--env', names)],
    ...(lines.length === 0 ? {} : { environmentText: lines.join('') }),
    ...(own.length === 0 ? {} : { processEnvironment: Object.fromEntries(own) }),
  };
}

/** The CLI drops a carriage return before the line end. */
function fitsFile(name: string, value: string): boolean {
  if (!FILE_NAME.test(name) || value.includes('\n') || value.endsWith('\r')) return false;
  // A code unit is three bytes at most, so nearly every line need not be encoded to know that it is short enough.
  const isShort = (name.length + value.length + 1) * 3 <= LARGEST_LINE_BYTES;
  return isShort || new TextEncoder().encode(`${name}=${value}`).length <= LARGEST_LINE_BYTES;
}

function unfit(name: string) {
  return {
    kind: 'configuration',
    summary: `The value of "${name}" has line ends or is too long, which docker cannot be given for this variable`,
    next: `Write the value of "${name}" on one line, or set the variable in the command that needs it`,
  } as const;
}
