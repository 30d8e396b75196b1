import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { entryAt } from './entry.ts';

/** Where the parts of a repository lie, all absolute. */
export interface Repository {
  readonly workTree: string;
  /** HEAD and index of this work tree. */
  readonly gitDirectory: string;
  /** Branches and configuration, shared by linked work trees. */
  readonly commonDirectory: string;
}

/** What can be told of a repository without git. */
export interface Head {
  /** Null: detached. */
  readonly branch: string | null;
  /** Null: no commit yet, or one that only git can find. */
  readonly commit: string | null;
}

/** The repository whose work tree holds the folder: of the nearest parent with a usable `.git`; null when none has. */
export function findRepository(directory: string): Repository | null {
  const gitDirectory = gitDirectoryOf(directory);
  const parent = dirname(directory);
  if (gitDirectory === null) return parent === directory ? null : findRepository(parent);
  const common = readLine(join(gitDirectory, 'commondir'));
  return {
    workTree: directory,
    gitDirectory,
    commonDirectory: common === null ? gitDirectory : resolve(gitDirectory, common),
  };
}

/** `.git` is the folder itself, or in linked work trees and submodules a file that names it (gitrepository-layout(5)). */
function gitDirectoryOf(directory: string): string | null {
  const path = join(directory, '.git');
  const link = /^gitdir: (.+)$/.exec(readLine(path) ?? '')?.[1];
  const gitDirectory = link === undefined ? path : resolve(directory, link);
  const head = entryAt(join(gitDirectory, 'HEAD'));
  return head?.isFile() === true ? gitDirectory : null;
}

/** Reads HEAD and the branch that it names, loose or packed. */
export function readHead(repository: Repository): Head {
  const head = readLine(join(repository.gitDirectory, 'HEAD')) ?? '';
  const reference = /^ref: (.+)$/.exec(head)?.[1];
  if (reference === undefined) return { branch: null, commit: head || null };
  const commit = readLine(join(repository.commonDirectory, reference)) ?? findPacked(repository, reference);
  return { branch: reference.replace(/^refs\/heads\//, ''), commit };
}

function findPacked({ commonDirectory }: Repository, reference: string): string | null {
  const lines = readText(join(commonDirectory, 'packed-refs')).split('\n');
  const line = lines.find((one) => one.endsWith(` ${reference}`));
  return line?.split(' ', 1)[0] ?? null;
}

/** Remotes and their first address, in the order of the repository's own configuration file (git-config(1), SYNTAX). */
export function readRemotes({ commonDirectory }: Repository): ReadonlyMap<string, string> {
  const remotes = new Map<string, string>();
  let remote: string | undefined;
  for (const line of readText(join(commonDirectory, 'config')).split('\n')) {
    if (/^\s*\[/.test(line)) remote = /^\s*\[remote "(.*)"\]/.exec(line)?.[1];
    const url = /^\s*url\s*=\s*(.*?)\s*$/.exec(line)?.[1];
    if (remote !== undefined && url !== undefined && !remotes.has(remote)) remotes.set(remote, url);
  }
  return remotes;
}

/**
 * Whether that is all there is to be read of remotes: the file includes no other, and no address is written in a way
 * that only git can read.
 */
export function hasPlainRemotes({ commonDirectory }: Repository): boolean {
  const text = readText(join(commonDirectory, 'config'));
  return text !== '' && !/^\s*\[include|worktreeConfig|^\s*url\s*=.*["\\#;]/im.test(text);
}

/** First line of a small file; null when it is not there, not readable, empty, or no file. */
function readLine(path: string): string | null {
  return readText(path).split('\n', 1)[0]?.trim() || null;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
