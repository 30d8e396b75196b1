import type { Expression } from './ast.ts';

/**
 * Whether Jinja knows the value of an expression before the template runs, even where only then it is known whether
 * output is escaped: that takes no names, calls, filters and tests.
 */
export function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
      return true;
    case 'list':
    case 'tuple':
      return expression.items.every(isConstant);
    case 'map':
      return expression.entries.flat().every(isConstant);
    case 'attribute':
    case 'unary':
    case 'not':
      return isConstant(expression.of);
    case 'item':
      return isConstant(expression.of) && isConstant(expression.index);
    case 'slice':
      return [expression.of, ...expression.bounds].every((part) => part === null || isConstant(part));
    case 'binary':
      return isConstant(expression.left) && isConstant(expression.right);
    case 'comparison':
      return isConstant(expression.first) && expression.rest.every(([, operand]) => isConstant(operand));
    case 'logic':
      return isConstant(expression.left) && (decides(expression) || isConstant(expression.right));
    case 'condition':
      return isConstant(expression.test) && branchesOf(expression).every((branch) => isConstant(branch));
    case 'name':
    case 'call':
    case 'captured':
    case 'filter':
    case 'test':
      return false;
  }
}

/** Whether the left side is the value. */
function decides({ operator, left }: Extract<Expression, { kind: 'logic' }>): boolean {
  return truthOf(left) === (operator === 'or');
}

/** The branches that may be taken. */
function branchesOf({ test, then, otherwise }: Extract<Expression, { kind: 'condition' }>): readonly Expression[] {
  const others = otherwise === null ? [] : [otherwise];
  const truth = truthOf(test);
  return truth === null ? [then, ...others] : truth ? [then] : others;
}

/** Whether a literal counts as true; null for what takes more to tell. */
function truthOf(expression: Expression): boolean | null {
  if (expression.kind === 'list' || expression.kind === 'tuple') return expression.items.length > 0;
  if (expression.kind === 'map') return expression.entries.length > 0;
  if (expression.kind !== 'literal') return null;
  const { value } = expression;
  return Boolean(typeof value === 'object' && value !== null ? value.value : value);
}
