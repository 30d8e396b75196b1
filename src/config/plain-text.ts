import type { SourceText } from './source-text.ts';
import type { Rendered } from './template/render.ts';

/** What opens a tag of a template. */
const OPENING = /\{[{%#]/;

/**
 * Renders a file in which no template stands, and that is most files, without the template engine: it is its own text,
 * but for the one line end at its end. Null where there is something to render.
 */
export function renderPlain(source: SourceText): Extract<Rendered, { text: string }> | null {
  const { text } = source;
  if (OPENING.test(text)) return null;
  return {
    text: text.endsWith('\n') ? text.slice(0, -1) : text,
    marks: [{ output: 0, source, at: 0, isText: true }],
    warnings: [],
  };
}
