import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build } from '../support/build.ts';
import { createProject, type Project } from '../support/project.ts';

const s = suite('a large checkout on a CI machine', { timeout: 120_000 });

const LOOK = '{ find . -exec stat -c "%A %u %g %Y %n" {} + && find . -type f -exec md5sum {} +; } | sort';

const steps = {
  one: {
    run: {
      ...BASE,
      cmds: [
        `${LOOK} > /tmp/list`,
        'cp /tmp/list list; echo changed >> deep/4/file; rm -r deep/5; touch "new file"; mkdir left-out',
      ],
      artifacts: { list: null },
    },
  },
  two: { run: { ...BASE, cmds: [`${LOOK} > /tmp/list`, 'cp /tmp/list list'], artifacts: { list: null } } },
};

function largeProject(): Project {
  const many = Array.from({ length: 1200 }, (_, index) => [`deep/${index % 40}/${index}`, `${index}\n`] as const);
  return createProject({
    files: {
      ...Object.fromEntries(many),
      'deep/4/file': 'as it was\n',
      'left-out/file': 'no\n',
      'ä ö/one.skip': 'no\n',
      'ä ö/one.keep': 'yes\n',
      'deep/6/one.skip': 'no\n',
      'buildrunner.results/old': 'no\n',
      '.buildignore': 'left-out\n*.skip\n',
      'buildrunner.yaml': JSON.stringify({ version: 2.0, steps }),
    },
  });
}

const listOf = ({ directory }: Project, step: string) =>
  readFileSync(join(directory, 'buildrunner.results', step, 'list'), 'utf8');

s('is seen by each step as a copy would be, and stays as it is', async () => {
  const project = largeProject();
  const lists = [];
  for (const ci of ['', 'true']) {
    const { exitCode, stdout } = await build({ project, env: { CI: ci } });
    assert.is(exitCode, 0, stdout);
    lists.push(listOf(project, 'one'), listOf(project, 'two'));
  }
  const [copied, , viewed, viewedLater] = lists;
  assert.is(viewed, copied);
  assert.is(viewedLater, viewed);
  assert.match(viewed ?? '', /one\.keep/);
  assert.not.match(viewed ?? '', /skip|left-out|results/);
  assert.is(readFileSync(join(project.directory, 'deep/4/file'), 'utf8'), 'as it was\n');
  assert.ok(existsSync(join(project.directory, 'deep/5')));
  assert.not(existsSync(join(project.directory, 'new file')));
});
s.run();
