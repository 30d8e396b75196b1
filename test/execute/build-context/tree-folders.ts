import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { docker } from '../../support/engine.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import type { Tree } from './trees.ts';

/** Its Dockerfile: the whole context below /all. */
export const DOCKERFILE = 'FROM scratch\nCOPY . /all/\n';

/** Writes what an entry of a tree stands for below a folder, with the content of the file that it came from. */
function write(root: string, entry: string, content: string): void {
  const [link = '', target] = entry.split(' -> ');
  const path = join(root, link.replace(/^#!/, ''));
  mkdirSync(entry.endsWith('/') ? path : dirname(path), { recursive: true });
  if (entry.endsWith('/')) return;
  if (target !== undefined) return symlinkSync(target, path);
  writeFileSync(path, content);
  if (entry.startsWith('#!')) chmodSync(path, 0o755);
}

/** The folders of a tree. */
export interface Places {
  /** The folder of `path`. */
  readonly context: string;
  /** The build directory. */
  readonly project: string;
  /** The context with all that is injected, made by hand. */
  readonly hand: string;
}

/** Makes the folders of a tree, and by hand what docker is to be given. */
export function prepare({ context, project, added, replaced = [], dockerignore }: Tree): Places {
  const root = temporaryDirectory();
  const places = { context: join(root, 'context'), project: join(root, 'project'), hand: join(root, 'hand') };
  for (const folder of Object.values(places)) mkdirSync(folder);
  for (const entry of context) write(places.context, entry, `context ${entry}`);
  for (const entry of project) write(places.project, entry, `project ${entry}`);
  for (const entry of context) {
    if (!replaced.includes(entry) && !(entry in added)) write(places.hand, entry, `context ${entry}`);
  }
  for (const [entry, source] of Object.entries(added)) write(places.hand, entry, `project ${source}`);
  for (const folder of [places.context, places.hand]) {
    writeFileSync(join(folder, 'Dockerfile'), DOCKERFILE);
    if (dockerignore !== undefined) writeFileSync(join(folder, '.dockerignore'), dockerignore);
  }
  return places;
}

/** What an image holds below /all: each path with its mode, and its content or where it leads. */
export async function filesIn(image: string): Promise<string[]> {
  const folder = temporaryDirectory();
  const id = await docker('create', image, 'none');
  try {
    execFileSync('sh', ['-c', 'docker cp "$1:/all" - | tar -C "$2" -xf -', 'sh', id, folder]);
  } finally {
    await docker('rm', id);
  }
  return listing(join(folder, 'all'));
}

/** All below a folder: each path with its mode, and its content or where it leads. */
export function listing(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const path = join(root, name);
      const status = lstatSync(path);
      const mode = (status.mode & 0o7777).toString(8);
      if (status.isSymbolicLink()) return `${name} -> ${readlinkSync(path)}`;
      return status.isDirectory() ? `${name}/ ${mode}` : `${name} ${mode} ${readFileSync(path, 'utf8')}`;
    })
    .sort();
}
