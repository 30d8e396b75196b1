import type { BinaryOperator, ComparisonOperator } from './ast.ts';
import { integerArgument } from './arguments.ts';
import { applyFilter } from './filters.ts';
import type { OutputMark } from './line-map.ts';
import { findMethod } from './methods.ts';
import { applyBinary, applyComparison, applyUnary, findInMap, iterate } from './operators.ts';
import { toText } from './print.ts';
import { Scope } from './scope.ts';
import { TemplateError } from './template-error.ts';
import { applyTest } from './tests.ts';
import {
  describeValue,
  isFunction,
  isInteger,
  isMap,
  isTrue,
  isTuple,
  isUndefined,
  itemsOf,
  type Arguments,
  type TemplateFloat,
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

  constructor(context: ReadonlyMap<string, TemplateValue>) {
    this.scope = new Scope(context);
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
      if (isMap(key) || Array.isArray(key)) {
        throw new TemplateError(at, `${describeValue(key)} cannot be a key`, 'Use a text');
      }
      map.set(key, value);
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

  /** `of.name`: a method, else the value of a key; never a property of JavaScript. */
  attribute(of: TemplateValue, name: string, at: number): TemplateValue {
    refuseUndefined(of, name, at);
    const method = findMethod(of, name, at);
    if (method !== null) return method;
    return isMap(of) ? describeAs(findInMap(of, name), name) : { kind: 'undefined', what: name };
  }

  /** `of[index]`: the value of a key, an item counted from 0 or from the end; else a method (Jinja). */
  item(of: TemplateValue, index: TemplateValue, at: number): TemplateValue {
    refuseUndefined(of, toText(index), at);
    const missing: TemplateValue = { kind: 'undefined', what: toText(index) };
    const items = typeof of === 'string' ? [...of] : itemsOf(of);
    if (items !== null && isInteger(index)) return items.at(Number(index)) ?? missing;
    const found = isMap(of) ? findInMap(of, index) : missing;
    if (!isUndefined(found) || typeof index !== 'string') return found;
    return findMethod(of, index, at) ?? missing;
  }

  slice(of: TemplateValue, bounds: readonly [TemplateValue, TemplateValue, TemplateValue], at: number): TemplateValue {
    refuseUndefined(of, 'slice', at);
    const items: readonly TemplateValue[] | null = typeof of === 'string' ? [...of] : itemsOf(of);
    if (items === null)
      throw new TemplateError(at, `${describeValue(of)} has no part from here to there`, 'Use a list');
    const chosen = sliceIndexes(items.length, bounds, at).flatMap((index) => items.slice(index, index + 1));
    if (typeof of === 'string') return chosen.map(toText).join('');
    return isTuple(of) ? { kind: 'tuple', items: chosen } : chosen;
  }

  call(callee: TemplateValue, given: Arguments): TemplateValue {
    if (isFunction(callee)) return callee.call(given);
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
    return { positional, named: new Map(named), at, warn };
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

function refuseUndefined(value: TemplateValue, wanted: string, at: number): void {
  if (!isUndefined(value)) return;
  const message = `"${value.what}" is undefined, so it has no "${wanted}"`;
  throw new TemplateError(at, message, 'Correct the name, or define it');
}

/** Gives what does not exist the name that the template used. */
function describeAs(value: TemplateValue, what: string): TemplateValue {
  return isUndefined(value) ? { kind: 'undefined', what } : value;
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

/** The indexes that Python's `[start:stop:step]` takes of a sequence. */
function sliceIndexes(
  length: number,
  [start, stop, step]: readonly [TemplateValue, TemplateValue, TemplateValue],
  at: number,
): number[] {
  const by = integerArgument('step', step, at, 1);
  if (by === 0) throw new TemplateError(at, 'A slice steps by nought', 'Give it another step');
  const [low, high] = by > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + length : bound, low), high);
  const from = start === null ? (by > 0 ? low : high) : clamp(integerArgument('slice', start, at, 0));
  const to = stop === null ? (by > 0 ? high : low) : clamp(integerArgument('slice', stop, at, 0));
  const indexes: number[] = [];
  for (let index = from; by > 0 ? index < to : index > to; index += by) indexes.push(index);
  return indexes;
}
