import type { BinaryOperator, ComparisonOperator } from './ast.ts';
import { getAttribute, getItem, getSlice } from './access.ts';
import { applyFilter } from './filters/index.ts';
import { filtersOf, GLOBALS } from './globals.ts';
import type { OutputMark } from './line-map.ts';
import { setInMap } from './map.ts';
import { applyBinary, applyComparison, applyUnary } from './operators.ts';
import { toText } from './print.ts';
import { Scope } from './scope.ts';
import { iterate, type Bounds } from './sequence.ts';
import { TemplateError } from './template-error.ts';
import { applyTest } from './tests.ts';
import {
  describeValue,
  isFunction,
  isObject,
  isTrue,
  isUndefined,
  type Arguments,
  type TemplateFloat,
  type TemplateFunction,
  type TemplateMap,
  type TemplateTuple,
  type TemplateValue,
} from './value.ts';

/** What a function has to say about its call, at an offset into the template. */
export interface TemplateWarning {
  readonly at: number;
  readonly message: string;
  readonly next: string;
}

/** One turn of a loop. */
interface Turn {
  readonly item: TemplateValue;
  /** What `loop` is within it. */
  readonly loop: TemplateMap;
}

/**
 * All that a compiled template can reach. Its methods are the meaning of Jinja's expressions over the values of
 * value.ts; `at` is the offset of the expression in the template.
 */
export class Runtime {
  readonly scope: Scope;
  /** Which part of the template wrote which part of the output. */
  readonly marks: OutputMark[] = [];
  readonly warnings: TemplateWarning[] = [];
  readonly #filters: ReadonlyMap<string, TemplateFunction>;

  constructor(context: ReadonlyMap<string, TemplateValue>) {
    this.scope = new Scope(new Map([...GLOBALS, ...context]));
    this.#filters = filtersOf(context);
  }

  mark(output: number, source: number, isText: boolean): void {
    this.marks.push({ output, source, isText });
  }

  print(value: TemplateValue): string {
    return toText(value);
  }

  isTrue(value: TemplateValue): boolean {
    return isTrue(value);
  }

  nothing(): TemplateValue {
    return { kind: 'undefined', what: 'the missing "else"' };
  }

  float(value: number): TemplateFloat {
    return { kind: 'float', value };
  }

  tuple(items: readonly TemplateValue[]): TemplateTuple {
    return { kind: 'tuple', items };
  }

  map(entries: readonly (readonly [TemplateValue, TemplateValue])[], at: number): TemplateMap {
    const map: TemplateMap = new Map();
    for (const [key, value] of entries) {
      setInMap(map, key, value, at);
    }
    return map;
  }

  and(left: TemplateValue, right: () => TemplateValue): TemplateValue {
    return isTrue(left) ? right() : left;
  }

  or(left: TemplateValue, right: () => TemplateValue): TemplateValue {
    return isTrue(left) ? left : right();
  }

  binary(operator: BinaryOperator, left: TemplateValue, right: TemplateValue, at: number): TemplateValue {
    return applyBinary(operator, left, right, at);
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
      if (!applyComparison(operator, left, right, at)) return false;
      left = right;
    }
    return true;
  }

  attribute(of: TemplateValue, name: string, at: number): TemplateValue {
    return getAttribute(of, name, at);
  }

  item(of: TemplateValue, index: TemplateValue, at: number): TemplateValue {
    return getItem(of, index, at);
  }

  slice(of: TemplateValue, bounds: Bounds, at: number): TemplateValue {
    return getSlice(of, bounds, at);
  }

  call(callee: TemplateValue, given: Arguments): TemplateValue {
    if (isFunction(callee)) return callee.call(given);
    if (isObject(callee) && callee.call !== undefined) return callee.call(given);
    if (!isUndefined(callee)) {
      throw new TemplateError(given.at, `This is ${describeValue(callee)} and no function`, 'Take the call away');
    }
    throw new TemplateError(given.at, `"${callee.what}" is undefined and cannot be called`, 'Correct the name');
  }

  filter(name: string, value: TemplateValue, given: Arguments): TemplateValue {
    return applyFilter(name, value, given);
  }

  test(name: string, value: TemplateValue, given: Arguments): boolean {
    return applyTest(name, value, given);
  }

  /** The arguments of a call at a place. */
  given(
    at: number,
    positional: readonly TemplateValue[],
    named: readonly (readonly [string, TemplateValue])[],
  ): Arguments {
    const warn = (message: string, next: string): unknown => this.warnings.push({ at, message, next });
    return { positional, named: new Map(named), at, warn, filters: this.#filters };
  }

  /** Sets one name, or several to the items of a value. */
  bind(scope: Scope, targets: readonly string[], value: TemplateValue, at: number): void {
    const [first = '', ...more] = targets;
    if (more.length === 0) {
      scope.set(first, value);
      return;
    }
    const items = iterate(value, at);
    if (items.length !== targets.length) {
      const message = `${targets.length} names stand for ${items.length} values`;
      throw new TemplateError(at, message, 'Write as many names as there are values');
    }
    for (const [index, name] of targets.entries()) scope.set(name, items[index] ?? null);
  }

  /** The turns of a loop over those items that `isWanted` (the `if` of a `for`). */
  turns(iterable: TemplateValue, isWanted: ((item: TemplateValue) => boolean) | null, at: number): Turn[] {
    const all = iterate(iterable, at);
    const items = isWanted === null ? all : all.filter(isWanted);
    return items.map((item, index) => ({ item, loop: loopState(items, index) }));
  }
}

function loopState(items: readonly TemplateValue[], index: number): TemplateMap {
  const { length } = items;
  const missing: TemplateValue = { kind: 'undefined', what: 'item outside the loop' };
  return new Map<TemplateValue, TemplateValue>([
    ['index', index + 1],
    ['index0', index],
    ['revindex', length - index],
    ['revindex0', length - index - 1],
    ['first', index === 0],
    ['last', index === length - 1],
    ['length', length],
    ['previtem', items[index - 1] ?? missing],
    ['nextitem', items[index + 1] ?? missing],
  ]);
}
