import { Eta } from 'eta/core';
import { compileTemplate } from './compiler.ts';
import { parseTemplate } from './parser.ts';
import type { Runtime } from './runtime.ts';

const eta = new Eta({ autoEscape: false, autoTrim: false });
eta.parse = (template) => compileTemplate(parseTemplate(template));

/** So many templates are kept compiled; more than a build has. */
const MOST_KEPT = 500;
let kept = 0;

/**
 * Compiles a template, unless it has been, and lets it define its functions: see `Runtime.define`. Throws a
 * `TemplateError` where it is none.
 */
export function loadTemplate(text: string, runtime: Runtime): void {
  // "@" tells Eta that this is no file, and keeps the key apart from what each object of JavaScript has.
  const key = `@${text}`;
  if (eta.templatesSync.get(key) === undefined) {
    const compiled = eta.compile(text);
    kept += 1;
    if (kept % MOST_KEPT === 0) eta.templatesSync.reset();
    eta.templatesSync.define(key, compiled);
  }
  eta.render(key, runtime);
}
