import { analyzeBody, analyzeExpression, analyzeParameters } from './analysis.ts';
import type { Expression, Statement, StatementOf, Target } from './ast.ts';
import type { TemplateCompiler } from './compiler.ts';
import { insert, run, type EtaElement } from './elements.ts';
import { compileExpression } from './expression-compiler.ts';
import { assignTarget, declareTarget, enterFrame, innerFrame, leaveFrame, valueOfTarget, type Frame } from './frame.ts';
import { bodiesOf } from './parts.ts';
import { TemplateError } from './template-error.ts';
import { findUndeclared } from './undeclared.ts';

/** A loop: in a frame of its own for each turn, another one for its condition and for its `else`. */
export function compileFor(compiler: TemplateCompiler, statement: StatementOf<'for'>, frame: Frame): EtaElement[] {
  const { target, iterable, condition, isRecursive, body, otherwise, at } = statement;
  refuseToSetLoop(target, body);
  const hasState = isRecursive || findUndeclared(body, ['loop']).has('loop') || hasScopedBlock([statement]);
  const inner = innerFrame(frame);
  const state = hasState ? { own: compiler.variable('l'), name: inner.symbols.declareParameter('loop') } : null;
  analyzeParameters(inner.symbols, target);
  analyzeBody(inner.symbols, body);
  const filter = condition === null ? null : compiler.variable('f');
  const isEmpty = compiler.variable('n');
  const turns = (items: string, recurse: string, depth: string): EtaElement[] => [
    run(`let ${isEmpty}=true;`),
    run(startOfTurns({ statement, inner, state, filter, items, recurse, depth })),
    run(enterFrame(inner)),
    ...compiler.compileBody(body, inner),
    run(`${isEmpty}=false;}${leaveFrame(inner)}`),
    ...compileElse({ compiler, otherwise, frame, isEmpty }),
  ];
  const items = compileExpression(iterable, frame);
  const asked =
    filter === null || condition === null ? [] : [run(compileCondition({ filter, target, condition, frame, inner }))];
  if (!isRecursive) return [run('{'), ...asked, ...turns(items, 'null', '0'), run('}')];
  const recurse = compiler.variable('r');
  return [
    run('{'),
    ...asked,
    run(`const ${recurse}=(items,depth)=>part(()=>{`),
    ...turns('items', recurse, 'depth'),
    run('});'),
    run(`it.mark(__eta.res.length,${at},false);`),
    insert(`${recurse}(${items},0)`),
    run('}'),
  ];
}

/** Jinja keeps `loop` for itself within a loop. */
function refuseToSetLoop(target: Target, body: readonly Statement[]): void {
  const at = placeOfLoop(target) ?? placeInBody(body);
  if (at !== null) throw new TemplateError(at, '"loop" tells about the loop and takes no value', 'Take another name');
}

function placeInBody(body: readonly Statement[]): number | null {
  for (const statement of body) {
    const isSetting = statement.kind === 'set' || statement.kind === 'setBlock' || statement.kind === 'for';
    const own = isSetting ? placeOfLoop(statement.target) : null;
    const at = own ?? firstPlace(bodiesOf(statement), placeInBody);
    if (at !== null) return at;
  }
  return null;
}

function placeOfLoop(target: Target): number | null {
  if (target.kind === 'name') return target.name === 'loop' ? target.at : null;
  return target.kind === 'tuple' ? firstPlace(target.items, placeOfLoop) : null;
}

function firstPlace<Item>(items: readonly Item[], placeIn: (item: Item) => number | null): number | null {
  return items.reduce<number | null>((found, item) => found ?? placeIn(item), null);
}

/** A block that sees the names around it may read `loop`, in another template at that. */
function hasScopedBlock(statements: readonly Statement[]): boolean {
  return statements.some(
    (statement) =>
      (statement.kind === 'block' && statement.isScoped) || bodiesOf(statement).some((body) => hasScopedBlock(body)),
  );
}

interface Turns {
  readonly statement: StatementOf<'for'>;
  readonly inner: Frame;
  /** Our variable of the loop's state, and the one of the name `loop`. */
  readonly state: { readonly own: string; readonly name: string } | null;
  readonly filter: string | null;
  /** Code for what is walked over. */
  readonly items: string;
  readonly recurse: string;
  readonly depth: string;
}

function startOfTurns({ statement, inner, state, filter, items, recurse, depth }: Turns): string {
  const { target, at } = statement;
  const declared = declareTarget(target, inner);
  const bind = `it.step(${at});${assignTarget(target, 'x', inner)}`;
  if (state !== null) {
    const start = `const ${state.own}=it.loop(${items},${filter ?? 'null'},{recurse:${recurse},depth:${depth}},${at});`;
    return `${start}var ${state.name}=${state.own}.value;${declared}for(const x of ${state.own}){${bind}`;
  }
  const all = `it.items(${items},${at})`;
  return `${declared}for(const x of ${filter === null ? all : `${filter}(${all})`}){${bind}`;
}

/** The `if` of a loop: what is not wanted makes no turn. It is asked as late as the turn begins, as in Jinja. */
function compileCondition({
  filter,
  target,
  condition,
  frame,
  inner,
}: {
  readonly filter: string;
  readonly target: Target;
  readonly condition: Expression;
  readonly frame: Frame;
  readonly inner: Frame;
}): string {
  const test = innerFrame(frame);
  analyzeParameters(test.symbols, target);
  analyzeExpression(test.symbols, condition);
  const wanted = `if(it.isTrue(${compileExpression(condition, test)}))yield ${valueOfTarget(target, inner)};`;
  const bind = `it.step(${target.at});${assignTarget(target, 'x', inner)}`;
  return `const ${filter}=function*(items){${enterFrame(test)}${declareTarget(target, inner)}for(const x of items){${bind}${wanted}}};`;
}

function compileElse({
  compiler,
  otherwise,
  frame,
  isEmpty,
}: {
  readonly compiler: TemplateCompiler;
  readonly otherwise: readonly Statement[];
  readonly frame: Frame;
  readonly isEmpty: string;
}): EtaElement[] {
  if (otherwise.length === 0) return [];
  const inner = innerFrame(frame);
  analyzeBody(inner.symbols, otherwise);
  return [
    run(`if(${isEmpty}){${enterFrame(inner)}`),
    ...compiler.compileBody(otherwise, inner),
    run(`${leaveFrame(inner)}}`),
  ];
}
