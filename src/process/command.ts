import type { Readable } from 'node:stream';

/** An external command, as data: what to run and what it may see. */
export interface Command {
  /** Program and arguments; never a secret value. */
  readonly argv: readonly [string, ...string[]];
  /** Our own working directory when absent, or `/` where that is gone. */
  readonly cwd?: string;
  /** Added to our own environment; `null` takes a variable away. */
  readonly env?: Readonly<Record<string, string | null>>;
  /**
   * Standard input: nothing (the default), a stream to pipe in, or a text. A text is handed over as an open file
   * without a name, so that a program may also open it as /dev/stdin, and it never stands on disk by name.
   */
  readonly stdin?: Readable | TextInput;
  /** Milliseconds after which the command is killed; unlimited when absent. */
  readonly timeout?: number;
}

export interface TextInput {
  readonly text: string;
  /** Where its file is made: a folder of our own, since the file may stay there, empty, where we are killed right then. */
  readonly directory: string;
}

export type OutputStream = 'stdout' | 'stderr';

export interface CommandOptions {
  /** Aborting it kills the command. An already aborted signal means that nothing is started. */
  readonly signal?: AbortSignal;
  /**
   * Receives output as it comes instead of having it collected. While a returned promise is pending, that stream is
   * not read further (back pressure reaches the command).
   */
  readonly onOutput?: (stream: OutputStream, chunk: Buffer) => void | Promise<void>;
}

export interface CommandResult {
  readonly command: Command;
  /** How it ended. `missing`: the program was not found. */
  readonly ending: 'exited' | 'signalled' | 'timed out' | 'aborted' | 'missing';
  /** Exit code; null unless `ending` is `exited`. */
  readonly exitCode: number | null;
  /** Collected output (last MiB of each stream); empty where `onOutput` took it. */
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running with its standard output to be read by the caller. */
export interface RunningCommand {
  readonly stdout: Readable;
  /** Settles when the command has ended; never rejects. */
  readonly result: Promise<CommandResult>;
  /** Kills it. */
  readonly kill: () => void;
}

/** Runs a command to its end; never rejects for anything the command does. */
export type RunCommand = (command: Command, options?: CommandOptions) => Promise<CommandResult>;

/** Starts a command whose standard output is consumed as a stream. */
export type StreamCommand = (command: Command, options?: Pick<CommandOptions, 'signal'>) => RunningCommand;

export function hasSucceeded(result: CommandResult): boolean {
  return result.ending === 'exited' && result.exitCode === 0;
}
