import type { SourceExclusions } from '../../../facts/facts.ts';
import type { Environment, LateText, Operation, OperationId } from '../../../plan/operation.ts';
import type { DockerCommand } from '../../command.ts';
import { isSecretName } from '../../../config/secrets.ts';
import { placeholder, quoteWord, type Quote } from '../quote.ts';

/** What the pieces of a script have in common while it is written. */
export interface Script {
  readonly quote: Quote;
  readonly resultsDirectory: string;
  readonly exclusions: SourceExclusions;
  /** The number by which the script knows an operation. */
  readonly numberOf: (id: OperationId) => number;
  /** Stands for a text that the script learns on its way. */
  readonly resolve: (text: LateText) => string;
  /** Operations whose container id, or address, somebody asks for. */
  readonly asked: ReadonlySet<string>;
  /** Texts for standard input and the variables that hold them. */
  readonly inputs: Map<string, string>;
  /** Those of them that the script does not hold yet. */
  readonly newInputs: Input[];
  /** All operations, in their order. */
  readonly operations: readonly Operation[];
  /** Images in repositories and the numbers of their entries in artifacts.json. */
  readonly entries: Map<string, number>;
}

/** A text for standard input, and the variable that holds it. */
export interface Input {
  readonly text: string;
  readonly variable: string;
}

/** The variable that holds a late text. */
export function lateVariable(
  script: Pick<Script, 'numberOf'>,
  late: 'containerId' | 'address',
  id: OperationId,
): string {
  return `${late === 'containerId' ? 'container' : 'address'}_${script.numberOf(id)}`;
}

/** Late texts that operations ask for, as `<late> <operation>`. */
export function askedTexts(operations: readonly Operation[]): Set<string> {
  const texts = operations.flatMap((operation): (LateText | null)[] => {
    if (operation.kind === 'execInContainer') return [...operation.environment.values()];
    if (operation.kind !== 'createContainer') return [];
    const { environment, dns, extraHosts } = operation;
    return [...environment.values(), ...dns, ...extraHosts.map(({ address }) => address)];
  });
  return new Set(
    texts.flatMap((text) => (text === null || typeof text === 'string' ? [] : [`${text.late} ${text.from}`])),
  );
}

/** The environment with values that the script must not hold replaced by what the caller's environment has. */
export function withoutSecrets(environment: Environment): Environment {
  return new Map(
    [...environment].map(([name, value]) =>
      typeof value === 'string' && isTakenFromCaller(name) ? [name, placeholder(name)] : [name, value],
    ),
  );
}

/** Whether the script expects a variable in its own environment instead of holding its value. */
export function isTakenFromCaller(name: string): boolean {
  return isSecretName(name) && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** A command as the script runs it, and what stands under its line: its standard input. */
export interface Call {
  readonly text: string;
  /** Ends the line with `<<.` and stands below it; null: no standard input. */
  readonly input: string | null;
  /** The command changes its environment, so it must not run in the script's own shell. */
  readonly isAltered: boolean;
}

/** A docker command in the words of the script; so many words at its end are the user's and stay as they are. */
export function toCall(script: Script, command: DockerCommand, userWords = 0): Call {
  const { argv, environmentText, inputFile, processEnvironment } = command;
  const changes = Object.entries(processEnvironment ?? {}).map(([name, value]) =>
    value === null ? script.quote(`-${name}`) : `${name}=${script.quote(value)}`,
  );
  const words = [
    ...(changes.length === 0 ? [] : ['altered', ...changes, '--']),
    ...argv.map((word, index) => (index < argv.length - userWords ? script.quote(word) : quoteWord(word))),
    ...(inputFile === undefined ? [] : [`<${script.quote(inputFile)}`]),
  ];
  const variable = environmentText === undefined ? null : inputVariable(script, environmentText);
  return { text: words.join(' '), input: variable, isAltered: changes.length > 0 };
}

/** The variable that holds a text for standard input; the same text is held once. */
function inputVariable({ inputs, newInputs }: Script, text: string): string {
  const known = inputs.get(text);
  if (known !== undefined) return known;
  const variable = `input_${inputs.size + 1}`;
  inputs.set(text, variable);
  newInputs.push({ text, variable });
  return variable;
}

/** Lines that give a call its standard input: nothing, or a here-document of a variable. */
export function withInput(line: string, { input }: Pick<Call, 'input'>, after = ''): string[] {
  return input === null ? [`${line}${after}`] : [`${line} <<.${after}`, `$${input}`, '.'];
}
