import { fail, succeed, type Result } from '../failure.ts';
import { hasSucceeded, type CommandResult, type RunCommand } from '../process/command.ts';
import type { Environment } from './docker-address.ts';

/** Asks git in one folder. */
export interface Git {
  readonly run: RunCommand;
  readonly environment: Environment;
  readonly directory: string;
}

/** What `git status` tells, and how many commits there are. */
export interface Status {
  /** Null: no commit yet. */
  readonly commit: string | null;
  /** Null: detached. */
  readonly branch: string | null;
  /** Paths relative to the work tree that differ from the commit, untracked ones included. */
  readonly changed: readonly string[];
  /** Commits that can be reached from HEAD; 0 when there is none. */
  readonly number: number;
}

/** Runs git; null when there is no git on PATH. */
export async function askGit(git: Git, args: readonly string[]): Promise<CommandResult | null> {
  const result = await askProgram(git, ['git', ...args]);
  return result.ending === 'missing' ? null : result;
}

function askProgram({ run, directory, environment }: Git, argv: readonly [string, ...string[]]) {
  return run({ argv, cwd: directory, env: gitEnvironment(environment) });
}

/**
 * git reads only the repository of the folder (not one that a hook's variables name), also when somebody else owns it
 * (CI checkouts; a later git refuses that unless told), writes nothing and starts no daemon.
 */
function gitEnvironment(environment: Environment): Record<string, string | null> {
  const given = Number(environment['GIT_CONFIG_COUNT'] ?? 0);
  const count = Number.isInteger(given) && given > 0 ? given : 0;
  return {
    GIT_DIR: null,
    GIT_WORK_TREE: null,
    GIT_INDEX_FILE: null,
    GIT_PREFIX: null,
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
    GIT_CONFIG_COUNT: String(count + 2),
    [`GIT_CONFIG_KEY_${count}`]: 'safe.directory',
    [`GIT_CONFIG_VALUE_${count}`]: '*',
    [`GIT_CONFIG_KEY_${count + 1}`]: 'core.fsmonitor',
    [`GIT_CONFIG_VALUE_${count + 1}`]: 'false',
  };
}

/** What a shell says where there is no such program. */
const NOT_FOUND = 127;

/**
 * Two questions that take long in a large repository, side by side, and by a shell, for which it is much cheaper than
 * for us to start a process: the answer to the second waits in the pipe, and stands behind that to the first.
 */
const STATUS_AND_COUNT = `git rev-list --count HEAD -- 2>/dev/null | {
  git status --porcelain=v2 --branch -z --untracked-files=all --no-renames -- "$@"
  code=$?
  read -r count
  printf %s "$count"
  exit $code
}`;

/** Status of the folder; `excluded` are paths relative to it that do not count. Null when there is no git. */
export async function askStatus(git: Git, excluded: readonly string[]): Promise<Result<Status> | null> {
  const pathspec = ['.', ...excluded.map((path) => `:(exclude,literal)${path}`)];
  const result = await askProgram(git, ['sh', '-c', STATUS_AND_COUNT, 'sh', ...pathspec]);
  if (result.ending === 'missing' || result.exitCode === NOT_FOUND) return null;
  return hasSucceeded(result) ? succeed(readStatus(result.stdout)) : fail(gitFailure(git, 'status', result));
}

/** Remotes and their first address, in the order of the configuration. */
export async function askRemotes(git: Git): Promise<ReadonlyMap<string, string>> {
  const result = await askGit(git, ['config', '-z', '--get-regexp', '^remote\\..*\\.url$']);
  const remotes = new Map<string, string>();
  for (const entry of result?.stdout.split('\0') ?? []) {
    const [, name, url] = /^remote\.(.*)\.url\n(.*)$/s.exec(entry) ?? [];
    if (name !== undefined && url !== undefined && !remotes.has(name)) remotes.set(name, url);
  }
  return remotes;
}

/**
 * The branch that a detached HEAD lies on, as buildrunner 3.27 finds it: one whose history leads from the commit below
 * its tip to HEAD without a merge between; `master` is tried first. Null when there is none.
 */
export async function findBranchThrough(git: Git, commit: string): Promise<string | null> {
  const format = '%(refname:short) %(objectname)';
  const result = await askGit(git, ['for-each-ref', `--contains=${commit}`, `--format=${format}`, 'refs/heads']);
  const tips = (result?.stdout ?? '').split('\n').map((line) => line.split(' '));
  const names = tips.flatMap(([name = '', tip]) => (name === '' || tip === commit ? [] : [name]));
  for (const name of [...names.filter((one) => one === 'master'), ...names.filter((one) => one !== 'master')]) {
    const merges = await askGit(git, ['rev-list', '--min-parents=2', '--count', `${commit}..refs/heads/${name}`, '--']);
    if (merges?.stdout.trim() === '0') return name;
  }
  return null;
}

/** Reads `git status --porcelain=v2 --branch -z --no-renames` (git-status(1)), and the number behind it. */
function readStatus(stdout: string): Status {
  const lines = stdout.split('\0');
  const header = (name: string) => lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3) ?? '';
  const commit = header('branch.oid');
  const branch = header('branch.head');
  return {
    commit: commit === '(initial)' ? null : commit,
    branch: branch === '(detached)' ? null : branch,
    changed: lines.slice(0, -1).flatMap((line) => changedPath(line) ?? []),
    number: Number(lines.at(-1)),
  };
}

/** Blanks before the path, by the kind of the line. */
const FIELDS: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

function changedPath(line: string): string | undefined {
  const count = FIELDS[line.slice(0, 1)];
  return count === undefined ? undefined : line.split(' ').slice(count).join(' ');
}

function gitFailure(git: Git, command: string, result: CommandResult) {
  return {
    kind: 'environment',
    summary: `"git ${command}" failed in "${git.directory}"`,
    details: result.stderr.split('\n').filter((line) => line.trim() !== ''),
    next: `Repair the repository until "git ${command}" works there, or remove its .git to build without version control`,
  } as const;
}
