import type { StatementOf } from './ast.ts';
import type { TemplateCompiler } from './compiler.ts';
import { insert, run, WRITTEN, type EtaElement } from './elements.ts';
import { compileExpression } from './expression-compiler.ts';
import { localNames, type Frame } from './frame.ts';
import { TemplateError } from './template-error.ts';

/** The place of a block: what the last template that has it makes of it. */
export function compileBlock(compiler: TemplateCompiler, statement: StatementOf<'block'>, frame: Frame): EtaElement[] {
  const { name, isScoped, isRequired, at } = statement;
  if (frame.isTopLevel && compiler.isCertainToExtend) return [];
  const context = isScoped ? `it.derive(c,${localNames(frame)})` : 'c';
  const block = `it.block(c,{name:${JSON.stringify(name)},isRequired:${isRequired},context:${context}},${at})`;
  const elements = [run(`it.mark(${WRITTEN}.length,${at},false);`), insert(block)];
  return frame.isTopLevel && compiler.extendsSoFar > 0 ? [run('if(p===null){'), ...elements, run('}')] : elements;
}

/** From here on the template only gives its blocks to the one that it extends. */
export function compileExtends(
  compiler: TemplateCompiler,
  { template, at }: StatementOf<'extends'>,
  frame: Frame,
): EtaElement[] {
  if (!frame.isTopLevel) {
    throw new TemplateError(at, '"{% extends %}" stands within another statement', 'Move it to the start of the file');
  }
  const isSecond = compiler.extendsSoFar > 0;
  compiler.extendsSoFar += 1;
  if (frame.isRoot) compiler.isCertainToExtend = true;
  const refuse = isSecond ? `if(p!==null)it.refuseToExtend(${at});` : '';
  return [run(`${refuse}p=it.extend(c,${compileExpression(template, frame)},${template.at});`)];
}

/** Writes what another template makes of the names here, or of none. */
export function compileInclude(statement: StatementOf<'include'>, frame: Frame): EtaElement[] {
  const { template, mayBeMissing, hasContext, at } = statement;
  const names = hasContext ? localNames(frame) : 'null';
  const options = `{names:${names},mayBeMissing:${mayBeMissing}}`;
  return [
    run(`it.mark(${WRITTEN}.length,${at},false);`),
    insert(`it.include(c,${compileExpression(template, frame)},${options},${template.at})`),
  ];
}

/** Gives a name to what another template sets. */
export function compileImport(statement: StatementOf<'import'>, frame: Frame): EtaElement[] {
  const { name } = statement;
  const variable = frame.symbols.variable(name);
  return [run(`${variable}=${moduleCode(statement, frame)}.value;${keepCode(name, variable, frame)}`)];
}

/** Gives names to some of what another template sets. */
export function compileFrom(statement: StatementOf<'from'>, frame: Frame): EtaElement[] {
  const taken = statement.names.map(([theirs, ours]) => {
    const variable = frame.symbols.variable(ours);
    return `${variable}=it.imported(m,${JSON.stringify(theirs)});${keepCode(ours, variable, frame)}`;
  });
  return [run(`{const m=${moduleCode(statement, frame)};${taken.join('')}}`)];
}

function moduleCode({ template, hasContext }: StatementOf<'import' | 'from'>, frame: Frame): string {
  return `it.import(c,${compileExpression(template, frame)},${hasContext ? localNames(frame) : 'null'},${template.at})`;
}

/** What is imported is seen by included templates, and cannot be imported from here. */
function keepCode(name: string, variable: string, { isTopLevel }: Frame): string {
  return isTopLevel ? `c.keep(${JSON.stringify(name)},${variable});` : '';
}
