import type { LateText } from '../plan/operation.ts';

/** One call of the docker CLI, as data. */
export interface DockerCommand {
  /** The words after which nobody has to look for secrets: values of variables are not among them. */
  readonly argv: readonly [string, ...string[]];
  /** The whole standard input: the file that `/dev/stdin` names in argv, or the Dockerfile that `-` names. */
  readonly environmentText?: string;
  /** Absolute path of a file to open as standard input. */
  readonly inputFile?: string;
  /** Changes to the CLI's own environment, from which a bare `--env NAME` takes its value; `null` takes one away. */
  readonly processEnvironment?: Readonly<Record<string, string | null>>;
}

/** Gives the text that an operation has yielded. @throws when it has not happened yet. */
export type Resolve = (text: LateText) => string;

/** A call of docker with nothing but arguments. */
export function dockerCommand(...words: readonly string[]): DockerCommand {
  return { argv: ['docker', ...words] };
}

/** The flag with each of the values: `--dns 1.1.1.1 --dns 8.8.8.8`. */
export function flags(name: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [name, value]);
}

/** The flag with its value, or nothing. */
export function flag(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}

/** The flag itself, or nothing. */
export function onlyIf(isWanted: boolean, name: string): string[] {
  return isWanted ? [name] : [];
}
