import { buildContext, type ContextSources } from './context.ts';
import type { SourceText } from './source-text.ts';
import { renderSource, type Rendered } from './template/render.ts';
import { templateFiles } from './template/template-files.ts';

/** Renders a configuration file with the names that it sees; other templates are sought below the build directory. */
export function renderFile(source: SourceText, sources: ContextSources): Rendered {
  return renderSource(source, buildContext(sources), templateFiles(sources.buildDirectory));
}
