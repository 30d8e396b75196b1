import { TemplateError } from './template-error.ts';
import { describeValue, isFloat, isInteger, textOf, type Arguments, type TemplateValue } from './value.ts';

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
  for (const [index, name] of names.entries()) {
    const value = index < given.positional.length ? given.positional[index] : given.named.get(name);
    if (value !== undefined) read[name] = value;
  }
  const missing = names.slice(0, least).find((name) => read[name] === undefined);
  const problem = problemOf(given, names) ?? (missing === undefined ? null : [`no "${missing}"`, given.at]);
  if (problem === null) return read;
  const [message, at] = problem;
  throw new TemplateError(at, `"${what}" is given ${message}`, `Give it ${listOf(names)}`);
}

/** What is wrong, and where. */
function problemOf(given: Arguments, names: readonly string[]): readonly [string, number] | null {
  const { positional, named, at, placeOf } = given;
  if (positional.length > names.length) return ['more arguments than it takes', at];
  const unknown = [...named.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) return [`an unknown "${unknown}"`, placeOf(unknown)];
  const twice = names.slice(0, positional.length).find((name) => named.has(name));
  return twice === undefined ? null : [`"${twice}" twice`, placeOf(twice)];
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}

/** The arguments of a call that takes them in order only, `least` to `most` of them. */
export function takeArguments(what: string, given: Arguments, least: number, most = least): readonly TemplateValue[] {
  const [name] = given.named.keys();
  if (name !== undefined) {
    throw new TemplateError(given.placeOf(name), `"${what}" takes no "${name}=" by name`, 'Give the value alone');
  }
  const count = given.positional.length;
  if (count >= least && count <= most) return given.positional;
  throw new TemplateError(
    given.at,
    `"${what}" is given ${count} ${count === 1 ? 'argument' : 'arguments'}`,
    `Give it ${countText(least, most)}`,
  );
}

function countText(least: number, most: number): string {
  if (most === 0) return 'none';
  if (most === Infinity) return `${least} or more`;
  return least === most ? String(least) : `${least} to ${most}`;
}

/** An argument that must be a text; `otherwise` where there is none. */
export function textArgument(what: string, value: TemplateValue | undefined, at: number, otherwise = ''): string {
  if (value === undefined) return otherwise;
  const text = textOf(value);
  if (text !== null) return text;
  throw new TemplateError(at, `"${what}" needs a text, not ${describeValue(value)}`, 'Give it a text');
}

/** An argument that must be an integer; `otherwise` where there is none, or None. */
export function integerArgument(what: string, value: TemplateValue | undefined, at: number, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  if (isInteger(value)) return Number(value);
  throw new TemplateError(at, `"${what}" needs an integer, not ${describeValue(value)}`, 'Give it an integer');
}

/** An argument that must be a number; `otherwise` where there is none. */
export function numberArgument(what: string, value: TemplateValue | undefined, at: number, otherwise: number): number {
  if (value === undefined) return otherwise;
  return isFloat(value) ? value.value : integerArgument(what, value, at, otherwise);
}
