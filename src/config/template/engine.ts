import { Eta, type TemplateFunction } from 'eta/core';
import { compileTemplate } from './compiler.ts';
import { parseTemplate } from './parser.ts';
import type { Runtime } from './runtime.ts';

const eta = new Eta({ autoEscape: false, autoTrim: false });
eta.parse = (template) => compileTemplate(parseTemplate(template));

/** So many templates are kept compiled; more than a build has. */
const MOST_KEPT = 500;
const compiled = new Map<string, TemplateFunction>();

/**
 * Compiles a template, unless it has been, and lets it define its functions: see `Runtime.define`. Throws a
 * `TemplateError` where it is none.
 */
export function loadTemplate(text: string, runtime: Runtime): void {
  const template = compiled.get(text) ?? eta.compile(text);
  if (compiled.size >= MOST_KEPT) compiled.clear();
  compiled.set(text, template);
  eta.render(template, runtime);
}
