import { lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { fail, messageOf, succeed, type Failure, type Result } from '../failure.ts';

/** Where the caches are. */
export interface CachesLocation {
  /** The global key `caches-root`; a leading `~` is the home directory, and what is relative is relative to that. */
  readonly root: string;
  readonly homeDirectory: string;
}

/**
 * Removes the caches. Gives what was done, as one line. Fails where the folder is none that could be one of caches, or
 * cannot be removed as a whole.
 */
export function removeCaches({ root, homeDirectory }: CachesLocation): Result<string> {
  const path = resolve(homeDirectory, root.replace(/^~(?=\/|$)/, homeDirectory));
  const seen = lstatSync(path, { throwIfNoEntry: false });
  if (seen === undefined) return succeed(`There are no caches in "${path}".`);
  try {
    const actual = realpathSync(path);
    const reason = refuse(actual, homeDirectory);
    if (reason !== null) return fail(refusal(path, reason));
    const { files, bytes } = measure(actual);
    // Where somebody has put the caches elsewhere by a link, that arrangement stays.
    const removed = seen.isSymbolicLink() ? readdirSync(actual).map((name) => join(actual, name)) : [actual];
    for (const one of removed) rmSync(one, { recursive: true, force: true });
    return succeed(
      `Removed the caches in "${path}": ${files} ${files === 1 ? 'file' : 'files'}, ${formatSize(bytes)}.`,
    );
  } catch (error) {
    return fail({
      kind: 'environment',
      summary: `The caches in "${path}" cannot be removed: ${messageOf(error)}`,
      next: 'Check who owns the files in it',
    });
  }
}

function refuse(path: string, homeDirectory: string): string | null {
  if (!lstatSync(path).isDirectory()) return 'it is not a folder';
  const home = resolve(homeDirectory);
  const homes = [home, attemptRealpath(home)];
  if (path === sep || homes.some((one) => one === path)) return 'that is no folder for caches alone';
  return homes.some((one) => one.startsWith(path + sep)) ? 'your home directory lies in it' : null;
}

function attemptRealpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function refusal(path: string, reason: string): Failure {
  return {
    kind: 'configuration',
    summary: `"${path}" is not removed: ${reason}`,
    next: 'Set "caches-root" in the global configuration to a folder that holds caches only',
  };
}

function measure(directory: string): { readonly files: number; readonly bytes: number } {
  const sizes = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => lstatSync(join(entry.parentPath, entry.name)).size);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** `512 bytes`, `1.4 MB`. */
function formatSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power] ?? ''}`;
}
