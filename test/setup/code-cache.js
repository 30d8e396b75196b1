/**
 * V8's code cache of the program: with it, what a build needs is compiled when the program is built, and not in each
 * start. That is worth a tenth of a second to every build. V8 takes a cache only where its own version and flags are
 * those that made it, so under another node the program compiles its code itself.
 */
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const INFO = JSON.stringify({
  ...{ ID: 'id', Name: 'name', ServerVersion: '26.1.5', OSType: 'linux' },
  ...{ Driver: 'overlay2', DockerRootDir: '/var/lib/docker' },
});

/** What an engine answers, in their order, to the questions of such a build: itself, what builds have there, the image. */
const ANSWERS = [INFO, '[]', '[]', '{}', '[]', '{}']
  .map(
    (body) =>
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  )
  .join('');

/** Stands for docker while the program is warmed up: an engine on which everything works at once. */
const STAND_IN = `#!/bin/sh
case $1 in
  system) cat "\${0%/*}/answers" ;;
  container) echo '[]' ;;
esac
`;

/** A small build that goes the way that most builds go. */
const BUILD_FILE = `steps:
  one:
    run:
      image: {{ 'any' }}
      pull: false
      env: { NAME: value }
      cmds: ['true']
`;

/**
 * The cache of all that such a build has compiled.
 *
 * @param {string} recorder the program's text, made to write its cache to BUILDRUNNER_CODE_CACHE when it ends.
 * @returns {Promise<Buffer>}
 */
export async function recordCodeCache(recorder) {
  const work = await mkdtemp(join(tmpdir(), 'buildrunner-warm-up-'));
  try {
    const programs = join(work, 'programs');
    const home = join(work, 'home');
    const project = join(work, 'project');
    for (const folder of [programs, home, project]) await mkdir(folder);
    await writeFile(join(programs, 'docker'), STAND_IN);
    await chmod(join(programs, 'docker'), 0o755);
    await writeFile(join(programs, 'answers'), ANSWERS);
    await writeFile(join(project, 'buildrunner.yaml'), BUILD_FILE);
    const program = join(work, 'buildrunner.cjs');
    await writeFile(program, recorder);
    const cache = join(work, 'cache');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--directory', project], {
      encoding: 'utf8',
      timeout: 60_000,
      env: {
        PATH: `${programs}${delimiter}${process.env['PATH']}`,
        HOME: home,
        TMPDIR: work,
        BUILDRUNNER_CODE_CACHE: cache,
      },
    });
    if (status !== 0) throw new Error(`the warm-up failed with ${status}:\n${stdout}${stderr}`);
    return await readFile(cache);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
