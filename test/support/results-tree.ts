import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from './project.ts';

/**
 * What a results directory holds, name to content: an archive's content is that of its members. Modes are kept; times
 * are not, and what is said in build.log is left out.
 */
export function resultsTree(results: string): Record<string, string> {
  return Object.fromEntries(listFiles(results).map((name) => [name, describe(join(results, name))]));
}

function describe(path: string): string {
  const status = statSync(path);
  const mode = (status.mode & 0o7777).toString(8);
  if (status.isDirectory()) return mode;
  if (path.endsWith('/build.log')) return `${mode} a log`;
  if (/\.(tar(\.\w+)?|t[gbx]z)$/.test(path)) return `${mode} ${describeArchive(path)}`;
  return `${mode} ${readFileSync(path, 'latin1')}`;
}

function describeArchive(path: string): string {
  const tar = (...args: string[]) => execFileSync('tar', [...args, '-f', path], { encoding: 'latin1' });
  // Mode, owner, size and name of each member; the date and time stand between them.
  const members = tar('--list', '--verbose', '--numeric-owner', '--full-time').replaceAll(
    / \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? /g,
    ' ',
  );
  return `${members.split('\n').sort().join('\n')}\n${tar('--extract', '--to-stdout')}`;
}
