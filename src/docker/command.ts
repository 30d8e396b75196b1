import type { LateText } from '../plan/operation.ts';

/** One call of the docker CLI, as data. */
export interface DockerCommand {
  /** The words after which nobody has to look for secrets: values of variables are not among them. */
  readonly argv: readonly [string, ...string[]];
  /** The whole standard input: the file that `/dev/stdin` names in argv, or the Dockerfile that `-` names. */
  readonly environmentText?: string;
  /** Absolute path of a file to open as standard input. */
  readonly inputFile?: string;
  /** Where the CLI runs, absolute; absent: where we do. */
  readonly directory?: string;
  /** Changes to the CLI's own environment, from which a bare `--env NAME` takes its value; `null` takes one away. */
  readonly processEnvironment?: Readonly<Record<string, string | null>>;
}

/** Gives the text that an operation has yielded. @throws when it has not happened yet. */
export type Resolve = (text: LateText) => string;

/** A call of docker with nothing but arguments. */
export function dockerCommand(...words: readonly string[]): DockerCommand {
  return { argv: ['docker', ...words] };
}

/** Commands of docker that make something which must be removed: containers, networks, volumes, images. */
const MAKING =
  /^docker (?:create|run|build|import|load|commit|tag|(?:buildx|network|volume|image|container|compose) \S+)/;
const ONLY_LOOKING = /^docker (?:\S+ (?:inspect|ls|rm|logs|version)|buildx imagetools \S+) /;

/** Whether a call may leave something on the engine that was not there before, even when it is killed. */
export function isMaking(argv: readonly string[]): boolean {
  const line = `${argv.join(' ')} `;
  return MAKING.test(line) && !ONLY_LOOKING.test(line);
}

/** The engine ends what these have asked for also when nobody waits for it any more, and that may take it long. */
const UNSTOPPABLE = /^docker (?:commit|import|load) /;

/** Whether what a call makes comes into being also when the call is killed. */
export function isUnstoppable(argv: readonly string[]): boolean {
  return UNSTOPPABLE.test(`${argv.join(' ')} `);
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
