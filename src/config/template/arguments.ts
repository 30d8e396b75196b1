import { TemplateError } from './template-error.ts';
import { describeValue, isInteger, type Arguments, type TemplateValue } from './value.ts';

/**
 * The arguments of a call by the names of its parameters, however they were given; absent ones are undefined. `least`
 * is the number of parameters that must be there.
 */
export function readArguments<Name extends string>(
  what: string,
  given: Arguments,
  names: readonly Name[],
  least = 0,
): Partial<Record<Name, TemplateValue>> {
  const read: Partial<Record<Name, TemplateValue>> = {};
  const extra = given.positional.length > names.length ? 'more arguments than it takes' : null;
  const unknown = [...given.named.keys()].find((name) => !names.some((known) => known === name));
  for (const [index, name] of names.entries()) {
    const value = given.positional[index] ?? given.named.get(name);
    if (value !== undefined) read[name] = value;
  }
  const missing = names.slice(0, least).find((name) => read[name] === undefined);
  const problem =
    extra ?? (unknown === undefined ? (missing === undefined ? null : `no "${missing}"`) : `an unknown "${unknown}"`);
  if (problem === null) return read;
  throw new TemplateError(given.at, `"${what}" is given ${problem}`, `Give it ${listOf(names)}`);
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}

/** An argument that must be a text. */
export function textArgument(what: string, value: TemplateValue | undefined, at: number, otherwise = ''): string {
  if (value === undefined) return otherwise;
  if (typeof value === 'string') return value;
  throw new TemplateError(at, `"${what}" needs a text, not ${describeValue(value)}`, 'Give it a text');
}

/** An argument that must be an integer. */
export function integerArgument(what: string, value: TemplateValue | undefined, at: number, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  if (isInteger(value)) return Number(value);
  throw new TemplateError(at, `"${what}" needs an integer, not ${describeValue(value)}`, 'Give it an integer');
}
