import { fail, succeed, type Result } from '../failure.ts';
import { findNearest } from '../nearest.ts';
import type { BuildFile } from './build-file.ts';

/** The names of the steps to run, in the order of the build file; all where none is named. Unknown names are a failure. */
export function selectSteps(buildFile: Pick<BuildFile, 'steps'>, names: readonly string[]): Result<readonly string[]> {
  const known = [...buildFile.steps.keys()];
  const unknown = names.filter((name) => !buildFile.steps.has(name));
  if (unknown.length === 0) return succeed(names.length === 0 ? known : known.filter((name) => names.includes(name)));
  const nearest = unknown.flatMap((name) => findNearest(name, known) ?? []);
  const meant = nearest.length === 0 ? '' : `Did you mean ${quoteAll(nearest)}? `;
  return fail({
    kind: 'configuration',
    summary: `The following steps do not exist: ${quoteAll(unknown)}`,
    next: `${meant}The steps are ${quoteAll(known)}`,
  });
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
