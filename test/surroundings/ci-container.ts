import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { docker } from '../support/engine.ts';
import { programFiles } from '../support/program-files.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Where the built program is in the image. */
export const PROGRAM = '/opt/buildrunner/bin/buildrunner.js';

const IMAGE = `buildrunner-base:ci-${process.pid}`;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** An image like those that CI systems run jobs in: node, docker's client, the built program, and busybox. */
export async function makeCiImage(): Promise<void> {
  const root = temporaryDirectory();
  const files = new Map([...programFiles(process.execPath, '/bin/node'), ...programFiles('docker', '/bin/docker')]);
  for (const name of ['bin', 'dist', 'package.json']) files.set(join(ROOT, name), `/opt/buildrunner/${name}`);
  for (const [from, to] of files) {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    cpSync(from, join(root, to), { recursive: true, dereference: true });
  }
  const container = await docker('create', 'buildrunner-base:1');
  try {
    await docker('cp', `${root}/.`, `${container}:/`);
    await docker('commit', container, IMAGE);
  } finally {
    await docker('rm', '--force', container);
  }
}

export async function removeCiImage(): Promise<void> {
  await docker('image', 'rm', '--force', IMAGE);
}

/** A running container of that image with the engine's socket; remove it when done. */
export async function startCiContainer(...args: readonly string[]): Promise<string> {
  const socket = (process.env['DOCKER_HOST'] ?? '').replace(/^unix:\/\//, '') || '/var/run/docker.sock';
  const mount = ['--mount', `type=bind,source=${socket},target=/var/run/docker.sock`];
  return docker('run', '--detach', '--env', 'HOME=/root', ...mount, ...args, IMAGE, 'sleep', '1000');
}

export interface Executed {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a command in a running container. */
export function execute(container: string, directory: string, argv: readonly string[]): Promise<Executed> {
  return new Promise((settle) => {
    execFile('docker', ['exec', '--workdir', directory, container, ...argv], (error, stdout, stderr) => {
      settle({
        exitCode: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        output: stdout + stderr,
      });
    });
  });
}

/** Copies a folder out of a container. */
export async function copyOut(container: string, path: string): Promise<string> {
  const target = join(temporaryDirectory(), 'copied');
  await docker('cp', `${container}:${path}`, target);
  if (!existsSync(target)) throw new Error(`"${path}" was not copied`);
  return target;
}
