import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFiles } from '../support/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('the set-up');

/** What must not be reached here. */
const FORBIDDEN = { 'apt-get': 'exit 9', dockerd: 'exit 9', systemctl: 'exit 9' };

/** Runs a script with programs that stand before the real ones. */
function run(
  script: readonly string[],
  programs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
) {
  const directory = temporaryDirectory();
  writeFiles(
    directory,
    Object.fromEntries(
      Object.entries({ ...FORBIDDEN, ...programs }).map(([name, body]) => [name, `#!/bin/sh\n${body}\n`]),
    ),
  );
  const [program = '', ...args] = script;
  const path = `${directory}:${process.env['PATH'] ?? ''}`;
  const result = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env, PATH: path } });
  return { exitCode: result.status, stdout: result.stdout, stderr: result.stderr };
}

const ENGINE = ['sh', 'test/setup/engine.sh'];

s('says and does nothing where an engine answers', () => {
  const programs = { docker: 'echo 1.0', 'apt-get': 'echo apt-get is run', dockerd: 'echo dockerd is run' };
  assert.equal(run(ENGINE, programs), { exitCode: 0, stdout: '', stderr: '' });
});

s('starts nothing for an engine elsewhere that does not answer', () => {
  const result = run(ENGINE, { docker: 'exit 1' }, { DOCKER_HOST: 'tcp://example.com:1' });
  assert.equal(result, {
    exitCode: 1,
    stdout: '',
    stderr:
      'set-up: no docker engine answers at DOCKER_HOST=tcp://example.com:1.\n' +
      '        Start it, or unset DOCKER_HOST, and try again.\n',
  });
});

s("starts nothing for an engine of docker's context that does not answer", () => {
  const result = run(ENGINE, { docker: 'if [ "$1" = context ]; then echo far; else exit 1; fi' }, { DOCKER_HOST: '' });
  assert.equal(result, {
    exitCode: 1,
    stdout: '',
    stderr:
      `set-up: no docker engine answers at docker's context "far".\n` +
      "        Start it, or run 'docker context use default', and try again.\n",
  });
});

s('tells who may not talk to the engine what to do', () => {
  const docker = 'if [ "$1" = context ]; then echo default; else echo permission denied >&2; exit 1; fi';
  const result = run(ENGINE, { docker, id: 'echo joe' }, { DOCKER_HOST: '' });
  assert.equal(result, {
    exitCode: 1,
    stdout: '',
    stderr:
      'set-up: joe may not talk to the docker engine.\n' +
      "        Run 'sudo usermod -aG docker joe', log in again, and try again.\n",
  });
});

s('tells who is not root to start the engine', () => {
  const docker = 'if [ "$1" = context ]; then echo default; else exit 1; fi';
  const result = run(ENGINE, { docker, id: 'echo 1000' }, { DOCKER_HOST: '' });
  assert.equal(result, {
    exitCode: 1,
    stdout: '',
    stderr:
      'set-up: docker is installed, but no engine answers.\n' +
      "        Start it (on most systems 'sudo systemctl start docker'), and try again.\n",
  });
});

s('refuses a node that is too old', () => {
  const node = 'if [ "$1" = --version ]; then echo v18.0.0; else exit 1; fi';
  assert.equal(run(['sh', 'test/setup/packages.sh'], { node }), {
    exitCode: 1,
    stdout: '',
    stderr:
      'set-up: node v18.0.0 is too old: 20.19 or later is needed.\n' +
      '        Install a newer one from https://nodejs.org and try again.\n',
  });
});

const CI_RUNS: readonly { name: string; npm: string; exitCode: number; last: string }[] = [
  { name: 'passes the counts on', npm: 'echo "3 passed, 0 failed"', exitCode: 0, last: '3 passed, 0 failed' },
  {
    name: 'fails when a test fails',
    npm: 'echo "3 passed, 2 failed"; exit 1',
    exitCode: 1,
    last: '3 passed, 2 failed',
  },
  {
    name: 'fails when the counts tell of a failure',
    npm: 'echo "3 passed, 2 failed"',
    exitCode: 1,
    last: '3 passed, 2 failed',
  },
  { name: 'fails when no test ran', npm: 'echo "0 passed, 0 failed"', exitCode: 1, last: '0 passed, 0 failed' },
  { name: 'fails when the set-up fails', npm: 'echo set-up: no >&2; exit 4', exitCode: 4, last: '0 passed, 1 failed' },
  { name: 'fails without counts', npm: 'echo all is well', exitCode: 1, last: '0 passed, 1 failed' },
  {
    name: 'has the counts last whatever npm says after them',
    npm: 'echo "3 passed, 0 failed"; echo npm notice >&2',
    exitCode: 0,
    last: '3 passed, 0 failed',
  },
];

for (const { name, npm, exitCode, last } of CI_RUNS) {
  s(`in CI ${name}`, () => {
    const result = run([join('.ci', 'run')], { npm });
    assert.is(result.exitCode, exitCode);
    assert.is(result.stdout.trimEnd().split('\n').at(-1), last);
  });
}

s.run();
