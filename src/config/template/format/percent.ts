import { escapeHtml } from '../html.ts';
import { checkLength } from '../limits.ts';
import { findInMap } from '../map.ts';
import { floatDigits, integerDigits } from './percent-number.ts';
import { toRepresentation, toText } from '../print.ts';
import { TemplateError } from '../template-error.ts';
import { charactersOf, lengthOfText } from '../text.ts';
import {
  describeValue,
  isDate,
  isFunction,
  isInteger,
  isIterator,
  isMap,
  isMarkup,
  isNumber,
  isTuple,
  isUndefined,
  textOf,
  type TemplateValue,
} from '../value.ts';
import { characterOf } from './spec-number.ts';

/** One `%...` of a format. */
export interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly type: string;
}

const CONVERSION = /%(?:\(((?:[^()]|\([^()]*\))*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([^])?/gu;

/** What `'%s' % value` makes (Python's printf). */
export function formatPercent(format: TemplateValue, value: TemplateValue, at: number): TemplateValue {
  const isSafe = isMarkup(format);
  const text = new PercentFormat(value, isSafe, at).format(textOf(format) ?? '');
  return isSafe ? { kind: 'markup', text } : text;
}

/** Takes the values in order for the conversions of one format. */
class PercentFormat {
  readonly #value: TemplateValue;
  readonly #isSafe: boolean;
  readonly #at: number;
  readonly #values: readonly TemplateValue[];
  #next = 0;
  #hasNames = false;

  constructor(value: TemplateValue, isSafe: boolean, at: number) {
    this.#value = value;
    this.#isSafe = isSafe;
    this.#at = at;
    this.#values = isTuple(value) ? value.items : [value];
  }

  format(text: string): string {
    let length = 0;
    const made = text.replaceAll(CONVERSION, (...match: readonly unknown[]) => {
      const part =
        match[0] === '%%'
          ? '%'
          : this.#convert(match.slice(1, 6).map((group) => (typeof group === 'string' ? group : undefined)));
      length += part.length;
      checkLength('%', length, this.#at);
      return part;
    });
    const isRestAllowed = mayHaveMore(this.#value);
    if (this.#next < this.#values.length && !isRestAllowed) {
      throw this.#error('is given more values than it has "%"', 'Write a "%" for each value');
    }
    return made;
  }

  #convert([name, flags = '', width, precision, type]: readonly (string | undefined)[]): string {
    if (type === undefined) throw this.#error('ends within a "%"', 'Write "%%" for a percent sign');
    if (name !== undefined && !mayHaveNames(this.#value))
      throw this.#error('needs a map for its names', 'Give it a map');
    const columns = width === '*' ? this.#takeCount() : Number(width ?? 0);
    // A point alone is a precision of nought.
    const digits = precision === '*' ? Math.max(0, this.#takeCount()) : Number(precision ?? 0);
    const conversion = {
      flags: columns < 0 ? `${flags}-` : flags,
      width: Math.abs(columns),
      precision: precision === undefined ? null : digits,
      type,
    };
    checkLength('%', conversion.width + digits, this.#at);
    const value = name === undefined ? this.#take() : this.#named(name);
    return this.#pad(this.#body(value, conversion), conversion);
  }

  #named(name: string): TemplateValue {
    this.#hasNames = true;
    const value = isMap(this.#value) ? findInMap(this.#value, name, this.#at) : null;
    if (value !== null && !isUndefined(value)) return value;
    throw this.#error(`needs "${name}", which is not in the map`, 'Add it to the map');
  }

  #take(): TemplateValue {
    // Behind a name the values are used up (Python).
    const value = this.#hasNames ? undefined : this.#values[this.#next];
    this.#next += 1;
    if (value !== undefined) return value;
    throw this.#error('is given too few values', 'Give it a value for each "%"');
  }

  #takeCount(): number {
    const count = this.#take();
    if (isInteger(count)) return Number(count);
    throw this.#error(`needs an integer for "*", not ${describeValue(count)}`, 'Give it an integer');
  }

  #body(value: TemplateValue, conversion: Conversion): string {
    const { type, precision } = conversion;
    if ('sra'.includes(type)) {
      const text = this.#textOf(value, type);
      return precision === null ? text : charactersOf(text).slice(0, precision).join('');
    }
    if (type === 'c') return this.#character(value);
    if (isNumber(value) && 'diuoxX'.includes(type)) return integerDigits(value, conversion, this.#at);
    if (isNumber(value) && 'eEfFgG'.includes(type)) return floatDigits(value, conversion, this.#at);
    if ('diuoxXeEfFgG'.includes(type)) {
      throw this.#error(`needs a number for "%${type}", not ${describeValue(value)}`, 'Convert it, by "| int"');
    }
    throw this.#error(`has "%${type}", which is unknown`, 'Write "%%" for a percent sign');
  }

  #textOf(value: TemplateValue, type: string): string {
    const text = type === 's' ? toText(value, this.#at) : toRepresentation(value, this.#at);
    if (this.#isSafe && !(isMarkup(value) && type === 's')) return escapeHtml(text);
    return type === 'a' ? toAscii(text) : text;
  }

  #character(value: TemplateValue): string {
    if (isInteger(value)) return characterOf(Number(value), this.#at);
    const text = textOf(value);
    if (text !== null && lengthOfText(text) === 1) return text;
    throw this.#error('needs one character or its number for "%c"', 'Give it one');
  }

  #pad(text: string, { flags, width, type }: Conversion): string {
    const missing = width - lengthOfText(text);
    if (missing <= 0) return text;
    if (flags.includes('-')) return text + ' '.repeat(missing);
    if (!flags.includes('0') || 'srac'.includes(type)) return ' '.repeat(missing) + text;
    const [before = ''] = /^[-+ ]?(?:0[xXo])?/.exec(text) ?? [];
    const kept = flags.includes('#') ? before : before.slice(0, /^[-+ ]/.test(before) ? 1 : 0);
    return kept + '0'.repeat(missing) + text.slice(kept.length);
  }

  #error(problem: string, next: string): TemplateError {
    return new TemplateError(this.#at, `The format before "%" ${problem}`, next);
  }
}

/** All but ASCII as escapes (Python's `ascii`). */
export function toAscii(text: string): string {
  return text.replaceAll(/[^\x00-\x7f]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0xff) return `\\x${code.toString(16)}`;
    return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  });
}

/** What Python looks into by keys: it may hold names, so that values may be left over. */
function mayHaveNames(value: TemplateValue): boolean {
  return isMap(value);
}

function mayHaveMore(value: TemplateValue): boolean {
  const isPlain = value === null || isNumber(value) || textOf(value) !== null || isTuple(value) || isDate(value);
  return !isPlain && !isFunction(value) && !isIterator(value);
}
