import { cac } from 'cac';
import { succeed, type Result } from '../failure.ts';
import { buildCommand } from './commands/build.ts';
import { cleanupCommand } from './commands/cleanup.ts';
import { explainCommand } from './commands/explain.ts';
import { listCommand } from './commands/list.ts';
import { planCommand } from './commands/plan.ts';
import { psCommand } from './commands/ps.ts';
import { reapCommand } from './commands/reap.ts';
import { schemaCommand } from './commands/schema.ts';
import { validateCommand } from './commands/validate.ts';
import { helpFlag, versionFlag, type CommandDefinition, type ProgramDefinition } from './command-line.ts';
import { FlagReader, type AnyFlag } from './flag.ts';
import { formatHelp } from './help.ts';
import type { Invocation } from './options.ts';
import { spellOut, type Word } from './spelling.ts';

/** The two programs of the package. */
export type ProgramName = 'buildrunner' | 'buildrunner-cleanup';

const PROGRAMS: Record<ProgramName, ProgramDefinition> = {
  buildrunner: {
    name: 'buildrunner',
    commands: [
      buildCommand,
      validateCommand,
      listCommand,
      planCommand,
      explainCommand,
      schemaCommand,
      psCommand,
      reapCommand,
    ],
  },
  'buildrunner-cleanup': { name: 'buildrunner-cleanup', commands: [cleanupCommand] },
};

/**
 * What a command line asks for. `argv` is without the interpreter and the script. Failures are of kind `usage`, but a
 * malformed `--container-labels` is one of `configuration`.
 */
export function parseCommandLine(argv: readonly string[], program: ProgramName): Result<Invocation> {
  const definition = PROGRAMS[program];
  const words = spellOut(argv, definition);
  // Who asks for help gets it, also when the rest of the line is wrong.
  if (asksForHelp(argv, words)) return help(definition, argv);
  if (!words.ok) return words;
  // Quick, since scripts ask for the version often: cac costs some milliseconds.
  if (words.value.length === 1 && words.value.some((word) => isFlag(word, versionFlag))) return VERSION;
  return dispatch(words.value, definition);
}

const VERSION: Result<Invocation> = succeed({ command: 'version' });

function isFlag(word: Word, flag: AnyFlag): boolean {
  return word.kind === 'flag' && word.flag === flag;
}

function asksForHelp(argv: readonly string[], words: Result<readonly Word[]>): boolean {
  if (words.ok) return words.value.some((word) => isFlag(word, helpFlag));
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end).some((word) => word === '--help' || word === '-h');
}

function help(program: ProgramDefinition, argv: readonly string[]): Result<Invocation> {
  const [unnamed, ...named] = program.commands;
  const first = argv.find((word) => named.some((one) => one.name === word));
  const command = named.find((one) => one.name === first) ?? unnamed;
  return succeed({ command: 'help', text: formatHelp(program, command) });
}

/** Lets cac find the command and collect its flags. */
function dispatch(words: readonly Word[], program: ProgramDefinition): Result<Invocation> {
  let outcome: Result<Invocation> | undefined;
  const cli = cac(program.name);
  for (const definition of program.commands) {
    const command = cli.command(definition.name, definition.summary);
    for (const flag of optionsOf(definition)) command.option(cacSpelling(flag), flag.help);
    command.action((options: Readonly<Record<string, unknown>>) => {
      outcome = interpret(definition, readGiven(definition, options));
    });
  }
  cli.parse(['node', program.name, ...toCacWords(words)]);
  if (outcome === undefined) throw new Error('no command took the command line');
  return outcome;
}

/** To cac the argument of a command is an option too: it would read a number there as well. */
function optionsOf({ flags, argument }: CommandDefinition): readonly AnyFlag[] {
  return argument === undefined ? flags : [...flags, argument];
}

type Given = ReadonlyMap<string, readonly string[]>;

function interpret(definition: CommandDefinition, given: Given): Result<Invocation> {
  const invocation = definition.interpret(new FlagReader(given));
  return invocation.ok && given.has(versionFlag.long) ? VERSION : invocation;
}

/**
 * cac reads values as numbers where they look like ones (`007` as 7), and lets a switch with a hyphen in its name
 * swallow the next word. So it gets the command first, names in camel case, and values behind a second `=`.
 */
function toCacWords(words: readonly Word[]): string[] {
  const commands = words.flatMap((word) => (word.kind === 'command' ? [word.command.name] : []));
  const flags = words.flatMap((word) => {
    if (word.kind === 'command') return [];
    const name = `--${cacName(word.flag)}`;
    return [word.text === null ? name : `${name}==${word.text}`];
  });
  return [...commands, ...flags];
}

function cacName(flag: AnyFlag): string {
  return flag.long.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function cacSpelling(flag: AnyFlag): string {
  return `--${cacName(flag)}${flag.placeholder === undefined ? '' : ' <value>'}`;
}

/** The texts given for each flag; of a switch they are empty. */
function readGiven(definition: CommandDefinition, options: Readonly<Record<string, unknown>>): Given {
  const given = optionsOf(definition).flatMap((flag): [string, string[]][] => {
    const value = options[cacName(flag)];
    if (value === undefined) return [];
    return [[flag.long, [value].flat().map((one) => (typeof one === 'string' ? one.slice(1) : ''))]];
  });
  return new Map(given);
}
