import type { Expression, Given, Statement, Target } from './ast.ts';

/** The expressions that an expression is made of, in the order of their evaluation. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'name':
    case 'captured':
      return [];
    case 'list':
    case 'tuple':
      return expression.items;
    case 'map':
      return expression.entries.flat();
    case 'attribute':
    case 'unary':
    case 'not':
      return [expression.of];
    case 'item':
      return [expression.of, expression.index];
    case 'slice':
      return [expression.of, ...expression.bounds.filter((bound) => bound !== null)];
    case 'call':
    case 'filter':
    case 'test':
      return [expression.of, ...partsOfGiven(expression.given)];
    case 'binary':
    case 'logic':
      return [expression.left, expression.right];
    case 'comparison':
      return [expression.first, ...expression.rest.map(([, operand]) => operand)];
    case 'condition':
      return [expression.test, expression.then, ...present(expression.otherwise)];
  }
}

function partsOfGiven({ positional, named, spread, namedSpread }: Given): Expression[] {
  return [...positional, ...named.map(([, value]) => value), ...present(spread), ...present(namedSpread)];
}

function present(expression: Expression | null): Expression[] {
  return expression === null ? [] : [expression];
}

/** What a statement reads in the frame that it stands in, its bodies left out. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'text':
    case 'block':
    case 'macro':
    case 'autoescape':
      return [];
    case 'output':
      return statement.values;
    case 'again':
      return statement.output.values;
    case 'if':
      return statement.branches.map(({ test }) => test);
    case 'for':
      return [statement.iterable];
    case 'set':
    case 'do':
    case 'filter':
    case 'setBlock':
      return [statement.value];
    case 'with':
      return statement.bindings.map(([, value]) => value);
    case 'call':
      return [statement.call];
    case 'extends':
    case 'include':
    case 'import':
    case 'from':
      return [statement.template];
  }
}

const NO_BODIES: readonly (readonly Statement[])[] = [];

/** The statements within a statement. */
export function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'if':
      return [...statement.branches.map(({ body }) => body), statement.otherwise];
    case 'for':
      return [statement.body, statement.otherwise];
    case 'setBlock':
    case 'with':
    case 'macro':
    case 'call':
    case 'filter':
    case 'block':
    case 'autoescape':
      return [statement.body];
    default:
      return NO_BODIES;
  }
}

/** The names that a target sets; not the namespaces of which it sets an attribute. */
export function namesOf(target: Target): readonly string[] {
  if (target.kind === 'name') return [target.name];
  return target.kind === 'tuple' ? target.items.flatMap(namesOf) : [];
}

/** The namespaces of which a target sets an attribute. */
export function namespacesOf(target: Target): readonly Extract<Target, { kind: 'attribute' }>[] {
  if (target.kind === 'attribute') return [target];
  return target.kind === 'tuple' ? target.items.flatMap(namespacesOf) : [];
}
