import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runBuildrunner } from '../support/buildrunner.ts';
import { engineState } from '../support/engine.ts';
import { listFiles } from '../support/project.ts';

const s = suite('the first build', { timeout: 120_000 });

s('fixtures/main leaves its results and nothing else', async () => {
  const mark = `first-build-${process.pid}`;
  const run = await runBuildrunner({
    fixture: 'main',
    arguments: ['--build-number', '42', '--container-labels', `mark=${mark}`],
  });
  assert.is(run.exitCode, 0, run.stderr + run.stdout);

  const results = join(run.project.directory, 'buildrunner.results');
  assert.equal(listFiles(results), [
    'artifacts.json',
    'build.log',
    'compile/',
    'compile/end.log',
    'compile/fetch.log',
    'compile/greeting.txt',
    'compile/pages.tar.gz',
    'package/',
    'package/book.txt',
  ]);
  const read = (name: string) => readFileSync(join(results, name), 'utf8');
  assert.is(read('compile/fetch.log'), 'fetched for build 42\n');
  assert.is(read('package/book.txt'), 'Good day.\n'.repeat(4));
  const members = execFileSync('tar', ['-tzf', join(results, 'compile/pages.tar.gz')], { encoding: 'utf8' });
  assert.equal(members.trim().split('\n').sort(), ['pages/', 'pages/one.txt', 'pages/three.txt', 'pages/two.txt']);

  assert.equal(
    (await engineState()).filter((entry) => entry.labels['mark'] === mark),
    [],
  );
  assert.equal(listFiles(run.project.temporary), []);
  assert.equal(
    execFileSync('git', ['status', '--porcelain'], { cwd: run.project.directory, encoding: 'utf8' }),
    '?? buildrunner.results/\n',
  );
});

s.run();
