import type { Expression, Statement } from './ast.ts';
import { bodiesOf, expressionsOf, namesOf, partsOf } from './parts.ts';

/**
 * Which of some special names (`loop`, `caller`, ...) statements read before they set them. Unlike the analysis of a
 * frame it looks into bodies too, those of blocks left out (Jinja).
 */
export function findUndeclared(statements: readonly Statement[], names: readonly string[]): ReadonlySet<string> {
  const search = new Search(names);
  search.visitBody(statements);
  return search.found;
}

class Search {
  readonly found = new Set<string>();
  readonly #sought: Set<string>;
  readonly #searched = new Set<Statement>();

  constructor(names: readonly string[]) {
    this.#sought = new Set(names);
  }

  visitBody(statements: readonly Statement[]): void {
    for (const statement of statements) this.#visit(statement);
  }

  #visit(statement: Statement): void {
    if (statement.kind === 'block' || (statement.kind === 'again' && this.#isKnown(statement.output))) return;
    if (statement.kind === 'call') this.#read(statement.call);
    this.#set(namesSetFirst(statement));
    if (statement.kind === 'macro' || statement.kind === 'call') {
      for (const { otherwise } of statement.parameters) if (otherwise !== null) this.#read(otherwise);
    }
    if (statement.kind === 'autoescape') this.#read(statement.value);
    for (const expression of expressionsOf(statement)) this.#read(expression);
    for (const body of bodiesOf(statement)) this.visitBody(body);
    if (statement.kind === 'for' && statement.condition !== null) this.#read(statement.condition);
  }

  /** Whether an output has been searched; from now on it has. */
  #isKnown(output: Statement): boolean {
    const isKnown = this.#searched.has(output);
    this.#searched.add(output);
    return isKnown;
  }

  #read(expression: Expression): void {
    if (expression.kind === 'name' && this.#sought.has(expression.name)) this.found.add(expression.name);
    for (const part of partsOf(expression)) this.#read(part);
  }

  #set(names: readonly string[]): void {
    for (const name of names) this.#sought.delete(name);
  }
}

/** Names that a statement sets; what follows, the statement's own bodies included, means those. */
function namesSetFirst(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'for':
    case 'set':
    case 'setBlock':
      return namesOf(statement.target);
    case 'with':
      return statement.bindings.flatMap(([target]) => namesOf(target));
    case 'macro':
    case 'call':
      return statement.parameters.map(({ name }) => name);
    default:
      return [];
  }
}
