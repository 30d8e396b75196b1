import { analyzeBody, analyzeExpression } from './analysis.ts';
import type { Parameter, Statement, StatementOf } from './ast.ts';
import type { TemplateCompiler } from './compiler.ts';
import { output, run, type EtaElement } from './elements.ts';
import { compileExpression, printCode } from './expression-compiler.ts';
import { enterFrame, innerFrame, type Frame } from './frame.ts';
import { TemplateError } from './template-error.ts';
import { findUndeclared } from './undeclared.ts';

interface MacroSource {
  /** Null: that of a `call`. */
  readonly name: string | null;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly at: number;
}

/** A macro: a function of its arguments in the frame that it stands in. */
export function compileMacro(compiler: TemplateCompiler, statement: StatementOf<'macro'>, frame: Frame): EtaElement[] {
  const { name } = statement;
  const variable = frame.symbols.variable(name);
  const exported = frame.isTopLevel ? `c.assign(${JSON.stringify(name)},${variable});` : '';
  return [run(`${variable}=`), ...compileFunction(compiler, statement, frame), run(`;${exported}`)];
}

/** A call that hands its body over, as `caller`. */
export function compileCall(compiler: TemplateCompiler, statement: StatementOf<'call'>, frame: Frame): EtaElement[] {
  const { parameters, body, call, at } = statement;
  const caller = compiler.variable('k');
  const [, given] = call.given.named.find(([name]) => name === 'caller') ?? [];
  if (given !== undefined) throw new TemplateError(given.at, '"caller" is given twice', 'Take one of them away');
  return [
    run(`{const ${caller}=`),
    ...compileFunction(compiler, { name: null, parameters, body, at }, frame),
    run(';'),
    ...output(printCode(call, frame, caller), at),
    run('}'),
  ];
}

/** Code for the value of a macro, which may stand behind a `=`. */
function compileFunction(compiler: TemplateCompiler, macro: MacroSource, frame: Frame): EtaElement[] {
  const { name, parameters, body, at } = macro;
  const inner: Frame = { ...innerFrame(frame), checksParent: false };
  const own = parameters.map((parameter) => inner.symbols.declareParameter(parameter.name));
  const special = declareSpecial(macro, inner);
  for (const { otherwise } of parameters) if (otherwise !== null) analyzeExpression(inner.symbols, otherwise);
  analyzeBody(inner.symbols, body);
  const shape = {
    ...{ name, parameters: parameters.map((parameter) => parameter.name), at },
    takesCaller: special.caller !== null,
    takesNamed: special.kwargs !== null,
    takesRest: special.varargs !== null,
  };
  const given = [
    ...own,
    ...[special.caller, special.kwargs, special.varargs].filter((one) => one !== null && one !== ''),
  ];
  return [
    run(`it.macro(${JSON.stringify(shape)},([${given.join(',')}])=>part(()=>{${enterFrame(inner)}`),
    run(parameters.map((parameter, index) => compileDefault(parameter, own[index] ?? '', inner)).join('')),
    ...compiler.compileBody(body, inner),
    run('}))'),
  ];
}

/** The variables of what a macro takes unasked: null where its body does not read it; '' where it is a parameter. */
function declareSpecial(
  { parameters, body }: MacroSource,
  { symbols }: Frame,
): Readonly<Record<'caller' | 'kwargs' | 'varargs', string | null>> {
  const read = findUndeclared(body, ['caller', 'kwargs', 'varargs']);
  const isOwn = (name: string): boolean => parameters.some((parameter) => parameter.name === name);
  const explicit = parameters.find((parameter) => parameter.name === 'caller');
  if (read.has('caller') && explicit?.otherwise === null) {
    throw new TemplateError(explicit.at, 'The parameter "caller" has no default', 'Give it one, or leave it out');
  }
  const declare = (name: string): string | null =>
    read.has(name) && !isOwn(name) ? symbols.declareParameter(name) : null;
  const caller = read.has('caller') && isOwn('caller') ? '' : declare('caller');
  return { caller, kwargs: declare('kwargs'), varargs: declare('varargs') };
}

function compileDefault({ name, otherwise }: Parameter, variable: string, frame: Frame): string {
  const value = otherwise === null ? `it.missing(${JSON.stringify(name)})` : compileExpression(otherwise, frame);
  return `if(${variable}===undefined)${variable}=${value};`;
}
