import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fail, messageOf, succeed, type Result } from '../failure.ts';
import type { SourceExclusions } from './facts.ts';
import { isBelow } from './file-view.ts';
import { resolveReal } from './real-path.ts';

/**
 * What of the checkout stays out of /source: the results directory, and the patterns of `.buildignore` at the root of
 * the build directory, one a line; empty lines and those that begin with `#` are none. Fails (kind `environment`) when
 * that file cannot be read.
 */
export function readSourceExclusions(directories: {
  /** Absolute, symlinks resolved. */
  readonly buildDirectory: string;
  /** Absolute. */
  readonly resultsDirectory: string;
}): Result<SourceExclusions> {
  const results = relativeResults(directories);
  const isAtRoot = results !== null && !results.includes('/');
  const nested = results === null || isAtRoot ? [] : [literalPattern(results)];
  const patterns = readPatterns(join(directories.buildDirectory, '.buildignore'));
  if (!patterns.ok) return patterns;
  return succeed({ rootNames: isAtRoot ? [results] : [], patterns: [...nested, ...patterns.value] });
}

/** Where the results lie in the build directory (as the link, if they are one); null: elsewhere. */
function relativeResults({ buildDirectory, resultsDirectory }: Parameters<typeof readSourceExclusions>[0]) {
  const path = join(resolveReal(dirname(resultsDirectory)), basename(resultsDirectory));
  return path !== buildDirectory && isBelow(path, buildDirectory) ? relative(buildDirectory, path) : null;
}

/** An fnmatch pattern that matches just this path. */
function literalPattern(path: string): string {
  return path.replace(/[[*?]/g, '[$&]');
}

function readPatterns(file: string): Result<readonly string[]> {
  try {
    const lines = readFileSync(file, 'utf8').split(/\r\n|\n|\r/);
    return succeed(lines.filter((line) => line.trim() !== '' && !line.startsWith('#')));
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent) return succeed([]);
    return fail({
      kind: 'environment',
      summary: `"${file}" cannot be read`,
      details: [messageOf(error)],
      next: 'Make it a readable text file with one pattern a line, or remove it',
    });
  }
}
