import type { Branch, Expression, Statement, StatementOf, Target } from './ast.ts';
import { expressionsOf, namesOf, namespacesOf, partsOf } from './parts.ts';
import type { Symbols } from './symbols.ts';

/** Notes the names that statements read and set in the frame that they stand in. */
export function analyzeBody(symbols: Symbols, statements: readonly Statement[]): void {
  const analyzed = new Set<Statement>();
  for (const statement of statements) {
    // What an output reads it reads again.
    if (statement.kind === 'text' || (statement.kind === 'again' && analyzed.has(statement.output))) continue;
    analyzeStatement(symbols, statement);
    if (statement.kind === 'again') analyzed.add(statement.output);
  }
}

/** Notes the names that an expression reads. */
export function analyzeExpression(symbols: Symbols, expression: Expression): void {
  if (expression.kind === 'name') symbols.load(expression.name);
  for (const part of partsOf(expression)) analyzeExpression(symbols, part);
}

/** Notes names that are handed to a frame: of a loop, of `with`. */
export function analyzeParameters(symbols: Symbols, target: Target): void {
  for (const name of namesOf(target)) symbols.declareParameter(name);
}

function analyzeStatement(symbols: Symbols, statement: Statement): void {
  if (statement.kind === 'if') {
    analyzeIf(symbols, statement);
    return;
  }
  // What a block assignment does with its text it does within.
  if (statement.kind !== 'setBlock') {
    for (const expression of expressionsOf(statement)) analyzeExpression(symbols, expression);
  }
  if (statement.kind === 'set' || statement.kind === 'setBlock') analyzeTarget(symbols, statement.target);
  for (const name of namesSetBy(statement)) symbols.store(name);
}

/** To set an attribute of a namespace is to read the name of that. */
function analyzeTarget(symbols: Symbols, target: Target): void {
  for (const { of } of namespacesOf(target)) symbols.load(of);
  for (const name of namesOf(target)) symbols.store(name);
}

/** Bodies of loops, macros and the like are frames of their own, so only what stands beside them counts. */
function namesSetBy(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'macro':
    case 'import':
      return [statement.name];
    case 'from':
      return statement.names.map(([, name]) => name);
    default:
      return [];
  }
}

/** An `if` has no frame of its own; its branches set names side by side. */
function analyzeIf(symbols: Symbols, { branches, otherwise }: Pick<StatementOf<'if'>, 'branches' | 'otherwise'>): void {
  const [first, ...more] = branches;
  if (first === undefined) return;
  analyzeExpression(symbols, first.test);
  const inBody = symbols.copy();
  analyzeBody(inBody, first.body);
  const inMore = symbols.copy();
  for (const branch of more) analyzeElif(inMore, branch);
  const inOtherwise = symbols.copy();
  analyzeBody(inOtherwise, otherwise);
  symbols.mergeBranches([inBody, inMore, inOtherwise]);
}

function analyzeElif(symbols: Symbols, branch: Branch): void {
  analyzeIf(symbols, { branches: [branch], otherwise: [] });
}
