/**
 * V8's code caches of the program, one for each of the parts it is in: with them, what a build needs is compiled when the
 * program is built, and not in each start. That is worth a tenth of a second to every build. V8 takes a cache only where
 * its own version and flags are those that made it, so under another node the program compiles its code itself.
 */
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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

/** A small build that goes the ways that most builds go. */
const BUILD_FILE = `steps:
  one:
    run:
      image: any
      pull: false
      env: { NAME: value }
      cmds: ['true']
  two:
    build:
      path: .
      dockerfile: Dockerfile
      pull: false
`;

/** Loaded before the program: when that ends, writes a cache of each part that it compiled, named by the part's line. */
const RECORDER = `
  const vm = require('node:vm');
  const { writeFileSync } = require('node:fs');
  const scripts = new Map();
  vm.Script = class extends vm.Script {
    constructor(code, options) {
      super(code, options);
      scripts.set(options.lineOffset ?? 'front', this);
    }
  };
  process.once('exit', () => {
    for (const [line, script] of scripts) writeFileSync(__dirname + '/caches/' + line, script.createCachedData());
  });
`;

/**
 * The caches of all that such a build has compiled: of the front, and of the parts one behind the other after a line of
 * JSON that says where each stands, by the line of the built file that the part begins behind: `{line: [first byte, bytes]}`.
 *
 * @param {string} program the text of the built file.
 * @param {string} start path of what starts it.
 * @returns {Promise<{front: Buffer, parts: Buffer}>}
 */
export async function recordCodeCaches(program, start) {
  const work = await mkdtemp(join(tmpdir(), 'buildrunner-warm-up-'));
  try {
    const programs = join(work, 'programs');
    const home = join(work, 'home');
    const project = join(work, 'project');
    const dist = join(work, 'dist');
    const bin = join(work, 'bin');
    const recorded = join(work, 'caches');
    for (const folder of [programs, home, project, dist, bin, recorded]) await mkdir(folder);
    await writeFile(join(programs, 'docker'), STAND_IN);
    await chmod(join(programs, 'docker'), 0o755);
    await writeFile(join(programs, 'answers'), ANSWERS);
    await writeFile(join(project, 'buildrunner.yaml'), BUILD_FILE);
    await writeFile(join(project, 'Dockerfile'), 'FROM any\n');
    await writeFile(join(dist, 'buildrunner.cjs'), program);
    await copyFile(start, join(bin, 'start.cjs'));
    await writeFile(join(bin, 'run.cjs'), "require('./start.cjs').start('buildrunner');");
    await writeFile(join(work, 'recorder.cjs'), RECORDER);
    const argv = ['--require', join(work, 'recorder.cjs'), join(bin, 'run.cjs'), '--directory', project];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
      encoding: 'utf8',
      timeout: 60_000,
      env: { PATH: `${programs}${delimiter}${process.env['PATH']}`, HOME: home, TMPDIR: work },
    });
    if (status !== 0) throw new Error(`the warm-up failed with ${status}:\n${stdout}${stderr}`);
    /** @type {Buffer[]} */
    const caches = [];
    /** @type {Record<string, [number, number]>} */
    const places = {};
    let length = 0;
    for (const line of await readdir(recorded)) {
      if (line === 'front') continue;
      const cache = await readFile(join(recorded, line));
      places[line] = [length, cache.length];
      caches.push(cache);
      length += cache.length;
    }
    return {
      front: await readFile(join(recorded, 'front')),
      parts: Buffer.concat([Buffer.from(`${JSON.stringify(places)}\n`), ...caches]),
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
