import type { Statement, StatementOf } from './ast.ts';
import type { TemplateCompiler } from './compiler.ts';
import { run, WRITTEN, type EtaElement } from './elements.ts';
import { printCode } from './expression-compiler.ts';
import type { Frame } from './frame.ts';

/** In the place of an output in the table: a text. */
export const TEXT = -1;

/**
 * Texts and outputs that are there more than once, of one body, as numbers for `Runtime.pieces`: three for each, that
 * is the index of the output's function and where it stands and how far that is behind its first place; or TEXT and
 * where the text starts and ends. A build file has thousands of them, which as code would take long to compile.
 */
export class PieceTable {
  /** What has to stand before the rows. */
  readonly functions: EtaElement[] = [];
  readonly #compiler: TemplateCompiler;
  readonly #frame: Frame;
  readonly #indexes = new Map<Statement, number>();
  readonly #names: string[] = [];
  #row: number[] = [];

  constructor(compiler: TemplateCompiler, frame: Frame) {
    this.#compiler = compiler;
    this.#frame = frame;
  }

  /** Takes a statement into the row; false where it is none for a table. */
  add(statement: Statement): boolean {
    if (statement.kind === 'text') {
      this.#row.push(TEXT, statement.at, statement.at + statement.text.length);
    } else if (statement.kind === 'again') {
      this.#row.push(this.#indexOf(statement), statement.at, statement.at - statement.output.at);
    } else {
      return false;
    }
    return true;
  }

  isEmpty(): boolean {
    return this.#row.length === 0;
  }

  /** Code that writes what is in the row, which is empty then. */
  finishRow(): EtaElement {
    const row = this.#row.join(',');
    this.#row = [];
    return { t: 'r', val: `it.pieces(${WRITTEN}.length,[${row}],[${this.#names.join(',')}])` };
  }

  #indexOf({ output, at }: StatementOf<'again'>): number {
    const known = this.#indexes.get(output);
    if (known !== undefined) return known;
    const index = this.#names.length;
    this.#indexes.set(output, index);
    const name = this.#compiler.variable('o');
    this.#names.push(name);
    const frame: Frame = { ...this.#frame, shift: at - output.at, shiftCode: '+d' };
    const code = output.values.map((value) => printCode(value, frame)).join('+');
    this.functions.push(run(`const ${name}=(d)=>${code};`));
    return index;
  }
}
