import { readArguments } from './arguments.ts';
import type { ComparisonOperator } from './ast.ts';
import { applyBinary, applyComparison, isEqual, isNumber } from './operators.ts';
import { notSupported, TemplateError } from './template-error.ts';
import { isFloat, isFunction, isInteger, isMap, isUndefined, itemsOf } from './value.ts';
import type { Arguments, TemplateValue } from './value.ts';

type Test = (value: TemplateValue, given: Arguments) => boolean;

/** The tests of Jinja (`x is odd`) that this version has. */
const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', (value) => !isUndefined(value)],
  ['undefined', isUndefined],
  ['none', (value) => value === null],
  ['boolean', (value) => typeof value === 'boolean'],
  ['true', (value) => value === true],
  ['false', (value) => value === false],
  ['integer', (value) => isInteger(value) && typeof value !== 'boolean'],
  ['float', isFloat],
  ['number', isNumber],
  ['string', (value) => typeof value === 'string'],
  ['mapping', isMap],
  ['sequence', (value) => typeof value === 'string' || isMap(value) || itemsOf(value) !== null],
  ['iterable', (value) => typeof value === 'string' || isMap(value) || itemsOf(value) !== null || isUndefined(value)],
  ['callable', isFunction],
  ['odd', (value, given) => isEqual(applyBinary('%', value, 2, given.at), 1)],
  ['even', (value, given) => isEqual(applyBinary('%', value, 2, given.at), 0)],
  ['divisibleby', isDivisible],
  ['lower', (value) => typeof value === 'string' && value === value.toLowerCase() && value !== value.toUpperCase()],
  ['upper', (value) => typeof value === 'string' && value === value.toUpperCase() && value !== value.toLowerCase()],
  ['in', comparison('in')],
  ...(['==', 'eq', 'equalto'] as const).map((name): [string, Test] => [name, comparison('==')]),
  ...(['!=', 'ne'] as const).map((name): [string, Test] => [name, comparison('!=')]),
  ...(['lt', 'lessthan'] as const).map((name): [string, Test] => [name, comparison('<')]),
  ...(['gt', 'greaterthan'] as const).map((name): [string, Test] => [name, comparison('>')]),
  ['le', comparison('<=')],
  ['ge', comparison('>=')],
]);

const LATER = new Set(['sameas', 'escaped', 'filter', 'test']);

/** Applies the test of a name; throws a `TemplateError` where there is none. */
export function applyTest(name: string, value: TemplateValue, given: Arguments): boolean {
  const test = TESTS.get(name);
  if (test !== undefined) return test(value, given);
  if (LATER.has(name)) throw notSupported(given.at, `The test "${name}"`);
  throw new TemplateError(given.at, `"${name}" is no test of a template`, 'Correct the name');
}

function comparison(operator: ComparisonOperator): Test {
  return (value, given) => {
    const { other = null } = readArguments(operator, given, ['other'], 1);
    return applyComparison(operator, value, other, given.at);
  };
}

function isDivisible(value: TemplateValue, given: Arguments): boolean {
  const { num = 1 } = readArguments('divisibleby', given, ['num'], 1);
  return isEqual(applyBinary('%', value, num, given.at), 0);
}
