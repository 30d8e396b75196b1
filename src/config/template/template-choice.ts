import { iterate } from './sequence.ts';
import { TemplateError } from './template-error.ts';
import { describeValue, isFloat, isInteger, isUndefined, textOf, type TemplateValue } from './value.ts';

/** Takes the template of a name, or the first that there is of several; null where `include` may do without. */
export function chooseTemplate<Template>(
  value: TemplateValue,
  mayBeMissing: boolean,
  find: (name: string) => Template | null,
  at: number,
): Template | null {
  const names = namesOf(value, at);
  for (const name of names) {
    const found = find(name);
    if (found !== null) return found;
  }
  if (mayBeMissing) return null;
  throw missingTemplate(names, at);
}

/** The one template of a name. */
export function requireTemplate<Template>(
  value: TemplateValue,
  find: (name: string) => Template | null,
  at: number,
): Template {
  const name = nameOf(value, at);
  const found = find(name);
  if (found === null) throw missingTemplate([name], at);
  return found;
}

function namesOf(value: TemplateValue, at: number): readonly string[] {
  const isOne = textOf(value) !== null || isUndefined(value) || value === null || isInteger(value) || isFloat(value);
  return isOne ? [nameOf(value, at)] : iterate(value, at).map((name) => nameOf(name, at));
}

function nameOf(value: TemplateValue, at: number): string {
  const name = textOf(value);
  if (name !== null) return name;
  if (isUndefined(value)) throw new TemplateError(at, `"${value.what}" is undefined and names no file`, 'Define it');
  throw new TemplateError(at, `The name of a file is a text, not ${describeValue(value)}`, 'Name a file');
}

function missingTemplate(names: readonly string[], at: number): TemplateError {
  const [first = ''] = names;
  if (names.length === 0) return new TemplateError(at, 'The list of files is empty', 'Name a file');
  if (names.length > 1) {
    const all = names.map((name) => `"${name}"`).join(', ');
    return new TemplateError(at, `None of ${all} exists`, 'Correct a path: they are relative to the build directory');
  }
  const next = first.split('/').includes('..')
    ? 'Move it into the build directory: a path has no ".."'
    : 'Correct the path: it is relative to the build directory';
  return new TemplateError(at, `"${first}" does not exist`, next);
}
