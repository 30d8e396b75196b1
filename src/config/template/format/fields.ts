import { findAttribute } from '../access.ts';
import { escapeHtml } from '../html.ts';
import { checkLength } from '../limits.ts';
import { findInMap } from '../map.ts';
import { toRepresentation, toText } from '../print.ts';
import { TemplateError } from '../template-error.ts';
import { charactersOf } from '../text.ts';
import { describeValue, isMap, isMarkup, isUndefined, itemsOf, textOf, type TemplateValue } from '../value.ts';
import { toAscii } from './percent.ts';
import { formatValue } from './spec.ts';

/** What fills the fields of `'{0} {name}'`. */
export interface FieldValues {
  readonly positional: readonly TemplateValue[];
  readonly named: (name: string) => TemplateValue | undefined;
  /** The values are escaped, since the format is what HTML may hold. */
  readonly isSafe: boolean;
  readonly at: number;
}

/** What Python's `str.format` makes. */
export function formatFields(format: string, values: FieldValues): string {
  return new FieldFormat(values).format(format, 2);
}

const NAME = /^([^.[]*)((?:\.[^.[]+|\[[^\]]+\])*)$/;

/** Fills the fields of one format; counts those that have no name. */
class FieldFormat {
  readonly #values: FieldValues;
  #counted = 0;
  /** Whether fields are numbered by hand; null as long as none is numbered. */
  #isNumbered: boolean | null = null;
  #length = 0;

  constructor(values: FieldValues) {
    this.#values = values;
  }

  format(text: string, depth: number): string {
    if (depth === 0) throw this.#error('nests its fields too deeply', 'Take the inner ones out');
    let [made, index] = ['', 0];
    while (index < text.length) {
      const next = nextBrace(text, index);
      made += text.slice(index, next);
      if (next === text.length) return made;
      index = next;
      const mark = text.charAt(index);
      if (text.charAt(index + 1) === mark && depth === 2) {
        made += mark;
        index += 2;
        continue;
      }
      if (mark === '}') throw this.#error('has a single "}"', 'Write "}}" for a brace');
      const end = endOfField(text, index);
      if (end < 0) throw this.#error('has a "{" that is not closed', 'Close it, or write "{{" for a brace');
      made += this.#field(text.slice(index + 1, end), depth);
      index = end + 1;
    }
    return made;
  }

  #field(field: string, depth: number): string {
    const [whole = '', name = '', conversion, spec] =
      /^((?:[^[!:]|\[[^\]]*\]?)*)(?:!([^:]*))?(?::([^]*))?$/.exec(field) ?? [];
    if (whole !== field) throw this.#error(`cannot read "{${field}}"`, 'Write it as in Python');
    const value = this.#convert(this.#find(name), conversion);
    const text = formatValue(value, spec === undefined ? '' : this.format(spec, depth - 1), this.#values.at);
    this.#length += text.length;
    checkLength('format', this.#length, this.#values.at);
    return this.#values.isSafe && !isMarkup(value) ? escapeHtml(text) : text;
  }

  #convert(value: TemplateValue, conversion: string | undefined): TemplateValue {
    switch (conversion) {
      case undefined:
        return value;
      case 's':
        return toText(value, this.#values.at);
      case 'r':
        return toRepresentation(value, this.#values.at);
      case 'a':
        return toAscii(toRepresentation(value, this.#values.at));
      default:
        throw this.#error(`has "!${conversion}", which is unknown`, 'Write "!r", "!s" or "!a"');
    }
  }

  #find(path: string): TemplateValue {
    const [, first = '', rest = ''] = NAME.exec(path) ?? [];
    if (first + rest !== path) throw this.#error(`cannot read "{${path}}"`, 'Write it as in Python');
    let value = this.#first(first);
    for (const [step] of rest.matchAll(/\.[^.[]+|\[[^\]]+\]/g)) value = this.#step(value, step);
    return value;
  }

  #first(name: string): TemplateValue {
    const isNumber = /^\d+$/.test(name);
    if (name !== '' && !isNumber) return this.#found(this.#values.named(name), name);
    if (this.#isNumbered === !isNumber) throw this.#error('numbers some fields and not others', 'Number all or none');
    this.#isNumbered = isNumber;
    const index = isNumber ? Number(name) : this.#counted;
    if (!isNumber) this.#counted += 1;
    return this.#found(this.#values.positional[index], String(index));
  }

  #step(value: TemplateValue, step: string): TemplateValue {
    const { at } = this.#values;
    if (isUndefined(value)) throw this.#error(`looks into "${value.what}", which is undefined`, 'Define it');
    if (step.startsWith('.')) return this.#found(findAttribute(value, step.slice(1), at), step.slice(1));
    const key = step.slice(1, -1);
    const index = /^\d+$/.test(key) ? Number(key) : key;
    if (isMap(value)) {
      const found = findInMap(value, index, this.#values.at);
      return this.#found(isUndefined(found) ? undefined : found, key);
    }
    const text = textOf(value);
    const items = text === null ? itemsOf(value) : charactersOf(text);
    if (items === null || typeof index === 'string') {
      throw this.#error(`finds no "${key}" in ${describeValue(value)}`, 'Correct the field');
    }
    return this.#found(items[index], key);
  }

  #found(value: TemplateValue | undefined, name: string): TemplateValue {
    if (value !== undefined) return value;
    throw this.#error(`has no value for "${name}"`, 'Give it one');
  }

  #error(problem: string, next: string): TemplateError {
    return new TemplateError(this.#values.at, `The format ${problem}`, next);
  }
}

/** The index of the first brace from an index on; the length of the text where there is none. */
function nextBrace(text: string, from: number): number {
  const brace = /[{}]/g;
  brace.lastIndex = from;
  return brace.exec(text)?.index ?? text.length;
}

/** The index of the `}` that closes the `{` at an index; below nought where there is none. */
function endOfField(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    const mark = text.charAt(index);
    if (mark === '{') depth += 1;
    if (mark === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}
