import { dirname, join } from 'node:path';
import { linkAt } from './entry.ts';

/**
 * Newest change of the paths, in epoch seconds; 0 without paths. A path that is gone counts as its nearest parent that
 * is not, which changed when it went.
 */
export function newestChange(workTree: string, paths: readonly string[]): number {
  return paths.reduce((newest, path) => Math.max(newest, changeOf(workTree, path)), 0);
}

function changeOf(workTree: string, path: string): number {
  const entry = linkAt(join(workTree, path));
  // A change at the very beginning of time is still a change.
  if (entry !== null) return Math.max(1, Math.floor(entry.mtimeMs / 1000));
  return path === '.' ? 1 : changeOf(workTree, dirname(path));
}
