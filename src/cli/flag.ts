import { fail, succeed, type Failure, type Result } from '../failure.ts';

/** Headings of the help, in its order. */
export const FLAG_GROUPS = [
  'This command',
  'What to build',
  'Where',
  'Images',
  'Image scan',
  'Output',
  'Docker',
  'General',
] as const;
export type FlagGroup = (typeof FLAG_GROUPS)[number];

/** What every flag says of itself; parsing, help and messages are all made of this. */
export interface FlagDescription {
  /** Without dashes: `build-number`. */
  readonly long: string;
  /** One letter. */
  readonly short?: string;
  /** What stands for the value in help; absent for a switch. */
  readonly placeholder?: string;
  readonly group: FlagGroup;
  readonly help: string;
}

/** A flag whose given texts read as a `Value`. */
export interface Flag<Value> extends FlagDescription {
  /** The value when the flag is not given. */
  readonly absent: Value;
  /** Reads all texts given for it, in order, at least one. */
  readonly read: (texts: readonly string[]) => Result<Value>;
}

/** A flag of any type, for tables. */
export type AnyFlag = Flag<unknown>;

/** `--long`, as users write it and messages quote it. */
export function spellingOf(flag: FlagDescription): string {
  return `--${flag.long}`;
}

/** True when given. */
export function switchFlag(description: FlagDescription): Flag<boolean> {
  return { ...description, absent: false, read: () => succeed(true) };
}

type ValueDescription = FlagDescription & { readonly placeholder: string };

/** A flag with a value; the last one given counts, and `read` may refuse it. */
export function valueFlag<Value, Absent>(
  description: ValueDescription,
  absent: Absent,
  read: (flag: FlagDescription, text: string) => Result<Value>,
): Flag<Value | Absent> {
  return { ...description, absent, read: (texts) => read(description, texts.at(-1) ?? '') };
}

/** A text, kept as typed. */
export function textFlag(description: ValueDescription): Flag<string | undefined> {
  return valueFlag(description, undefined, (_, text) => succeed(text));
}

/** One of a few words. The placeholder lists them. */
export function choiceFlag<Choice extends string>(
  description: FlagDescription,
  choices: readonly Choice[],
): Flag<Choice | undefined> {
  return valueFlag({ ...description, placeholder: choices.join('|') }, undefined, (flag, text) => {
    const choice = choices.find((one) => one === text);
    return choice === undefined
      ? fail(wrongValue(flag, text, `none of ${choices.join(', ')}`, choices))
      : succeed(choice);
  });
}

/** The failure of a value that its flag cannot take. */
export function wrongValue(flag: FlagDescription, text: string, reason: string, accepted: readonly string[]): Failure {
  const examples = accepted.map((one) => `"${spellingOf(flag)}=${one}"`);
  const last = examples.pop();
  const list = examples.length === 0 ? last : `${examples.join(', ')} or ${last}`;
  return {
    kind: 'usage',
    summary: `"${text}" is no value for "${spellingOf(flag)}": it is ${reason}`,
    next: `Write ${list}`,
  };
}

/** Reads flags one by one and remembers what was wrong with them. */
export class FlagReader {
  readonly #given: ReadonlyMap<string, readonly string[]>;
  readonly #failures: Failure[] = [];

  /** `given`: texts by long name, in the order given. */
  constructor(given: ReadonlyMap<string, readonly string[]>) {
    this.#given = given;
  }

  /** The value of a flag; what it is when absent also when its text is wrong. */
  take<Value>(flag: Flag<Value>): Value {
    const texts = this.#given.get(flag.long);
    if (texts === undefined) return flag.absent;
    const result = flag.read(texts);
    if (result.ok) return result.value;
    this.#failures.push(result.failure);
    return flag.absent;
  }

  /** `value`, unless a flag taken so far was wrong: then the first failure. */
  finish<Value>(value: Value): Result<Value> {
    const [failure] = this.#failures;
    return failure === undefined ? succeed(value) : fail(failure);
  }
}
