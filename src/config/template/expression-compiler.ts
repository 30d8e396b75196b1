import type { CallExpression, Expression, Given, Literal } from './ast.ts';
import { isConstant } from './constant.ts';
import { loadName, markupCode, softFrame, type Frame } from './frame.ts';

/**
 * An expression as JavaScript. All that it does is to call the runtime, `it`, with texts and numbers from here and
 * with the variables of the frame: no name of the template becomes a name of JavaScript.
 */
export function compileExpression(expression: Expression, frame: Frame): string {
  const inner = (part: Expression): string => compileExpression(part, frame);
  const at = placeCode(expression.at, frame);
  switch (expression.kind) {
    case 'literal':
      return compileLiteral(expression.value);
    case 'captured':
      return markupCode(frame.captured, frame, at);
    case 'name':
      return loadName(expression.name, frame);
    case 'list':
      return `[${expression.items.map(inner).join(',')}]`;
    case 'tuple':
      return `it.tuple([${expression.items.map(inner).join(',')}])`;
    case 'map':
      return `it.map([${expression.entries.map(([key, value]) => `[${inner(key)},${inner(value)}]`).join(',')}],${at})`;
    case 'attribute':
      return `it.attribute(${inner(expression.of)},${JSON.stringify(expression.name)},${at})`;
    case 'item':
      return `it.item(${inner(expression.of)},${inner(expression.index)},${at})`;
    case 'slice': {
      const bounds = expression.bounds.map((bound) => (bound === null ? 'null' : inner(bound)));
      return `it.slice(${inner(expression.of)},[${bounds.join(',')}],${at})`;
    }
    case 'call':
      return compileCallExpression(expression, frame);
    case 'filter':
    case 'test': {
      if (!frame.isSoft) frame.needs.push([expression.kind, expression.name, expression.at + frame.shift]);
      const given = compileGiven(expression.given, frame, at);
      return `it.${expression.kind}(${JSON.stringify(expression.name)},${inner(expression.of)},${given})`;
    }
    default:
      return compileOperator(expression, frame);
  }
}

type Operator = Extract<Expression, { kind: 'binary' | 'unary' | 'comparison' | 'logic' | 'not' | 'condition' }>;

function compileOperator(expression: Operator, frame: Frame): string {
  const inner = (part: Expression): string => compileExpression(part, frame);
  const at = placeCode(expression.at, frame);
  switch (expression.kind) {
    case 'binary': {
      const operands = `${inner(expression.left)},${inner(expression.right)}`;
      if (expression.operator === '~') return `it.join(${operands},${escapingCode(frame)},${at})`;
      return `it.binary(${JSON.stringify(expression.operator)},${operands},${at})`;
    }
    case 'unary':
      return `it.unary(${JSON.stringify(expression.operator)},${inner(expression.of)},${at})`;
    case 'comparison': {
      // Functions, so that what follows a false one is not evaluated.
      const rest = expression.rest.map(([operator, operand]) => `[${JSON.stringify(operator)},()=>${inner(operand)}]`);
      return `it.compare(${inner(expression.first)},[${rest.join(',')}],${at})`;
    }
    case 'logic':
      return `it.${expression.operator}(${inner(expression.left)},()=>${inner(expression.right)})`;
    case 'not':
      return `!it.isTrue(${inner(expression.of)})`;
    case 'condition': {
      const soft = softFrame(frame);
      const branch = (part: Expression): string => compileExpression(part, soft);
      const otherwise =
        expression.otherwise === null ? `it.missing('the missing "else"')` : branch(expression.otherwise);
      return `(it.isTrue(${branch(expression.test)})?${branch(expression.then)}:${otherwise})`;
    }
  }
}

/** Code for the text that an expression is written as; of a call, `caller` is the variable of what is handed over. */
export function printCode(expression: Expression, place: Frame, caller?: string): string {
  const isConstantAsked = place.escaping === 'asked' && isConstant(expression);
  const frame = isConstantAsked ? { ...place, escaping: place.escapingOfConstants } : place;
  const isCall = expression.kind === 'call' && caller !== undefined;
  const value = isCall ? compileCallExpression(expression, frame, caller) : compileExpression(expression, frame);
  return frame.escaping === 'never'
    ? `it.print(${value},${placeCode(expression.at, frame)})`
    : `it.escape(${value},${escapingCode(frame)},${placeCode(expression.at, frame)})`;
}

/** Code for where an expression of this offset stands. */
function placeCode(at: number, { shiftCode }: Frame): string {
  return `${at}${shiftCode}`;
}

function escapingCode({ escaping }: Frame): string {
  return escaping === 'asked' ? 'c.escapes' : String(escaping === 'always');
}

function compileCallExpression({ of, given, at }: CallExpression, frame: Frame, caller?: string): string {
  return `it.call(c,${compileExpression(of, frame)},${compileGiven(given, frame, placeCode(at, frame), caller)})`;
}

function compileGiven(
  { positional, named, spread, namedSpread }: Given,
  frame: Frame,
  at: string,
  caller = '',
): string {
  const inOrder = positional.map((part) => compileExpression(part, frame));
  const byName = named.map(
    ([name, part, place]) => `[${JSON.stringify(name)},${compileExpression(part, frame)},${placeCode(place, frame)}]`,
  );
  if (caller !== '') byName.push(`["caller",${caller},${at}]`);
  const placed = (part: Expression): string => `${compileExpression(part, frame)},${placeCode(part.at, frame)}`;
  if (spread !== null) inOrder.push(`...it.spread(${placed(spread)})`);
  if (namedSpread !== null) byName.push(`...it.spreadNames(${placed(namedSpread)})`);
  const escapes = frame.escaping === 'never' ? '' : `,${escapingCode(frame)}`;
  return `it.given(${at},[${inOrder.join(',')}],[${byName.join(',')}]${escapes})`;
}

function compileLiteral(value: Literal): string {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? String(value) : `${value}n`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `it.float(${value.value})`;
}
