import { fail, succeed, type Failure, type Result } from '../failure.ts';
import type { CommandDefinition, ProgramDefinition } from './command-line.ts';
import { spellingOf, type AnyFlag } from './flag.ts';
import { findNearest } from '../nearest.ts';

/** Something the user typed, with no abbreviation left in it. */
export type Word =
  | { readonly kind: 'command'; readonly command: CommandDefinition }
  /** `text` is the value as typed; null for a switch. */
  | { readonly kind: 'flag'; readonly flag: AnyFlag; readonly text: string | null };

/** The words so far, the command they belong to, and what of the line is still to be read. */
interface Cursor {
  readonly program: ProgramDefinition;
  readonly words: Word[];
  readonly rest: string[];
  command: CommandDefinition;
}

/**
 * Spells out a command line by the rules of Python's argparse, which scripts around buildrunner 3.27 rely on: unique
 * prefixes of long flags, `--flag=value`, `-fVALUE`, switches in one word (`-xf FILE`), and values that begin with a
 * dash when they are a negative number, hold a blank or stand behind `=`. Fails with the first word that is wrong.
 */
export function spellOut(argv: readonly string[], program: ProgramDefinition): Result<readonly Word[]> {
  const cursor: Cursor = { program, words: [], rest: [...argv], command: program.commands[0] };
  for (let word = cursor.rest.shift(); word !== undefined; word = cursor.rest.shift()) {
    const failure = readWord(word, cursor);
    if (failure !== null) return fail(failure);
  }
  return succeed(cursor.words);
}

function readWord(word: string, cursor: Cursor): Failure | null {
  if (word === '--') return readArguments(cursor);
  if (!looksLikeFlag(word, cursor.command)) return readArgument(word, cursor);
  const at = word.indexOf('=');
  const name = at < 0 ? word : word.slice(0, at);
  const value = at < 0 ? null : word.slice(at + 1);
  if (name.startsWith('--')) return readLongFlag(name.slice(2), value, cursor);
  return name.length === 2 ? readShortFlag(name, value, cursor) : readShortFlags(word, cursor);
}

/** After `--` everything is an argument, and there is no place for one. */
function readArguments(cursor: Cursor): Failure | null {
  const [first] = cursor.rest.splice(0);
  if (first === undefined) return null;
  const next = `See "${nameOf(cursor)} --help" for its flags`;
  return { kind: 'usage', summary: `"${first}" stands behind "--", and nothing may stand there`, next };
}

function readArgument(word: string, cursor: Cursor): Failure | null {
  const command = cursor.program.commands.find((one) => one.name !== '' && one.name === word);
  if (cursor.command.name !== '') return readOwnArgument(word, cursor);
  if (command === undefined) return unexpectedArgument(word, cursor);
  cursor.command = command;
  const [stray] = cursor.words.flatMap((one) => (one.kind === 'flag' && !takes(command, one.flag) ? [one.flag] : []));
  if (stray !== undefined) return unknownFlag(spellingOf(stray), cursor);
  cursor.words.push({ kind: 'command', command });
  return null;
}

/** The one argument of a command; to all that follows it is one of its flags. */
function readOwnArgument(word: string, cursor: Cursor): Failure | null {
  const { argument } = cursor.command;
  if (argument === undefined) return unexpectedArgument(word, cursor);
  const given = cursor.words.find((one) => one.kind === 'flag' && one.flag === argument);
  if (given !== undefined) return secondArgument(word, argument, cursor);
  cursor.words.push({ kind: 'flag', flag: argument, text: word });
  return null;
}

function takes(command: CommandDefinition, flag: AnyFlag): boolean {
  return command.flags.some((one) => one.long === flag.long);
}

function readLongFlag(name: string, value: string | null, cursor: Cursor): Failure | null {
  const matches = longFlagsFor(name, cursor.command);
  const [flag] = matches;
  if (flag === undefined) return unknownFlag(`--${name}`, cursor);
  return matches.length > 1 ? ambiguousFlag(`--${name}`, matches) : addFlag(flag, value, cursor);
}

function readShortFlag(name: string, value: string | null, cursor: Cursor): Failure | null {
  const flag = shortFlagFor(name.slice(1), cursor.command);
  return flag === undefined ? unknownFlag(name, cursor) : addFlag(flag, value, cursor);
}

/** Several letters in one word: switches, and at the end perhaps a flag with its value glued on. */
function readShortFlags(word: string, cursor: Cursor): Failure | null {
  for (let index = 1; index < word.length; index++) {
    const letter = word.slice(index, index + 1);
    const flag = shortFlagFor(letter, cursor.command);
    if (flag === undefined) return unknownFlag(index === 1 ? word : `-${letter}`, cursor);
    if (flag.placeholder !== undefined) {
      const glued = word.slice(index + 1).replace(/^=/, '');
      return addFlag(flag, glued === '' ? null : glued, cursor);
    }
    addFlag(flag, null, cursor);
  }
  return null;
}

function addFlag(flag: AnyFlag, value: string | null, cursor: Cursor): Failure | null {
  const isSwitch = flag.placeholder === undefined;
  if (isSwitch && value !== null) return valueOfSwitch(flag, value);
  const text = isSwitch ? null : (value ?? takeValue(cursor));
  if (!isSwitch && text === null) return missingValue(flag);
  cursor.words.push({ kind: 'flag', flag, text });
  return null;
}

/** The next word, where that can be a value. */
function takeValue(cursor: Cursor): string | null {
  const [next] = cursor.rest;
  if (next === undefined || next === '--' || looksLikeFlag(next, cursor.command)) return null;
  cursor.rest.shift();
  return next;
}

function looksLikeFlag(word: string, command: CommandDefinition): boolean {
  if (!word.startsWith('-') || word === '-') return false;
  if (/^-(\d+|\d*\.\d+)$/.test(word)) return false;
  return !word.includes(' ') || isKnownFlag(word, command);
}

function isKnownFlag(word: string, command: CommandDefinition): boolean {
  const [name = ''] = word.split('=', 1);
  return name.startsWith('--')
    ? longFlagsFor(name.slice(2), command).length > 0
    : shortFlagFor(name.slice(1, 2), command) !== undefined;
}

function longFlagsFor(name: string, command: CommandDefinition): readonly AnyFlag[] {
  const exact = command.flags.filter((flag) => flag.long === name);
  return exact.length > 0 ? exact : command.flags.filter((flag) => flag.long.startsWith(name));
}

function shortFlagFor(letter: string, command: CommandDefinition): AnyFlag | undefined {
  return command.flags.find((flag) => flag.short === letter);
}

/** The command line up to the flags, as users type it. */
function nameOf({ program, command }: Cursor): string {
  return command.name === '' ? program.name : `${program.name} ${command.name}`;
}

function unknownFlag(typed: string, cursor: Cursor): Failure {
  const name = nameOf(cursor);
  const nearest = findNearest(typed, cursor.command.flags.map(spellingOf));
  const next =
    nearest === undefined
      ? `See "${name} --help" for its flags`
      : `Did you mean "${nearest}"? See "${name} --help" for all flags`;
  return { kind: 'usage', summary: `"${typed}" is no flag of "${name}"`, next };
}

function ambiguousFlag(typed: string, matches: readonly AnyFlag[]): Failure {
  const names = matches.map((flag) => `"${spellingOf(flag)}"`).join(', ');
  return {
    kind: 'usage',
    summary: `"${typed}" is not the beginning of one flag only: it may be ${names}`,
    next: 'Write the flag out',
  };
}

function valueOfSwitch(flag: AnyFlag, value: string): Failure {
  return {
    kind: 'usage',
    summary: `"${spellingOf(flag)}" takes no value, and "${value}" was given`,
    next: `Write "${spellingOf(flag)}" alone`,
  };
}

function missingValue(flag: AnyFlag): Failure {
  return {
    kind: 'usage',
    summary: `"${spellingOf(flag)}" needs a value`,
    next: `Write "${spellingOf(flag)} ${flag.placeholder}", or "${spellingOf(flag)}=${flag.placeholder}" for one that begins with a dash`,
  };
}

function secondArgument(word: string, argument: AnyFlag, cursor: Cursor): Failure {
  return {
    kind: 'usage',
    summary: `"${word}" is a second argument, and "${nameOf(cursor)}" takes one`,
    next: `Write one ${argument.placeholder} at a time`,
  };
}

function unexpectedArgument(word: string, cursor: Cursor): Failure {
  const name = nameOf(cursor);
  const commands = cursor.program.commands.flatMap((one) => one.name || []);
  if (cursor.command.name !== '' || commands.length === 0) {
    return {
      kind: 'usage',
      summary: `"${word}" is an argument, and "${name}" takes none`,
      next: `See "${name} --help" for its flags`,
    };
  }
  const nearest = findNearest(word, commands);
  const known = commands.map((command) => `"${command}"`).join(', ');
  return {
    kind: 'usage',
    summary: `"${word}" is no command of "${name}"`,
    next:
      nearest === undefined
        ? `Write one of ${known}, or no command to run the build`
        : `Did you mean "${nearest}"? The commands are ${known}`,
  };
}
