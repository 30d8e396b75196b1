import { resolve } from 'node:path';
import { fail, succeed, type Result } from '../failure.ts';
import { entryAt } from './entry.ts';
import { resolveReal } from './real-path.ts';

/**
 * The build directory, absolute and without symbolic links. `typed`: -d, relative to `currentDirectory`. Fails (kind
 * `environment`) when there is no such folder; nothing is created.
 */
export function resolveBuildDirectory(typed: string | undefined, currentDirectory: string): Result<string> {
  const directory = resolveReal(resolve(currentDirectory, typed ?? '.'));
  const entry = entryAt(directory);
  if (entry?.isDirectory() === true) return succeed(directory);
  return fail({
    kind: 'environment',
    summary: `The build directory "${typed ?? directory}" ${entry === null ? 'does not exist' : 'is no folder'}`,
    next: 'Give the folder of the checkout with "--directory"',
  });
}
