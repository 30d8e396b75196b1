import { toSourceText, type SourceText } from '../source-text.ts';
import { withBudget } from './budget.ts';
import { filtersOf, GLOBALS } from './globals.ts';
import type { OutputMark } from './line-map.ts';
import { Rendering, type TemplateWarning } from './rendering.ts';
import { newContext } from './template-context.ts';
import { TemplateError } from './template-error.ts';
import type { TemplateFiles } from './template-files.ts';
import type { TemplateValue } from './value.ts';

export type Rendered =
  | {
      readonly text: string;
      /** See `findPlace`. */
      readonly marks: readonly OutputMark[];
      readonly warnings: readonly TemplateWarning[];
    }
  | {
      /** Its `source` is null where it lies in the template itself. */
      readonly error: TemplateError;
    };

/**
 * Renders a template of the Jinja dialect with the names of a context. `files` are those that it may include, import
 * and extend. What a rendering may take is limited: see `Budget`.
 */
export function renderTemplate(
  template: string,
  context: ReadonlyMap<string, TemplateValue>,
  files: TemplateFiles | null = null,
): Rendered {
  return renderSource(toSourceText('', template), context, files);
}

/** The same, of a file with a name: what lies in it is told with this name. */
export function renderSource(
  source: SourceText,
  context: ReadonlyMap<string, TemplateValue>,
  files: TemplateFiles | null,
): Rendered {
  const checksum = context.get('checksum');
  const globals = new Map<string, TemplateValue>([
    ...GLOBALS,
    // As in buildrunner 3.27 this one function belongs to all templates.
    ...(checksum === undefined ? [] : [['checksum', checksum] as const]),
  ]);
  const rendering = new Rendering({ files, globals, filters: filtersOf(context) });
  try {
    const { text, marks } = withBudget(rendering.budget, () => {
      const loaded = rendering.load(source, '');
      return loaded.write(newContext(loaded, new Map([...globals, ...context])));
    });
    return { text, marks, warnings: rendering.warnings };
  } catch (error) {
    if (error instanceof TemplateError) return { error };
    throw error;
  }
}
