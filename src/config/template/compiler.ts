import { analyzeBody, analyzeExpression, analyzeParameters } from './analysis.ts';
import type { Statement, StatementOf, Target } from './ast.ts';
import { isConstant } from './constant.ts';
import { output, run, text, WRITTEN, type EtaElement } from './elements.ts';
import { compileExpression, printCode } from './expression-compiler.ts';
import {
  assignTarget,
  declareTarget,
  enterFrame,
  innerFrame,
  leaveFrame,
  markupCode,
  outermostFrame,
  softFrame,
  type Frame,
  type Need,
} from './frame.ts';
import { compileFor } from './loop-compiler.ts';
import { compileCall, compileMacro } from './macro-compiler.ts';
import { bodiesOf, namesOf } from './parts.ts';
import { PieceTable } from './piece-table.ts';
import { Symbols } from './symbols.ts';
import { TemplateError } from './template-error.ts';
import {
  compileBlock,
  compileExtends,
  compileFrom,
  compileImport,
  compileInclude,
} from './template-statement-compiler.ts';
import { findUndeclared } from './undeclared.ts';

/**
 * Statements as Eta's syntax tree. What Eta makes of it is a function that hands our runtime, `it`, the template's own
 * functions: one for the whole and one for each block, all of a context, `c`. No name of the template becomes a name
 * of JavaScript: names live in numbered variables (symbols.ts).
 */
export function compileTemplate(statements: readonly Statement[]): EtaElement[] {
  return new TemplateCompiler(statements).compile();
}

/** What is known of the template as a whole while it is compiled. */
export class TemplateCompiler {
  readonly #statements: readonly Statement[];
  readonly #names = new Map<string, number>();
  readonly #needs: Need[] = [];
  #variables = 0;
  /** How many `extends` there were so far. */
  extendsSoFar = 0;
  /** Whether one of them is certain to be run. */
  isCertainToExtend = false;

  constructor(statements: readonly Statement[]) {
    this.#statements = statements;
  }

  compile(): EtaElement[] {
    const blocks = findBlocks(this.#statements);
    const elements = [
      run('const part=(f)=>it.part(()=>capture(f));const root=(c)=>part(()=>{'),
      ...this.#compileRoot(),
      run('});'),
      ...[...blocks.values()].flatMap((block, index) => this.#compileBlockBody(block, index)),
    ];
    const pairs = [...blocks.keys()].map((name, index) => `[${JSON.stringify(name)},b${index}]`);
    return [...elements, run(`it.define(root,[${pairs.join(',')}],${JSON.stringify(this.#needs)});`)];
  }

  /** A name for a variable of ours. */
  variable(prefix: string): string {
    this.#variables += 1;
    return `${prefix}${this.#variables}`;
  }

  #compileRoot(): EtaElement[] {
    const doesExtend = contains(this.#statements, 'extends');
    const symbols = new Symbols(null, this.#names);
    const frame = outermostFrame(symbols, { isTopLevel: true, checksParent: doesExtend, needs: this.#needs });
    const isSelf = findUndeclared(this.#statements, ['self']).has('self');
    const self = isSelf ? `var ${symbols.declareParameter('self')}=it.self(c);` : '';
    analyzeBody(symbols, this.#statements);
    return [
      run(`${self}let p=null;${enterFrame(frame)}`),
      ...this.compileBody(this.#statements, frame),
      run(doesExtend ? `if(p!==null)${WRITTEN}+=it.insert(${WRITTEN}.length,p(c));` : ''),
    ];
  }

  #compileBlockBody(block: StatementOf<'block'>, index: number): EtaElement[] {
    const { name, body } = block;
    const symbols = new Symbols(null, this.#names);
    const frame = outermostFrame(symbols, { isTopLevel: false, checksParent: false, needs: this.#needs });
    const special = findUndeclared(body, ['self', 'super']);
    const self = special.has('self') ? `var ${symbols.declareParameter('self')}=it.self(c);` : '';
    const parent = special.has('super')
      ? `var ${symbols.declareParameter('super')}=it.super(c,${JSON.stringify(name)},b${index});`
      : '';
    analyzeBody(symbols, body);
    return [
      run(`const b${index}=(c)=>part(()=>{${self}${parent}${enterFrame(frame)}`),
      ...this.compileBody(body, frame),
      run('});'),
    ];
  }

  compileBody(statements: readonly Statement[], frame: Frame): EtaElement[] {
    if (frame.isTopLevel) return this.#compileTopLevel(statements, frame);
    return statements.flatMap((statement) => this.#compileStatement(statement, frame));
  }

  /** What runs once: a call of the runtime for each row of texts and repeated outputs, since there may be thousands. */
  #compileTopLevel(statements: readonly Statement[], frame: Frame): EtaElement[] {
    const table = new PieceTable(this, frame);
    const elements: EtaElement[] = [];
    const finishRow = (): void => {
      if (!table.isEmpty()) elements.push(...this.#whereNotExtended(frame, [table.finishRow()]));
    };
    for (const statement of statements) {
      if (table.add(statement)) continue;
      finishRow();
      elements.push(...this.#compileStatement(statement, frame));
    }
    finishRow();
    return [...table.functions, ...elements];
  }

  #compileStatement(statement: Statement, frame: Frame): EtaElement[] {
    switch (statement.kind) {
      case 'text':
        return this.#whereNotExtended(frame, [text(statement)]);
      case 'output':
        return this.#compileOutput(statement, statement.at, frame);
      case 'again': {
        const shift = statement.at - statement.output.at;
        return this.#compileOutput(statement.output, statement.at, { ...frame, shift, shiftCode: `+${shift}` });
      }
      case 'if':
        return this.#compileIf(statement, frame);
      case 'for':
        return compileFor(this, statement, frame);
      case 'set':
        return [run(this.assign(statement.target, compileExpression(statement.value, frame), frame))];
      case 'setBlock':
        return this.#compileSetBlock(statement, frame);
      case 'do':
        return [run(`it.step(${statement.at});${compileExpression(statement.value, frame)};`)];
      case 'with':
        return this.#compileWith(statement, frame);
      case 'macro':
        return compileMacro(this, statement, frame);
      case 'call':
        return compileCall(this, statement, frame);
      case 'filter':
        return this.#compileFilter(statement, frame);
      case 'block':
        return compileBlock(this, statement, frame);
      case 'extends':
        return compileExtends(this, statement, frame);
      case 'include':
        return compileInclude(statement, frame);
      case 'import':
        return compileImport(statement, frame);
      case 'from':
        return compileFrom(statement, frame);
      case 'autoescape':
        return this.#compileAutoescape(statement, frame);
    }
  }

  #compileOutput({ values }: StatementOf<'output'>, at: number, frame: Frame): EtaElement[] {
    return this.#whereNotExtended(
      frame,
      values.flatMap((value) => output(printCode(value, frame), at)),
    );
  }

  /** Gives a value to a target; what a template sets outside all else can be imported from it. */
  assign(target: Target, value: string, frame: Frame): string {
    const names = frame.isTopLevel ? namesOf(target) : [];
    const exports = names.map((name) => `c.assign(${JSON.stringify(name)},${frame.symbols.variable(name)});`);
    return `${assignTarget(target, value, frame)}${exports.join('')}`;
  }

  /** What a template that extends another writes outside of blocks does not count. */
  #whereNotExtended(frame: Frame, elements: EtaElement[]): EtaElement[] {
    if (!frame.checksParent) return elements;
    return this.isCertainToExtend ? [] : [run('if(p===null){'), ...elements, run('}')];
  }

  #compileIf({ branches, otherwise }: StatementOf<'if'>, frame: Frame): EtaElement[] {
    const inner = softFrame(frame);
    const parts = branches.flatMap(({ test, body }, index) => [
      run(`${index === 0 ? '' : '}else '}if(it.isTrue(${compileExpression(test, inner)})){`),
      ...this.compileBody(body, inner),
    ]);
    return [...parts, run('}else{'), ...this.compileBody(otherwise, inner), run('}')];
  }

  #compileSetBlock(statement: StatementOf<'setBlock'>, frame: Frame): EtaElement[] {
    const { target, value, body } = statement;
    const inner = { ...innerFrame(frame), checksParent: false, captured: this.variable('t') };
    analyzeBody(inner.symbols, body);
    analyzeExpression(inner.symbols, value);
    return [
      ...this.#capture(body, inner),
      run(`${this.assign(target, this.#writtenBy(statement, inner), frame)}${leaveFrame(inner)}}`),
    ];
  }

  /** Code for what a block assignment assigns. */
  #writtenBy({ value }: StatementOf<'setBlock'>, frame: Frame): string {
    const code = compileExpression(value, frame);
    return value.kind === 'captured' ? code : markupCode(code, frame, String(value.at));
  }

  #compileFilter({ value, body, at }: StatementOf<'filter'>, frame: Frame): EtaElement[] {
    const inner = { ...innerFrame(frame), captured: this.variable('t') };
    analyzeBody(inner.symbols, body);
    analyzeExpression(inner.symbols, value);
    return [
      ...this.#capture(body, inner),
      ...output(`it.print(${compileExpression(value, inner)},${at})`, at),
      run(`${leaveFrame(inner)}}`),
    ];
  }

  /** Opens a block of JavaScript in which the variable `captured` of a frame holds what a body wrote. */
  #capture(body: readonly Statement[], frame: Frame): EtaElement[] {
    const before = this.variable('s');
    return [
      run(`{const ${before}=${WRITTEN};${WRITTEN}='';it.begin();${enterFrame(frame)}`),
      ...this.compileBody(body, frame),
      run(`const ${frame.captured}=it.end(${WRITTEN}).text;${WRITTEN}=${before};`),
    ];
  }

  #compileWith({ bindings, body }: StatementOf<'with'>, frame: Frame): EtaElement[] {
    const inner = innerFrame(frame);
    for (const [target] of bindings) analyzeParameters(inner.symbols, target);
    analyzeBody(inner.symbols, body);
    const assignments = bindings.map(
      ([target, value]) => declareTarget(target, inner) + assignTarget(target, compileExpression(value, frame), inner),
    );
    return [run(enterFrame(inner) + assignments.join('')), ...this.compileBody(body, inner), run(leaveFrame(inner))];
  }

  #compileAutoescape({ value, body }: StatementOf<'autoescape'>, frame: Frame): EtaElement[] {
    const before = this.variable('e');
    const scope = innerFrame(frame);
    analyzeExpression(scope.symbols, value);
    analyzeBody(scope.symbols, body);
    const isKnown = value.kind === 'literal' && typeof value.value === 'boolean';
    const escaping = isKnown ? (value.value ? 'always' : 'never') : 'asked';
    const escapingOfConstants = isConstant(value) ? escaping : frame.escapingOfConstants;
    const inner: Frame = { ...scope, escaping, escapingOfConstants };
    return [
      run(`{const ${before}=c.escapes;${enterFrame(inner)}`),
      run(`c.escapes=it.isTrue(${compileExpression(value, scope)});`),
      ...this.compileBody(body, inner),
      run(`c.escapes=${before};${leaveFrame(inner)}}`),
    ];
  }
}

/** All blocks of a template by their names, wherever they stand. */
function findBlocks(statements: readonly Statement[], found = new Map<string, StatementOf<'block'>>()): typeof found {
  for (const statement of statements) {
    if (statement.kind === 'block') {
      const { name, at } = statement;
      if (found.has(name)) {
        throw new TemplateError(at, `The block "${name}" is there twice`, 'Give one of them another name');
      }
      found.set(name, statement);
    }
    for (const body of bodiesOf(statement)) findBlocks(body, found);
  }
  return found;
}

/** Whether a kind of statement stands somewhere in a body. */
function contains(statements: readonly Statement[], kind: Statement['kind']): boolean {
  return statements.some(
    (statement) => statement.kind === kind || bodiesOf(statement).some((body) => contains(body, kind)),
  );
}
