import type { Expression, Given, Literal } from './ast.ts';

/**
 * An expression as JavaScript. All that it does is to call the runtime, `it`, with texts and numbers from here: no name
 * of the template becomes a name of JavaScript. `scope` is the variable that holds the names in reach.
 */
export function compileExpression(expression: Expression, scope: string): string {
  const inner = (part: Expression): string => compileExpression(part, scope);
  const { at } = expression;
  switch (expression.kind) {
    case 'literal':
      return compileLiteral(expression.value);
    case 'name':
      return `${scope}.get(${JSON.stringify(expression.name)})`;
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
      return `it.call(${inner(expression.of)},${compileGiven(expression.given, scope, at)})`;
    case 'filter':
    case 'test': {
      const given = compileGiven(expression.given, scope, at);
      return `it.${expression.kind}(${JSON.stringify(expression.name)},${inner(expression.of)},${given})`;
    }
    case 'binary':
      return `it.binary(${JSON.stringify(expression.operator)},${inner(expression.left)},${inner(expression.right)},${at})`;
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
      const otherwise = expression.otherwise === null ? 'it.nothing()' : inner(expression.otherwise);
      return `(it.isTrue(${inner(expression.test)})?${inner(expression.then)}:${otherwise})`;
    }
  }
}

function compileGiven({ positional, named }: Given, scope: string, at: number): string {
  const inOrder = positional.map((part) => compileExpression(part, scope));
  const byName = named.map(([name, part]) => `[${JSON.stringify(name)},${compileExpression(part, scope)}]`);
  return `it.given(${at},[${inOrder.join(',')}],[${byName.join(',')}])`;
}

function compileLiteral(value: Literal): string {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? String(value) : `${value}n`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `it.float(${value.value})`;
}
