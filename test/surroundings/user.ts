import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, lchownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject, type Project, type ProjectSource } from '../support/project.ts';

/** Whoever builds: not root, and in the group of the engine's socket. */
export interface User {
  readonly id: number;
  readonly group: number;
}

/** A number that has no name, as in many CI images; where the tests are not run by root, whoever runs them. */
export const USER: User =
  process.getuid?.() === 0
    ? { id: 23_456, group: 23_457 }
    : { id: process.getuid?.() ?? 0, group: process.getgid?.() ?? 0 };

const isOther = process.getuid?.() === 0;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOCKET = (process.env['DOCKER_HOST'] ?? '').replace(/^unix:\/\//, '') || '/var/run/docker.sock';

/** A project that is the user's, with a copy of the program beside it, since ours may lie where only we may read. */
export function createProjectOf(user: User, source: ProjectSource): Project {
  const project = createProject(source);
  const root = join(project.directory, '..');
  for (const name of ['bin', 'dist', 'package.json']) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  chmodSync(root, 0o755);
  if (isOther) giveTo(root, user);
  return project;
}

function giveTo(path: string, user: User): void {
  lchownSync(path, user.id, user.group);
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), user.id, user.group);
  }
}

/** Makes a file or folder root's alone. */
export function takeFrom(path: string): void {
  if (isOther) chownSync(path, 0, 0);
  chmodSync(path, 0);
}

export interface UserRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Builds as that user. Groups are those of the socket, unless there are to be none. */
export function buildAs(
  user: User,
  { directory, home, temporary }: Project,
  options: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly arguments?: readonly string[];
    readonly isOutsider?: boolean;
  } = {},
): Promise<UserRun> {
  const given = { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary, LANG: 'C.UTF-8' };
  const groups = options.isOutsider === true ? ['--clear-groups'] : ['--groups', String(statSync(SOCKET).gid)];
  const as = ['setpriv', '--reuid', String(user.id), '--regid', String(user.group), ...groups];
  const program = [process.execPath, join(directory, '..', 'bin', 'buildrunner.js'), ...(options.arguments ?? [])];
  const [command = '', ...argv] = [...(isOther ? as : []), ...program];
  return new Promise((settle) => {
    execFile(command, argv, { cwd: directory, env: { ...given, ...options.env } }, (error, stdout, stderr) => {
      settle({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    }).stdin?.end();
  });
}

/** Whether another user can be played here. */
export const canBeOther = isOther && spawnSync('setpriv', ['--version']).error === undefined;

/** Whether the engine's socket asks for no group. */
export const isOpenToAll = (statSync(SOCKET).mode & 0o002) !== 0;
