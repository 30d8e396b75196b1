import { readdirSync } from 'node:fs';
import { access, constants, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fail, messageOf, succeed, type Result } from '../failure.ts';
import { entryAt } from './entry.ts';
import { isBelow } from './file-view.ts';
import { resolveReal } from './real-path.ts';

/** Its name in the build directory, unless -b names another. */
export const USUAL_RESULTS_NAME = 'buildrunner.results';

/** Files that every run of buildrunner, ours or the Python one, leaves at the top of its results. */
const MARKS = ['build.log', 'artifacts.json'];

/** The results directory, absolute. `typed`: -b, relative to `currentDirectory`. */
export function resolveResultsDirectory(
  typed: string | undefined,
  { buildDirectory, currentDirectory }: { readonly buildDirectory: string; readonly currentDirectory: string },
): string {
  return typed === undefined ? join(buildDirectory, USUAL_RESULTS_NAME) : resolve(currentDirectory, typed);
}

/**
 * Whether a directory may be emptied for results: it is absent, empty, or was left by an earlier run; and it is not the
 * build directory, the home directory, or a folder that holds one of them. Fails with kind `results`.
 */
export function judgeResultsDirectory(
  path: string,
  { buildDirectory, home }: { readonly buildDirectory: string; readonly home: string | undefined },
): Result<void> {
  const real = resolveReal(path);
  if (isBelow(resolveReal(buildDirectory), real)) return refuse(path, 'it holds the build directory');
  if (home && isBelow(resolveReal(home), real)) return refuse(path, 'it holds the home directory');
  const names = entriesOf(real);
  if (names === 'absent') return judgeParent(path, dirname(real));
  if (names === 'no folder') return refuse(path, 'it is no folder');
  if (names === 'unreadable') return refuse(path, 'it cannot be read');
  if (names.includes('.git')) return refuse(path, 'it holds a git repository');
  const isOurs = basename(real) === USUAL_RESULTS_NAME || MARKS.some((mark) => names.includes(mark));
  return names.length === 0 || isOurs
    ? succeed(undefined)
    : refuse(path, 'it holds files that no build has left there');
}

function judgeParent(path: string, parent: string): Result<void> {
  const names = entriesOf(parent);
  if (names === 'absent') return judgeParent(path, dirname(parent));
  return names === 'no folder' ? refuse(path, `"${parent}" is no folder`) : succeed(undefined);
}

/** Names of the entries, or why there are none to give. */
function entriesOf(path: string): readonly string[] | 'absent' | 'no folder' | 'unreadable' {
  const entry = entryAt(path);
  if (entry === null) return 'absent';
  if (!entry.isDirectory()) return 'no folder';
  try {
    return readdirSync(path);
  } catch {
    return 'unreadable';
  }
}

function refuse(path: string, reason: string): Result<void> {
  return fail({
    kind: 'results',
    summary: `"${path}" is not emptied for results: ${reason}`,
    next: 'Name another folder with "--build-results-directory", one that is empty or does not exist',
  });
}

/**
 * Makes the results directory, and empties it unless it is kept. The folder itself stays, since it may be a mount
 * point. Fails with kind `results`.
 */
export async function wipeResults(path: string, isKept: boolean): Promise<Result<void>> {
  try {
    await makeFolder(path);
    const names = isKept ? [] : await readdir(path);
    await Promise.all(names.map((name) => rm(join(path, name), { recursive: true, force: true })));
    // Where there was nothing to make or to remove, nothing has shown yet that we may.
    await access(path, constants.W_OK | constants.X_OK);
    return succeed(undefined);
  } catch (error) {
    return fail({
      kind: 'results',
      summary: `The results directory "${path}" cannot be written`,
      details: [messageOf(error)],
      next: 'Remove it, or name another with "--build-results-directory"',
    });
  }
}

/** `mkdir -p`. Node's own one never ends where a file system has no room for folders, such as /proc. */
async function makeFolder(path: string): Promise<void> {
  // What is there and no folder is told by the next call.
  if (entryAt(path) !== null) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    if (entryAt(path)?.isDirectory() !== true) throw error;
  });
}
