import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runBuildrunner, startBuildrunner } from '../support/buildrunner.ts';
import { docker, newSince, engineState } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { liveProcesses } from '../support/processes.ts';
import { createProject, listFiles } from '../support/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('what the tests stand on');

s('eventually gives what a check gives once it is neither false nor throws', async () => {
  let calls = 0;
  const check = () => {
    calls += 1;
    if (calls === 1) throw new Error('not yet');
    return calls < 3 ? false : calls;
  };
  assert.is(await eventually(check, 5000), 3);
});

s('eventually throws the last failure when it is late', async () => {
  const late = eventually(() => {
    throw new Error('never');
  }, 30);
  const message = await late.catch((error: unknown) => (error instanceof Error ? error.message : ''));
  assert.is(message, 'not within 30 ms: never');
});

s('a temporary directory is new and exists', () => {
  assert.is.not(temporaryDirectory(), temporaryDirectory());
  assert.ok(statSync(temporaryDirectory()).isDirectory());
});

s('a temporary directory is gone when its process has ended', () => {
  const code = `import('./test/support/temporary-directory.ts').then((m) => console.log(m.temporaryDirectory()))`;
  const made = execFileSync(process.execPath, ['--import', 'tsx', '-e', code], { encoding: 'utf8' }).trim();
  assert.match(made, 'buildrunner-test-');
  assert.not(existsSync(made));
});

s('a project has files, fixture and always the same commit', () => {
  const files = { 'deep/tool.sh': '#!/bin/sh\n', 'plain.txt': 'x' };
  const [one, other] = [createProject({ fixture: 'main', files }), createProject({ fixture: 'main', files })];
  const head = (directory: string) => execFileSync('git', ['rev-parse', 'HEAD'], { cwd: directory, encoding: 'utf8' });
  assert.is(head(one.directory), head(other.directory));
  assert.is(statSync(join(one.directory, 'deep/tool.sh')).mode & 0o111, 0o111);
  assert.equal(listFiles(one.directory), [
    'buildrunner.yaml',
    'deep/',
    'deep/tool.sh',
    'plain.txt',
    'site/',
    'site/greeting.txt',
  ]);
});

s('a project may be without version control', () => {
  const { directory } = createProject({ files: { a: 'x' }, git: false });
  assert.not(existsSync(join(directory, '.git')));
});

s('what is new on the engine is found, and what is not ours is not', async () => {
  const before = await engineState();
  const name = `buildrunner-support-${process.pid}`;
  await docker('volume', 'create', name);
  await docker('network', 'create', '--label', 'buildrunner.build=x', `other-${name}`);
  await docker('volume', 'create', `other-${name}`);
  try {
    const found = await newSince(before);
    assert.equal(found.filter((entry) => entry.includes(name)).sort(), [`network other-${name}`, `volume ${name}`]);
  } finally {
    await docker('volume', 'rm', name, `other-${name}`);
    await docker('network', 'rm', `other-${name}`);
  }
});

s('a run tells how it ended and what it wrote', async () => {
  const manifest = readFileSync('package.json', 'utf8');
  const run = await runBuildrunner({ files: {}, arguments: ['--version'] });
  assert.equal([run.exitCode, run.signal, run.stderr], [0, null, '']);
  assert.match(manifest, `"version": "${run.stdout.trim()}"`);
});

s('a run that is waited for in vain says what it wrote', async () => {
  const running = startBuildrunner({ files: {}, arguments: ['--no-such-flag'] });
  const error = await running.waitForOutput(/never written/, 10_000).catch((reason: unknown) => String(reason));
  assert.match(String(error), /waited for \/never written\/, but it ended; it wrote:\n.*--no-such-flag/);
  assert.is((await running.ended).exitCode, 2);
});

s('a run is killed with its group when its time is over', async () => {
  const files = {
    'buildrunner.yaml': 'steps: {one: {run: {image: "buildrunner-base:1", pull: false, cmd: sleep 1000}}}',
  };
  const running = startBuildrunner({ files, timeout: 100 });
  assert.is((await running.ended).signal, 'SIGKILL');
  await eventually(() => !liveProcesses().some((one) => one.group === running.id), 5000);
});

s.run();
