import { Eta } from 'eta/core';
import { compileTemplate } from './compiler.ts';
import type { OutputMark } from './line-map.ts';
import { parseTemplate } from './parser.ts';
import { Runtime, type TemplateWarning } from './runtime.ts';
import { TemplateError } from './template-error.ts';
import type { TemplateValue } from './value.ts';

export type Rendered =
  | {
      readonly text: string;
      readonly marks: readonly OutputMark[];
      readonly warnings: readonly TemplateWarning[];
    }
  | { readonly error: TemplateError };

/** Renders a template of the Jinja dialect with the names of a context. */
export function renderTemplate(template: string, context: ReadonlyMap<string, TemplateValue>): Rendered {
  const runtime = new Runtime(context);
  const eta = new Eta({ autoEscape: false, autoTrim: false });
  eta.parse = (source) => compileTemplate(parseTemplate(source));
  try {
    const text = eta.renderString(template, runtime);
    return { text, marks: runtime.marks, warnings: runtime.warnings };
  } catch (error) {
    if (error instanceof TemplateError) return { error };
    // What nests thousands of levels deep exhausts the stack, of the parser or of the compiled template.
    if (error instanceof RangeError)
      return { error: new TemplateError(0, 'The template nests too deeply', 'Flatten it') };
    throw error;
  }
}
