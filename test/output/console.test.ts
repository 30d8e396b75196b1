import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE } from '../support/build.ts';
import { eventually } from '../support/eventually.ts';
import { createProject, listFiles, type Project } from '../support/project.ts';

const s = suite('the console', { timeout: 60_000 });

const PROGRAM = fileURLToPath(new URL('../../bin/buildrunner.js', import.meta.url));
const LINES = 20_000;

const steps = {
  talk: {
    run: {
      ...BASE,
      cmds: [
        `seq 1 ${LINES} | sed "s/^/line /"`,
        'printf "\\033[35mtheir own\\033[0m colour\\n"',
        'echo kept > kept.txt',
      ],
      artifacts: { 'kept.txt': null },
    },
  },
  fail: { run: { ...BASE, cmd: 'echo fails >&2; exit 3', xfail: true } },
};

function project(): Project {
  return createProject({ files: { 'buildrunner.yaml': JSON.stringify({ steps }) }, git: false });
}

interface ShellRun {
  readonly output: string;
  readonly exitCode: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** Runs a line of shell in which `build` is the program. */
function shell(line: string, { directory, home, temporary }: Project, env: Readonly<Record<string, string>> = {}) {
  const started = performance.now();
  const given = { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary, DOCKER_CONFIG: join(homedir(), '.docker') };
  const options = { cwd: directory, env: { ...given, TERM: 'xterm', LANG: 'C.UTF-8', ...env } };
  return new Promise<ShellRun>((settle) => {
    const script = line.replaceAll('BUILD', `'${process.execPath}' '${PROGRAM}'`);
    execFile('sh', ['-c', script], { ...options, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      const exitCode = error === null ? 0 : Number(error.code);
      settle({ output: stdout, exitCode, duration: performance.now() - started });
    }).stdin?.end();
  });
}

function buildLog({ directory }: Project): string {
  return readFileSync(join(directory, 'buildrunner.results', 'build.log'), 'utf8');
}

/** What the build says when nothing is in its way, at the end of every log. */
const CLOSING =
  /Step +Result +Duration\n.*talk +passed +\d.*\n.*fail +failed as expected .*\n(.*\n)*.*Build SUCCESS\.\n$/;

for (const [reader, line] of [
  ['the first line', '{ BUILD; echo $? > code; } | head -n 1'],
  ['nothing at all', '{ BUILD; echo $? > code; } | true'],
  ['the first line of both streams', '{ BUILD 2>&1; echo $? > code; } | head -n 1'],
] as const) {
  s(`may be a pipe of which somebody reads ${reader}: the build goes on to its end`, async () => {
    const given = project();
    await shell(line, given);
    const code = join(given.directory, 'code');
    await eventually(() => existsSync(code) && readFileSync(code, 'utf8') !== '', 30_000);
    assert.is(readFileSync(code, 'utf8'), '0\n');
    const log = buildLog(given);
    assert.is(log.match(/ line \d+$/gm)?.length, LINES);
    assert.match(log, CLOSING);
    assert.ok(listFiles(given.directory).includes('buildrunner.results/talk/kept.txt'));
    assert.equal(listFiles(given.temporary), []);
  });
}

const hasScript = spawnSync('script', ['--version']).error === undefined;
/** Runs the program on a terminal of its own, by script(1). */
const ON_TERMINAL = `script --quiet --return --flush --command "BUILD" /dev/null`;

for (const { name, env, flag, isColored } of [
  { name: 'is coloured', env: {}, flag: '', isColored: true },
  { name: 'has no colours with NO_COLOR', env: { NO_COLOR: '1' }, flag: '', isColored: false },
  { name: 'has no colours with --no-color', env: {}, flag: '--no-color', isColored: false },
  { name: 'has no colours where TERM is dumb', env: { TERM: 'dumb' }, flag: '', isColored: false },
] as const) {
  if (!hasScript) break;
  s(`${name} on a terminal, with a table at its end`, async () => {
    const given = project();
    const { exitCode, output } = await shell(ON_TERMINAL.replace('BUILD', `BUILD ${flag}`), given, env);
    assert.is(exitCode, 0, output.slice(-2000));
    const text = output.replaceAll('\r\n', '\n');
    const plain = text.replaceAll(/\x1b\[[\d;]*[mK]/g, '');
    assert.is(plain.match(/ line \d+$/gm)?.length, LINES);
    assert.match(plain, CLOSING);
    assert.match(plain, /^talk {2}\d\d:\d\d {2}cmd> echo kept > kept.txt$/m);
    assert.match(text, '\x1b[35mtheir own\x1b[0m colour');
    // The step's own are its own business.
    const ours = text.replace('\x1b[35mtheir own\x1b[0m', '');
    assert.is(/\x1b\[\d+m/.test(ours), isColored);
    if (!isColored) assert.not.match(ours, /\x1b/);
    assert.is(buildLog(given).match(/\x1b/g)?.length, 2);
  });
}

s.run();
