import type { Result } from '../failure.ts';
import { switchFlag, type AnyFlag, type Flag, type FlagReader } from './flag.ts';
import type { Invocation } from './options.ts';

/** A command of the program, as data: what help, parsing and messages know of it. */
export interface CommandDefinition {
  /** Empty: what the program does when no command is named. */
  readonly name: string;
  /** One line for the list of commands, without a full stop. */
  readonly summary: string;
  /** Paragraphs for its own help. */
  readonly description: readonly string[];
  /** Its flags, in the order of its help. */
  readonly flags: readonly AnyFlag[];
  /** What stands behind its name without a flag: one word, which may be left out. Absent: nothing may. */
  readonly argument?: Flag<string | undefined>;
  readonly examples: readonly string[];
  /** What the flags that were given ask for. */
  readonly interpret: (reader: FlagReader) => Result<Invocation>;
}

/** A program: its name as users type it, and its commands, the unnamed one first. */
export interface ProgramDefinition {
  readonly name: string;
  readonly commands: readonly [CommandDefinition, ...CommandDefinition[]];
}

export const helpFlag = switchFlag({ long: 'help', short: 'h', group: 'General', help: 'show this help' });

export const versionFlag = switchFlag({ long: 'version', group: 'General', help: 'show the version' });
