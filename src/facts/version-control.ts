import { basename, extname, relative } from 'node:path';
import { succeed, type Result } from '../failure.ts';
import type { RunCommand } from '../process/command.ts';
import { findCiBranch } from './ci-branch.ts';
import type { Environment } from './docker-address.ts';
import type { VersionControl } from './facts.ts';
import { isBelow } from './file-view.ts';
import { askRemotes, askStatus, findBranchThrough, type Git, type Status } from './git-queries.ts';
import {
  findRepository,
  hasPlainRemotes,
  readHead,
  readRemotes,
  type Head,
  type Repository,
} from './git-repository.ts';
import { newestChange } from './modified-time.ts';
import { USUAL_RESULTS_NAME } from './results-directory.ts';

export interface VersionControlQuestion {
  /** The build directory: absolute, symlinks resolved. */
  readonly directory: string;
  /** Absolute; what lies in it is no change of the checkout. */
  readonly resultsDirectory?: string;
  readonly run: RunCommand;
  /** Our own process environment. */
  readonly environment: Environment;
}

/** Stands for the commit where there is none, as in git itself. */
const NO_COMMIT = '0'.repeat(40);
/** The name that buildrunner 3.27 gives a detached HEAD of no branch. */
const NO_BRANCH = 'DETACHED';
/** The branch of a folder under no version control. */
const UNVERSIONED = 'none';

/**
 * What git knows of the checkout, as buildrunner 3.27 derives it (vcsinfo 2.2), and where that fails or overlooks
 * changes, what is so:
 * - name: of `origin`, else of the first remote, else of the folder, without one extension.
 * - branch: of a detached HEAD the one that the CI service names, else one that leads to it, else `DETACHED`.
 * - number: count of commits up to this one; in a shallow clone those it has.
 * - modified: 0, or newest change below the build directory, be it staged, untracked, renamed or deleted.
 * Without the git program branch and commit are read from its files, number and modified are 0. Without a repository
 * the name is the folder's, the branch `none`, and all else 0. Fails (kind `environment`) when git itself fails.
 */
export async function gatherVersionControl(question: VersionControlQuestion): Promise<Result<VersionControl>> {
  const { directory } = question;
  const repository = findRepository(directory);
  if (repository === null) return succeed(describe({ source: directory, branch: UNVERSIONED, commit: null }));
  const git: Git = question;
  const [status, remotes] = await Promise.all([
    askStatus(git, resultFolders(question)),
    // A process less, for what nearly all repositories tell themselves.
    hasPlainRemotes(repository) ? readRemotes(repository) : askRemotes(git),
  ]);
  if (status === null) return succeed(describeWithoutGit(question, repository));
  if (!status.ok) return status;
  const { commit, changed, number } = status.value;
  const branch = await branchOf(git, status.value, remotes);
  const modified = newestChange(repository.workTree, changed);
  return succeed(describe({ source: nameSource(remotes, repository), branch, commit, number, modified }));
}

/** Folders of results relative to the build directory. */
function resultFolders({ directory, resultsDirectory }: VersionControlQuestion): string[] {
  const isInside = resultsDirectory !== undefined && isBelow(resultsDirectory, directory);
  const own = isInside ? relative(directory, resultsDirectory) : '';
  return [...new Set([USUAL_RESULTS_NAME, own || USUAL_RESULTS_NAME])];
}

async function branchOf(git: Git, head: Pick<Status, 'branch' | 'commit'>, remotes: ReadonlyMap<string, string>) {
  if (head.branch !== null) return head.branch;
  const named = findCiBranch(git.environment, remotes.keys());
  return named ?? (head.commit === null ? null : await findBranchThrough(git, head.commit)) ?? NO_BRANCH;
}

function describeWithoutGit({ environment }: VersionControlQuestion, repository: Repository): VersionControl {
  const { branch, commit }: Head = readHead(repository);
  const remotes = readRemotes(repository);
  return describe({
    source: nameSource(remotes, repository),
    branch: branch ?? findCiBranch(environment, remotes.keys()) ?? NO_BRANCH,
    commit,
  });
}

/** What the name is taken from: the address of a remote, or the folder. */
function nameSource(remotes: ReadonlyMap<string, string>, repository: Repository): string {
  const [first] = remotes.values();
  const address = (remotes.get('origin') ?? first ?? '').replace(/\/+$/, '').replace(/\/\.git$/, '');
  // `host:name.git` has no folder.
  const [, name] = /^[^/]*:([^/]+)$/.exec(address) ?? [];
  return name ?? (address || repository.workTree);
}

interface Description {
  /** Path or address. */
  readonly source: string;
  readonly branch: string;
  readonly commit: string | null;
  readonly number?: number;
  readonly modified?: number;
}

function describe({ source, branch, commit, number = 0, modified = 0 }: Description): VersionControl {
  const id = commit ?? NO_COMMIT;
  return {
    name: basename(source, extname(source)) || 'build',
    branch,
    number: String(number),
    id,
    shortId: id.slice(0, 7),
    modified: String(modified),
    release: `${number}.I${id.slice(0, 6)}.M${modified}`,
  };
}
