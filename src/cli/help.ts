import { spellingOf, FLAG_GROUPS, type AnyFlag } from './flag.ts';
import type { CommandDefinition, ProgramDefinition } from './command-line.ts';

/** Characters a line; fits a terminal of 80 columns for all but the longest flags. */
const LINE_WIDTH = 92;
/** Where the explanations begin. */
const TEXT_COLUMN = 30;

/** The help of a command, as text that ends in a line break. */
export function formatHelp(program: ProgramDefinition, command: CommandDefinition): string {
  const others = command.name === '' ? program.commands.slice(1) : [];
  const blocks = [
    usageOf(program, command, others.length > 0),
    ...command.description.map((paragraph) => wrap(paragraph, LINE_WIDTH)),
    ...(others.length === 0 ? [] : [['Commands:', ...others.flatMap((one) => entry(one.name, one.summary))]]),
    ...argumentOf(command),
    ...groupedFlags(command.flags),
    ['Examples:', ...command.examples.map((example) => `  ${example}`)],
    ...(others.length === 0 ? [] : [[`See "${program.name} COMMAND --help" for the flags of a command.`]]),
  ];
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function usageOf(program: ProgramDefinition, command: CommandDefinition, hasCommands: boolean): string[] {
  const name = command.name === '' ? program.name : `${program.name} ${command.name}`;
  const argument = command.argument === undefined ? '' : ` [${command.argument.placeholder}]`;
  const ownUsage = `${name}${argument} [flags]`;
  return hasCommands ? [`Usage: ${ownUsage}`, `       ${program.name} COMMAND [flags]`] : [`Usage: ${ownUsage}`];
}

function argumentOf({ argument }: CommandDefinition): string[][] {
  return argument === undefined ? [] : [['Argument:', ...entry(argument.placeholder ?? '', argument.help)]];
}

function groupedFlags(flags: readonly AnyFlag[]): string[][] {
  return FLAG_GROUPS.flatMap((group) => {
    const members = flags.filter((flag) => flag.group === group);
    return members.length === 0 ? [] : [[`${group}:`, ...members.flatMap((flag) => entry(signature(flag), flag.help))]];
  });
}

function signature(flag: AnyFlag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  return `${short}${spellingOf(flag)}${flag.placeholder === undefined ? '' : ` ${flag.placeholder}`}`;
}

/** A term and its explanation beside it, or under it where the term is too long. */
function entry(term: string, explanation: string): string[] {
  const indent = ' '.repeat(TEXT_COLUMN);
  const lines = wrap(explanation, LINE_WIDTH - TEXT_COLUMN).map((line) => indent + line);
  const head = `  ${term}`;
  if (head.length > TEXT_COLUMN - 2) return [head, ...lines];
  const [first = '', ...rest] = lines;
  return [head.padEnd(TEXT_COLUMN) + first.slice(TEXT_COLUMN), ...rest];
}

/** The words of a text in lines of at most `width` characters; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
