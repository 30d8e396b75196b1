import type { SourceText } from '../source-text.ts';
import { getAttribute, getItem, getSlice, setAttribute } from './access.ts';
import type { BinaryOperator, ComparisonOperator } from './ast.ts';
import { CHARACTERS_PER_STEP, CHARACTERS_READ_PER_STEP } from './budget.ts';
import { applyFilter } from './filters/index.ts';
import { escapeText, toMarkup } from './html.ts';
import { checkLength } from './limits.ts';
import { setInMap } from './map.ts';
import { applyBinary, applyComparison, applyUnary } from './operators.ts';
import { toText } from './print.ts';
import type { Rendering } from './rendering.ts';
import { iterate, type Bounds } from './sequence.ts';
import type { Context } from './template-context.ts';
import { TemplateError } from './template-error.ts';
import { applyTest } from './tests.ts';
import {
  describeValue,
  isFunction,
  isMap,
  isMarkup,
  isObject,
  isTrue,
  isUndefined,
  textOf,
  toTuple,
  undefinedOf,
  type Arguments,
  type TemplateFloat,
  type TemplateMap,
  type TemplateTuple,
  type TemplateValue,
} from './value.ts';

/** A named argument with its offset. */
type NamedValue = readonly [string, TemplateValue, number];

/**
 * What the expressions of a compiled template can reach. The methods are their meaning over the values of value.ts;
 * `at` is an offset into the file.
 */
export class ExpressionRuntime {
  protected readonly rendering: Rendering;
  protected readonly source: SourceText;

  constructor(rendering: Rendering, source: SourceText) {
    this.rendering = rendering;
    this.source = source;
  }

  step(at: number, count = 1): void {
    this.rendering.budget.step(at, count);
  }

  isTrue(value: TemplateValue): boolean {
    return isTrue(value);
  }

  missing(name: string): TemplateValue {
    return undefinedOf(name);
  }

  float(value: number): TemplateFloat {
    return { kind: 'float', value };
  }

  tuple(items: readonly TemplateValue[]): TemplateTuple {
    return toTuple(items);
  }

  /** What was written, as a value: it is escaped already where that was to be. */
  asWritten(value: TemplateValue, isEscaped: boolean, at: number): TemplateValue {
    return isEscaped ? toMarkup(toText(value, at)) : value;
  }

  map(entries: readonly (readonly [TemplateValue, TemplateValue])[], at: number): TemplateMap {
    const map: TemplateMap = new Map();
    for (const [key, value] of entries) setInMap(map, key, value, at);
    return map;
  }

  and(left: TemplateValue, right: () => TemplateValue): TemplateValue {
    return isTrue(left) ? right() : left;
  }

  or(left: TemplateValue, right: () => TemplateValue): TemplateValue {
    return isTrue(left) ? left : right();
  }

  binary(operator: BinaryOperator, left: TemplateValue, right: TemplateValue, at: number): TemplateValue {
    this.step(at);
    return this.#weigh(applyBinary(operator, left, right, at), at);
  }

  /** `left ~ right`. */
  join(left: TemplateValue, right: TemplateValue, doesEscape: boolean, at: number): TemplateValue {
    this.step(at);
    if (doesEscape && (isMarkup(left) || isMarkup(right))) {
      return this.#weigh(toMarkup(escapeText(left, at) + escapeText(right, at)), at);
    }
    return this.#weigh(toText(left, at) + toText(right, at), at);
  }

  unary(operator: '+' | '-', value: TemplateValue, at: number): TemplateValue {
    return applyUnary(operator, value, at);
  }

  compare(
    first: TemplateValue,
    rest: readonly (readonly [ComparisonOperator, () => TemplateValue])[],
    at: number,
  ): boolean {
    let left = first;
    for (const [operator, operand] of rest) {
      const right = operand();
      this.#stepOver(right, at);
      if (!applyComparison(operator, left, right, at)) return false;
      left = right;
    }
    return true;
  }

  attribute(of: TemplateValue, name: string, at: number): TemplateValue {
    if (typeof of === 'string') this.#stepOver(of, at);
    return getAttribute(of, name, at);
  }

  item(of: TemplateValue, index: TemplateValue, at: number): TemplateValue {
    return getItem(of, index, at);
  }

  slice(of: TemplateValue, bounds: Bounds, at: number): TemplateValue {
    this.step(at);
    return this.#weigh(getSlice(of, bounds, at), at);
  }

  setAttribute(of: TemplateValue, name: string, value: TemplateValue, at: number): void {
    setAttribute(of, name, value, at);
  }

  call(context: Context, callee: TemplateValue, given: Arguments): TemplateValue {
    const { at } = given;
    const { call } = isFunction(callee) || isObject(callee) ? callee : { call: undefined };
    if (call !== undefined) {
      this.step(at);
      const result = this.#weigh(
        this.rendering.budget.deeper(at, () => call(given)),
        at,
      );
      const isWritten = typeof result === 'string' && isObject(callee) && this.rendering.writers.has(callee);
      return isWritten && context.escapes ? toMarkup(result) : result;
    }
    if (!isUndefined(callee)) {
      throw new TemplateError(at, `This is ${describeValue(callee)} and no function`, 'Take the call away');
    }
    throw new TemplateError(at, `"${callee.what}" is undefined and cannot be called`, 'Correct the name');
  }

  filter(name: string, value: TemplateValue, given: Arguments): TemplateValue {
    this.#stepOver(value, given.at);
    return this.#weigh(applyFilter(name, value, given), given.at);
  }

  test(name: string, value: TemplateValue, given: Arguments): boolean {
    this.#stepOver(value, given.at);
    return applyTest(name, value, given);
  }

  /** The arguments of a call at a place. */
  given(at: number, positional: readonly TemplateValue[], named: readonly NamedValue[], escapes = false): Arguments {
    const warn = (message: string, next: string): unknown =>
      this.rendering.warnings.push({ source: this.source, at, message, next });
    const byName = new Map(named.map(([name, value]) => [name, value]));
    if (byName.size < named.length) {
      throw new TemplateError(at, 'An argument is given twice, by its name and by "**"', 'Take one of them away');
    }
    const placeOf = (name: string): number => named.find(([given]) => given === name)?.[2] ?? at;
    return { positional, named: byName, at, placeOf, warn, filters: this.rendering.options.filters, escapes };
  }

  /** `*list` of a call. */
  spread(value: TemplateValue, at: number): readonly TemplateValue[] {
    if (!isUndefined(value)) return iterate(value, at);
    throw new TemplateError(
      at,
      `"${value.what}" is undefined and gives no arguments`,
      'Correct the name, or define it',
    );
  }

  /** `**map` of a call. */
  spreadNames(value: TemplateValue, at: number): NamedValue[] {
    if (!isMap(value)) {
      throw new TemplateError(at, `"**" needs a map, not ${describeValue(value)}`, 'Give it a map');
    }
    return [...value].map(([key, item]) => {
      const name = textOf(key);
      if (name !== null) return [name, item, at];
      throw new TemplateError(at, `"**" needs names, not ${describeValue(key)}`, 'Use texts as keys');
    });
  }

  /** Counts a step that reads a value. */
  #stepOver(value: TemplateValue, at: number): void {
    this.step(at, typeof value === 'string' ? 1 + value.length / CHARACTERS_READ_PER_STEP : 1);
  }

  /** Counts what it took to make a value. */
  #weigh(value: TemplateValue, at: number): TemplateValue {
    const length =
      typeof value === 'string' ? value.length / CHARACTERS_PER_STEP : Array.isArray(value) ? value.length : 0;
    if (typeof value === 'string') checkLength('~', value.length, at);
    this.rendering.budget.step(at, length);
    return value;
  }
}
