import type { Expression, Statement } from './ast.ts';
import { compileExpression } from './expression-compiler.ts';

/** An element of what Eta compiles: text to write, code that gives text (`r`), code to run (`e`). */
export type EtaElement = string | { readonly t: 'r' | 'e'; readonly val: string };

/** The variable of Eta's function that holds what has been written so far. */
const WRITTEN = '__eta.res';

/**
 * Statements as Eta's syntax tree. Names of the template live in scopes: `s0` outside, one more in each turn of a loop
 * (Jinja: what a loop sets ends with the turn; `if` has no scope of its own).
 */
export function compileTemplate(statements: readonly Statement[]): EtaElement[] {
  return [run('const s0=it.scope;'), ...compileBody(statements, 0)];
}

function compileBody(statements: readonly Statement[], depth: number): EtaElement[] {
  return statements.flatMap((statement) => compileStatement(statement, depth));
}

function compileStatement(statement: Statement, depth: number): EtaElement[] {
  const code = (expression: Expression): string => compileExpression(expression, `s${depth}`);
  switch (statement.kind) {
    case 'text':
      return [run(`it.mark(${WRITTEN}.length,${statement.at},true);`), escapeText(statement.text)];
    case 'output':
      return [
        run(`it.mark(${WRITTEN}.length,${statement.at},false);`),
        { t: 'r', val: `it.print(${code(statement.value)})` },
      ];
    case 'if':
      return compileIf(statement, depth, code);
    case 'for':
      return compileFor(statement, depth, code);
    case 'set':
      return [run(`it.bind(s${depth},${JSON.stringify(statement.targets)},${code(statement.value)},${statement.at});`)];
    case 'do':
      return [run(`${code(statement.value)};`)];
  }
}

type StatementOf<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>;
type Code = (expression: Expression) => string;

function compileIf({ branches, otherwise }: StatementOf<'if'>, depth: number, code: Code): EtaElement[] {
  const parts = branches.flatMap(({ test, body }, index) => [
    run(`${index === 0 ? '' : '}else '}if(it.isTrue(${code(test)})){`),
    ...compileBody(body, depth),
  ]);
  return [...parts, run('}else{'), ...compileBody(otherwise, depth), run('}')];
}

function compileFor(statement: StatementOf<'for'>, depth: number, code: Code): EtaElement[] {
  const { targets, iterable, condition, body, otherwise, at } = statement;
  const inner = `s${depth + 1}`;
  const names = JSON.stringify(targets);
  const enter = `const ${inner}=s${depth}.enter();it.bind(${inner},${names},`;
  const filter =
    condition === null ? 'null' : `(item)=>{${enter}item,${at});return ${compileExpression(condition, inner)};}`;
  return [
    run(`{const turns${depth}=it.turns(${code(iterable)},${filter},${at});`),
    run(`for(const turn of turns${depth}){${enter}turn.item,${at});${inner}.set("loop",turn.loop);`),
    ...compileBody(body, depth + 1),
    run(`}if(turns${depth}.length===0){`),
    ...compileBody(otherwise, depth),
    run('}}'),
  ];
}

function run(code: string): EtaElement {
  return { t: 'e', val: code };
}

/** Eta puts text between single quotes as it is. */
function escapeText(text: string): string {
  return text
    .replaceAll(/[\\']/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
