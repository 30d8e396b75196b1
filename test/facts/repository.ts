import { execFileSync } from 'node:child_process';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatFailure } from '../../src/failure.ts';
import type { VersionControl } from '../../src/facts/facts.ts';
import { gatherVersionControl } from '../../src/facts/version-control.ts';
import { createProcessRunner } from '../../src/process/run.ts';
import type { RunCommand } from '../../src/process/command.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** The real thing. */
export const { run } = createProcessRunner({ started: () => {}, ended: () => {} });

/** As on a machine without git. */
export const runWithoutGit: RunCommand = (command) =>
  Promise.resolve({ command, ending: 'missing', exitCode: null, stdout: '', stderr: '' });

const GIT_ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  ...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com' },
  ...{ GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' },
};

/** Runs git in a folder, with a configuration of its own; gives its output. */
export function git(directory: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: directory, env: GIT_ENVIRONMENT, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** An empty repository on branch `main`. */
export function emptyRepository(name = 'project'): string {
  const directory = join(temporaryDirectory(), name);
  mkdirSync(directory);
  git(directory, 'init', '-q', '-b', 'main');
  return directory;
}

/** Commits a new file of that name; gives the id. */
export function commit(directory: string, file: string): string {
  writeFileSync(join(directory, file), file);
  git(directory, 'add', '-f', file);
  git(directory, 'commit', '-q', '-m', file);
  return git(directory, 'rev-parse', 'HEAD');
}

/** A repository with so many commits, `f1`, `f2`, …. */
export function repository(commits = 1, name?: string): string {
  const directory = emptyRepository(name);
  for (let index = 1; index <= commits; index++) commit(directory, `f${index}`);
  return directory;
}

export interface Setting {
  readonly environment?: Readonly<Record<string, string>>;
  readonly resultsDirectory?: string;
  readonly run?: RunCommand;
}

/** What is gathered; a failure throws. */
export async function factsOf(directory: string, setting: Setting = {}): Promise<VersionControl> {
  const result = await gatherVersionControl({ directory, run, environment: {}, ...setting });
  if (!result.ok) throw new Error(formatFailure(result.failure).join('\n'));
  return result.value;
}

/** Epoch seconds that no test makes by chance. */
export const PAST = 1_600_000_000;

/** Writes a file that changed at that time. */
export function writeAt(time: number, directory: string, file: string): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), `changed ${file}`);
  utimesSync(join(directory, file), time, time);
}
