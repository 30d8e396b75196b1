import { readArguments } from './arguments.ts';
import type { ComparisonOperator } from './ast.ts';
import { isEqual } from './compare.ts';
import { isFilter } from './filters/index.ts';
import { isLower, isUpper } from './methods/text-tests.ts';
import { applyBinary, applyComparison } from './operators.ts';
import { toText } from './print.ts';
import { lengthOf } from './sequence.ts';
import { TemplateError } from './template-error.ts';
import {
  isBytes,
  isFloat,
  isFunction,
  isInteger,
  isIterator,
  isMap,
  isMarkup,
  isNumber,
  isObject,
  isRange,
  isSet,
  isUndefined,
  isView,
  itemsOf,
  textOf,
  type Arguments,
  type TemplateValue,
} from './value.ts';

type Test = (value: TemplateValue, given: Arguments) => boolean;

/** A test without arguments. */
function plain(name: string, test: Test): [string, Test] {
  return [
    name,
    (value, given) => {
      readArguments(name, given, []);
      return test(value, given);
    },
  ];
}

/** The tests of Jinja 3.1 (`x is odd`). */
const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  plain('defined', (value) => !isUndefined(value)),
  plain('undefined', isUndefined),
  plain('none', (value) => value === null),
  plain('boolean', (value) => typeof value === 'boolean'),
  plain('true', (value) => value === true),
  plain('false', (value) => value === false),
  plain('integer', (value) => isInteger(value) && typeof value !== 'boolean'),
  plain('float', isFloat),
  plain('number', isNumber),
  plain('string', (value) => textOf(value) !== null),
  plain('mapping', isMap),
  plain('sequence', isSequence),
  plain('iterable', isIterable),
  plain(
    'callable',
    (value) => isFunction(value) || isUndefined(value) || (isObject(value) && value.call !== undefined),
  ),
  plain('escaped', isMarkup),
  plain('odd', (value, { at }) => isEqual(applyBinary('%', value, 2, at), 1)),
  plain('even', (value, { at }) => isEqual(applyBinary('%', value, 2, at), 0)),
  plain('lower', (value, { at }) => isLower(toText(value, at))),
  plain('upper', (value, { at }) => isUpper(toText(value, at))),
  plain('filter', (value, given) => isName(value, (name) => isFilter(name, given))),
  plain('test', (value) => isName(value, (name) => TESTS.has(name))),
  ['divisibleby', isDivisible],
  ['sameas', isSame],
  ['in', (value, given) => applyComparison('in', value, readArguments('in', given, ['seq'], 1).seq ?? null, given.at)],
  ...comparisons('==', ['==', 'eq', 'equalto']),
  ...comparisons('!=', ['!=', 'ne']),
  ...comparisons('<', ['<', 'lt', 'lessthan']),
  ...comparisons('>', ['>', 'gt', 'greaterthan']),
  ...comparisons('<=', ['<=', 'le']),
  ...comparisons('>=', ['>=', 'ge']),
]);

/** Whether there is a test of a name. */
export function isTest(name: string): boolean {
  return TESTS.has(name);
}

/** Applies the test of a name; throws a `TemplateError` where there is none. */
export function applyTest(name: string, value: TemplateValue, given: Arguments): boolean {
  const test = TESTS.get(name);
  if (test !== undefined) return test(value, given);
  throw new TemplateError(given.at, `"${name}" is no test of a template`, 'Correct the name');
}

function isName(value: TemplateValue, isKnown: (name: string) => boolean): boolean {
  const name = textOf(value);
  return name !== null && isKnown(name);
}

/** Whether it has a length and items by their keys. */
function isSequence(value: TemplateValue): boolean {
  if (isSet(value) || isView(value)) return false;
  return lengthOf(value) !== null;
}

function isIterable(value: TemplateValue): boolean {
  const isMany = itemsOf(value) !== null || textOf(value) !== null || isMap(value) || isSet(value) || isView(value);
  const isOther = isRange(value) || isBytes(value) || isIterator(value) || isUndefined(value);
  return isMany || isOther || (isObject(value) && value.iterate !== undefined);
}

function comparisons(operator: ComparisonOperator, names: readonly string[]): [string, Test][] {
  return names.map((name) => [
    name,
    (value, given) => {
      const { other = null } = readArguments(name, given, ['other'], 1);
      return applyComparison(operator, value, other, given.at);
    },
  ]);
}

function isDivisible(value: TemplateValue, given: Arguments): boolean {
  const { num = 1 } = readArguments('divisibleby', given, ['num'], 1);
  return isEqual(applyBinary('%', value, num, given.at), 0);
}

/** One and the same value, not only an equal one. */
function isSame(value: TemplateValue, given: Arguments): boolean {
  return value === (readArguments('sameas', given, ['other'], 1).other ?? null);
}
