import type { BinaryOperator, CallExpression, ComparisonOperator, Expression, Given } from './ast.ts';
import { parseGiven } from './given-parser.ts';
import { parseUntil } from './parse-until.ts';
import { TemplateError } from './template-error.ts';
import type { TokenStream } from './token-stream.ts';

interface Binding {
  readonly operator: BinaryOperator;
  readonly level: number;
}

/** Binary operators from the loosest to the tightest, as Jinja binds them; all group from the left, `**` too. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [['+', '-'], ['~'], ['*', '/', '//', '%'], ['**']];

const BINDINGS: ReadonlyMap<string | null, Binding> = new Map(
  LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, { operator, level }] as const)),
);

const COMPARISONS: ReadonlyMap<string | null, ComparisonOperator> = new Map(
  (['==', '!=', '<', '>', '<=', '>=', 'in'] as const).map((operator) => [operator, operator]),
);

const NO_ARGUMENTS: Given = { positional: [], named: [], spread: null, namedSpread: null };

/** Reads `a if b else c` and everything that binds tighter. */
export function parseExpression(stream: TokenStream): Expression {
  return stream.nested(() => {
    let value = parseOr(stream);
    while (stream.is('if')) {
      const { at } = stream.advance();
      const test = parseOr(stream);
      const otherwise = stream.skip('else') ? parseExpression(stream) : null;
      value = { kind: 'condition', test, then: value, otherwise, at };
    }
    return value;
  });
}

/**
 * Reads one expression, or several between commas as a tuple. `endsAt` tells where a list with a last comma stops;
 * `parse` reads one of them.
 */
export function parseTuple(
  stream: TokenStream,
  endsAt: () => boolean = () => stream.isEnd(),
  parse = parseExpression,
): Expression {
  const { at } = stream.current;
  const first = parse(stream);
  if (!stream.is(',')) return first;
  const items = [first];
  while (stream.skip(',') && !endsAt()) items.push(parse(stream));
  return { kind: 'tuple', items, at };
}

/** Reads an expression without a condition behind it: that of a loop belongs to the loop. */
export function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream);
  while (stream.is('or')) {
    const { at } = stream.advance();
    left = { kind: 'logic', operator: 'or', left, right: parseAnd(stream), at };
  }
  return left;
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream);
  while (stream.is('and')) {
    const { at } = stream.advance();
    left = { kind: 'logic', operator: 'and', left, right: parseNot(stream), at };
  }
  return left;
}

function parseNot(stream: TokenStream): Expression {
  const { at } = stream.current;
  return stream.skip('not') ? { kind: 'not', of: stream.nested(() => parseNot(stream)), at } : parseComparison(stream);
}

function parseComparison(stream: TokenStream): Expression {
  const { at } = stream.current;
  const first = parseBinary(stream, 0);
  const rest: [ComparisonOperator, Expression][] = [];
  for (;;) {
    const operator = takeComparison(stream);
    if (operator === undefined) break;
    rest.push([operator, parseBinary(stream, 0)]);
  }
  return rest.length === 0 ? first : { kind: 'comparison', first, rest, at };
}

function takeComparison(stream: TokenStream): ComparisonOperator | undefined {
  if (stream.is('not') && stream.nextIs('in')) {
    stream.advance();
    stream.advance();
    return 'not in';
  }
  const operator = COMPARISONS.get(stream.word);
  if (operator !== undefined) stream.advance();
  return operator;
}

/** Reads operands between operators that bind at least as tight as those of a level. */
function parseBinary(stream: TokenStream, lowest: number): Expression {
  let left = parseUnary(stream, true);
  for (;;) {
    const binding = BINDINGS.get(stream.word);
    if (binding === undefined || binding.level < lowest) return left;
    const { at } = stream.advance();
    const right = parseBinary(stream, binding.level + 1);
    left = { kind: 'binary', operator: binding.operator, left, right, at };
  }
}

/** A sign binds tighter than a filter behind it: `-1 | abs` is 1. */
function parseUnary(stream: TokenStream, hasFilters: boolean): Expression {
  const { at } = stream.current;
  const operator = stream.is('-') ? '-' : stream.is('+') ? '+' : null;
  if (operator !== null) stream.advance();
  const operand: Expression =
    operator === null
      ? parsePrimary(stream)
      : { kind: 'unary', operator, of: stream.nested(() => parseUnary(stream, false)), at };
  const value = parsePostfix(stream, operand);
  return hasFilters ? parseFilters(stream, value) : value;
}

/** Reads a name, a literal or what stands in brackets. */
export function parsePrimary(stream: TokenStream): Expression {
  const token = stream.current;
  const { at } = token;
  switch (token.kind) {
    case 'name':
      stream.advance();
      return namedValue(token.text, at);
    case 'string':
      return { kind: 'literal', value: parseAdjacentStrings(stream), at };
    case 'integer':
      stream.advance();
      return { kind: 'literal', value: token.value, at };
    case 'float':
      stream.advance();
      return { kind: 'literal', value: { kind: 'float', value: token.value }, at };
    default:
      return parseBracketed(stream);
  }
}

function namedValue(name: string, at: number): Expression {
  if (name === 'true' || name === 'True') return { kind: 'literal', value: true, at };
  if (name === 'false' || name === 'False') return { kind: 'literal', value: false, at };
  return name === 'none' || name === 'None' ? { kind: 'literal', value: null, at } : { kind: 'name', name, at };
}

/** Texts that follow each other are one. */
function parseAdjacentStrings(stream: TokenStream): string {
  let text = '';
  for (let token = stream.current; token.kind === 'string'; token = stream.current) {
    text += token.value;
    stream.advance();
  }
  return text;
}

function parseBracketed(stream: TokenStream): Expression {
  const { at } = stream.current;
  if (stream.skip('(')) {
    if (stream.skip(')')) return { kind: 'tuple', items: [], at };
    const value = parseTuple(stream, () => stream.is(')'));
    stream.expect(')');
    return value;
  }
  if (stream.skip('[')) return { kind: 'list', items: parseUntil(stream, ']', parseExpression), at };
  if (stream.skip('{')) return { kind: 'map', entries: parseUntil(stream, '}', parseEntry), at };
  throw stream.unexpected('a value');
}

function parseEntry(stream: TokenStream): readonly [Expression, Expression] {
  const key = parseExpression(stream);
  stream.expect(':');
  return [key, parseExpression(stream)];
}

function parsePostfix(stream: TokenStream, start: Expression): Expression {
  let value = start;
  for (;;) {
    if (stream.is('.')) value = parseAttribute(stream, value);
    else if (stream.is('[')) value = parseItem(stream, value);
    else if (stream.is('(')) value = parseCall(stream, value);
    else return value;
  }
}

function parseAttribute(stream: TokenStream, of: Expression): Expression {
  stream.expect('.');
  const token = stream.current;
  if (token.kind === 'integer') {
    stream.advance();
    return { kind: 'item', of, index: { kind: 'literal', value: token.value, at: token.at }, at: token.at };
  }
  return { kind: 'attribute', of, name: stream.expectName(), at: token.at };
}

/** What stands in `[]`: an index, several as a tuple, or the bounds of a slice. */
function parseItem(stream: TokenStream, of: Expression): Expression {
  const { at } = stream.advance();
  if (stream.skip(']')) return { kind: 'item', of, index: { kind: 'tuple', items: [], at }, at };
  const start = stream.is(':') ? null : parseExpression(stream);
  if (start === null || stream.is(':')) return parseSlice(stream, { of, start, at });
  const more: Expression[] = [];
  while (stream.skip(',') && !stream.is(']')) more.push(parseExpression(stream));
  stream.expect(']');
  return { kind: 'item', of, index: more.length === 0 ? start : { kind: 'tuple', items: [start, ...more], at }, at };
}

function parseSlice(
  stream: TokenStream,
  { of, start, at }: { readonly of: Expression; readonly start: Expression | null; readonly at: number },
): Expression {
  stream.expect(':');
  const stop = stream.isOneOf([':', ']']) ? null : parseExpression(stream);
  const step = stream.skip(':') && !stream.is(']') ? parseExpression(stream) : null;
  stream.expect(']');
  return { kind: 'slice', of, bounds: [start, stop, step], at };
}

function parseCall(stream: TokenStream, of: Expression): CallExpression {
  return { kind: 'call', of, given: parseGiven(stream), at: of.at };
}

function parseFilters(stream: TokenStream, start: Expression): Expression {
  let value = start;
  for (;;) {
    if (stream.skip('|')) value = parseFilter(stream, value);
    else if (stream.skip('is')) value = parseTest(stream, value);
    else if (stream.is('(')) value = parseCall(stream, value);
    else return value;
  }
}

/** Reads the name of a filter, which stands behind `|`, and its arguments. */
export function parseFilter(stream: TokenStream, of: Expression): Expression {
  const { at } = stream.current;
  const name = parseDottedName(stream);
  return { kind: 'filter', of, name, given: stream.is('(') ? parseGiven(stream) : NO_ARGUMENTS, at };
}

function parseTest(stream: TokenStream, of: Expression): Expression {
  const isNegated = stream.skip('not');
  const { at } = stream.current;
  const name = parseDottedName(stream);
  const test: Expression = { kind: 'test', of, name, given: parseTestArguments(stream), at };
  return isNegated ? { kind: 'not', of: test, at } : test;
}

/** A test takes its one argument without brackets too: `x is divisibleby 3`. */
function parseTestArguments(stream: TokenStream): Given {
  if (stream.is('(')) return parseGiven(stream);
  const { kind } = stream.current;
  const isValue = kind === 'string' || kind === 'integer' || kind === 'float' || stream.isOneOf(['[', '{']);
  const isName = kind === 'name' && !stream.isOneOf(['else', 'or', 'and']);
  if (stream.is('is')) {
    throw new TemplateError(stream.current.at, 'Two tests follow each other', 'Put "and" between them');
  }
  if (!isValue && !isName) return NO_ARGUMENTS;
  return { ...NO_ARGUMENTS, positional: [parsePostfix(stream, parsePrimary(stream))] };
}

function parseDottedName(stream: TokenStream): string {
  const parts = [stream.expectName()];
  while (stream.skip('.')) parts.push(stream.expectName());
  return parts.join('.');
}
