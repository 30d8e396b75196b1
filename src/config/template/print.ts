import { toPythonFloat } from '../yaml/python-float.ts';
import { CHARACTERS_PER_STEP, spend } from './budget.ts';
import { dateRepresentation } from './date.ts';
import { LONGEST_TEXT } from './limits.ts';
import { itemsOfView } from './sequence.ts';
import { TemplateError } from './template-error.ts';
import {
  isBytes,
  isDate,
  isFloat,
  isFunction,
  isIterator,
  isMap,
  isMarkup,
  isObject,
  isRange,
  isSet,
  isTuple,
  isUndefined,
  isView,
  type TemplateMap,
  type TemplateRange,
  type TemplateValue,
} from './value.ts';

/** A value as `{{ }}` prints it: what Python's `str` makes of it. `at` locates what would be too long. */
export function toText(value: TemplateValue, at: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (isMarkup(value)) return value.text;
  if (isUndefined(value)) return '';
  if (isDate(value)) return value.text;
  return isObject(value) && value.print !== undefined ? value.print(at) : toRepresentation(value, at);
}

/** A value as it stands within a printed list or map: what Python's `repr` makes of it. */
export function toRepresentation(value: TemplateValue, at: number): string {
  return new Printer(at).print(value);
}

/** Prints one value; knows what it is within, since a list may hold itself, and how much it has printed. */
class Printer {
  readonly #at: number;
  readonly #within = new Set<unknown>();
  #length = 0;

  constructor(at: number) {
    this.#at = at;
  }

  print(value: TemplateValue): string {
    const isCompound = Array.isArray(value) || isMap(value) || isTuple(value) || isSet(value) || isView(value);
    if (!isCompound) return this.#count(printSimple(value, this.#at));
    this.#count('');
    if (this.#within.has(value)) return isMap(value) ? '{...}' : Array.isArray(value) ? '[...]' : '...';
    this.#within.add(value);
    const text = this.#printCompound(value);
    this.#within.delete(value);
    return text;
  }

  #printCompound(value: TemplateValue): string {
    if (Array.isArray(value)) return `[${this.#list(value)}]`;
    if (isMap(value)) return this.#map(value);
    if (isTuple(value))
      return value.items.length === 1 ? `(${this.#list(value.items)},)` : `(${this.#list(value.items)})`;
    if (isView(value)) return `dict_${value.part}([${this.#list(itemsOfView(value))}])`;
    if (!isSet(value)) return '';
    return value.items.length === 0 ? 'set()' : `{${this.#list(value.items)}}`;
  }

  #list(items: readonly TemplateValue[]): string {
    return items.map((item) => this.print(item)).join(', ');
  }

  #map(map: TemplateMap): string {
    return `{${[...map].map(([key, item]) => `${this.print(key)}: ${this.print(item)}`).join(', ')}}`;
  }

  #count(text: string): string {
    this.#length += text.length + 2;
    spend(1 + text.length / CHARACTERS_PER_STEP);
    if (this.#length <= LONGEST_TEXT) return text;
    throw new TemplateError(this.#at, 'The value takes more than 10 million characters', 'Print less of it');
  }
}

function printSimple(value: TemplateValue, at: number): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return isFloat(value) ? toPythonFloat(value.value) : printOther(value, at);
}

function printOther(value: TemplateValue, at: number): string {
  if (isMarkup(value)) return `Markup(${quoteText(value.text)})`;
  if (isDate(value)) return dateRepresentation(value.text);
  if (isBytes(value)) return quoteBytes(value.bytes);
  if (isRange(value)) return printRange(value);
  if (isFunction(value)) return `<function ${value.name}>`;
  if (isUndefined(value)) return 'Undefined';
  return isIterator(value) ? `<generator object ${value.name}>` : printNamed(value, at);
}

function printNamed(value: TemplateValue, at: number): string {
  if (!isObject(value)) return '';
  if (value.representation !== undefined) return value.representation;
  return value.print === undefined ? `<${value.name}>` : value.print(at);
}

function printRange({ start, stop, step }: TemplateRange): string {
  return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
}

/** A text in quotes as Python prints it: single ones unless it holds some and no double ones. */
export function quoteText(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll(/[\\'"]|[^\P{C}]|(?! )\p{Z}/gu, (character) =>
    character === '\\' || character === mark ? `\\${character}` : escapeCharacter(character),
  );
  return `${mark}${escaped}${mark}`;
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["'", "'"],
  ['"', '"'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

function quoteBytes(bytes: Uint8Array): string {
  const characters = [...bytes].map((byte) => String.fromCharCode(byte));
  const mark = characters.includes("'") && !characters.includes('"') ? '"' : "'";
  const escaped = characters.map((character) => {
    if (character === '\\' || character === mark) return `\\${character}`;
    return character >= ' ' && character <= '~' ? character : escapeCharacter(character);
  });
  return `b${mark}${escaped.join('')}${mark}`;
}
