import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from './temporary-directory.ts';

/** What a project is made of. */
export interface ProjectSource {
  /** A folder of fixtures/, copied. */
  readonly fixture?: string;
  /** Path to content, on top of the fixture; a content that begins with `#!` is made executable. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Whether it is a git repository with one commit (the default). */
  readonly git?: boolean;
}

/** A checkout to build, with a home and a folder for temporary files that nothing else uses. */
export interface Project {
  readonly directory: string;
  readonly home: string;
  readonly temporary: string;
}

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

const COMMITTER = {
  GIT_AUTHOR_NAME: 'A Tester',
  GIT_AUTHOR_EMAIL: 'tester@example.com',
  GIT_AUTHOR_DATE: '2020-01-02T03:04:05Z',
  GIT_COMMITTER_NAME: 'A Tester',
  GIT_COMMITTER_EMAIL: 'tester@example.com',
  GIT_COMMITTER_DATE: '2020-01-02T03:04:05Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

/** Makes a project in a temporary folder: always called `project`, always with the same commit id for the same content. */
export function createProject(source: ProjectSource): Project {
  const root = temporaryDirectory();
  const project = { directory: join(root, 'project'), home: join(root, 'home'), temporary: join(root, 'temporary') };
  for (const folder of Object.values(project)) mkdirSync(folder);
  if (source.fixture !== undefined) {
    cpSync(join(FIXTURES, source.fixture), project.directory, { recursive: true, verbatimSymlinks: true });
  }
  writeFiles(project.directory, source.files ?? {});
  if (source.git !== false) commitAll(project.directory);
  return project;
}

/** Writes files below a folder, making the folders they need; one that begins with `#!` becomes executable. */
export function writeFiles(directory: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    if (content.toString('latin1', 0, 2).startsWith('#!')) chmodSync(path, 0o755);
  }
}

/** Makes the folder a git repository (where it is none) and commits all that is in it, as a fixed person and time. */
export function commitAll(directory: string): void {
  const git = (...args: string[]) => {
    execFileSync('git', args, { cwd: directory, env: { ...process.env, ...COMMITTER }, stdio: 'pipe' });
  };
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'Begin');
}

/** Every file and folder below, sorted, relative, with `/` after a folder; the git repository left out. */
export function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name).slice(directory.length + 1);
      return entry.isDirectory() ? `${path}/` : path;
    })
    .filter((path) => !path.startsWith('.git/'))
    .sort();
}
