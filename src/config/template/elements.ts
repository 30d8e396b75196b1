import type { StatementOf } from './ast.ts';

/** An element of what Eta compiles: code that gives text to write (`r`), code to run (`e`). */
export interface EtaElement {
  readonly t: 'r' | 'e';
  readonly val: string;
}

/** The variable of Eta's function that holds what has been written so far. */
export const WRITTEN = '__eta.res';

/** Code to run. */
export function run(code: string): EtaElement {
  return { t: 'e', val: code };
}

/** Writes a text of the template. No text becomes JavaScript: the runtime takes it from the template. */
export function text({ text: { length }, at }: StatementOf<'text'>): EtaElement {
  return { t: 'r', val: `it.text(${WRITTEN}.length,${at},${at + length})` };
}

/** Writes the text that a piece of code gives; `at` is where messages about it point. */
export function output(code: string, at: number): EtaElement[] {
  return [run(`it.mark(${WRITTEN}.length,${at},false);`), { t: 'r', val: code }];
}

/** Writes what another part of a template wrote; `code` gives a `Part`. */
export function insert(code: string): EtaElement {
  return { t: 'r', val: `it.insert(${WRITTEN}.length,${code})` };
}
