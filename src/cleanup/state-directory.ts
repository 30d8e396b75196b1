import { lstatSync, mkdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fail, messageOf, succeed, type Result } from '../failure.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const HOME_FOLDER = '.buildrunner';

/**
 * The folder that holds one folder for each build that runs: `$HOME/.buildrunner/builds`, or where there is no home of
 * ours to write to, `<temporary folder>/buildrunner-<user id>/builds`. It is there, ours, and for us alone.
 */
export function chooseStateDirectory(environment: Environment): Result<string> {
  const reasons: string[] = [];
  for (const directory of stateDirectories(environment)) {
    const reason = prepare(directory);
    if (reason === null) return succeed(directory);
    reasons.push(reason);
  }
  return fail({
    kind: 'environment',
    summary: `"${stateDirectories(environment).at(-1) ?? ''}" cannot hold what a build needs`,
    details: reasons,
    next: 'Set TMPDIR or HOME to a folder of yours that can be written',
  });
}

/** All places that a build of ours may have used, absolute, whether they are there or not, the preferred one first. */
export function stateDirectories(environment: Environment): string[] {
  const home = environment['HOME'];
  const isHome = home !== undefined && home.startsWith('/');
  const temporary = environment['TMPDIR'] || tmpdir();
  return [
    ...(isHome ? [join(home, HOME_FOLDER, 'builds')] : []),
    resolve(temporary, `buildrunner-${userId()}`, 'builds'),
  ];
}

/** Removes the folder and the one that holds it where nothing is in them: other builds may have something there. */
export function removeEmptyStateDirectory(directory: string): void {
  for (const path of [directory, dirname(directory)]) {
    try {
      rmdirSync(path);
    } catch {
      return;
    }
  }
}

/** Null, or why it cannot be used. */
function prepare(directory: string): string | null {
  const parent = dirname(directory);
  try {
    // What root makes in the home of somebody else would be in that person's way.
    if (basename(parent) === HOME_FOLDER && lstatSync(dirname(parent)).uid !== userId()) {
      return `"${dirname(parent)}" belongs to another user`;
    }
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return [parent, directory].map(refuse).find((reason) => reason !== null) ?? null;
  } catch (error) {
    return messageOf(error);
  }
}

/** In a folder that all may write to, somebody else may have made ours before us. */
function refuse(path: string): string | null {
  const seen = lstatSync(path);
  if (!seen.isDirectory()) return `"${path}" is not a folder`;
  if (seen.uid !== userId()) return `"${path}" belongs to another user`;
  return (seen.mode & 0o022) === 0 ? null : `"${path}" can be written by others`;
}

function userId(): number {
  return process.getuid?.() ?? 0;
}
