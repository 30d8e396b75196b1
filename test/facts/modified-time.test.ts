import { appendFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commit, factsOf, git, PAST, repository, writeAt } from './repository.ts';

const modified = suite('facts/modified-time');

const changes: readonly (readonly [string, (directory: string) => void, number])[] = [
  [
    'changed',
    (directory) => {
      writeAt(PAST, directory, 'f1');
    },
    PAST,
  ],
  [
    'staged',
    (directory) => {
      writeAt(PAST, directory, 'f1');
      git(directory, 'add', '.');
    },
    PAST,
  ],
  [
    'added',
    (directory) => {
      writeAt(PAST, directory, 'new');
      git(directory, 'add', '.');
    },
    PAST,
  ],
  [
    'staged, then changed',
    (directory) => {
      writeAt(5, directory, 'f1');
      git(directory, 'add', '.');
      writeAt(PAST, directory, 'f1 ');
      writeAt(PAST + 1, directory, 'f1');
    },
    PAST + 1,
  ],
  [
    'untracked',
    (directory) => {
      writeAt(PAST, directory, 'deep/er/new');
    },
    PAST,
  ],
  [
    'with blanks and letters beyond ASCII',
    (directory) => {
      writeAt(PAST, directory, 'a b/ü\nx');
    },
    PAST,
  ],
  [
    'two, of which the newest counts',
    (directory) => {
      writeAt(PAST, directory, 'f1');
      writeAt(PAST + 9, directory, 'f2');
    },
    PAST + 9,
  ],
  [
    'from the beginning of time',
    (directory) => {
      writeAt(0, directory, 'f1');
    },
    1,
  ],
  [
    'deleted',
    (directory) => {
      rmSync(join(directory, 'f1'));
      utimesSync(directory, PAST, PAST);
    },
    PAST,
  ],
  [
    'deleted with its folder',
    (directory) => {
      rmSync(join(directory, 'sub'), { recursive: true });
      utimesSync(directory, PAST, PAST);
    },
    PAST,
  ],
  [
    'replaced with a file where its folder was',
    (directory) => {
      rmSync(join(directory, 'sub'), { recursive: true });
      writeAt(PAST, directory, 'sub');
      utimesSync(directory, 5, 5);
    },
    PAST,
  ],
  [
    'renamed',
    (directory) => {
      git(directory, 'mv', 'f1', 'moved');
      utimesSync(join(directory, 'moved'), PAST - 9, PAST - 9);
      utimesSync(directory, PAST, PAST);
    },
    PAST,
  ],
];
for (const [title, change, expected] of changes) {
  modified(`counts a file that is ${title}`, async () => {
    const directory = repository(2);
    mkdirSync(join(directory, 'sub'));
    commit(directory, 'sub/file');
    change(directory);
    const facts = await factsOf(directory);
    assert.is(facts.modified, String(expected));
    assert.match(facts.release, new RegExp(`^3\\.I[0-9a-f]{6}\\.M${expected}$`));
  });
}

modified('does not count ignored files nor results', async () => {
  const directory = repository();
  writeFileSync(join(directory, '.gitignore'), '*.log\n');
  git(directory, 'add', '.');
  git(directory, 'commit', '-q', '-m', 'ignore');
  writeAt(PAST, directory, 'x.log');
  writeAt(PAST, directory, 'buildrunner.results/one/file');
  writeAt(PAST, directory, 'out [x]*/build.txt');
  assert.is((await factsOf(directory)).modified, String(PAST));
  assert.is((await factsOf(directory, { resultsDirectory: join(directory, 'out [x]*') })).modified, '0');
  writeAt(PAST + 1, directory, 'out x/source');
  assert.is((await factsOf(directory, { resultsDirectory: join(directory, 'out [x]*') })).modified, String(PAST + 1));
});

modified('does not count results that are under version control', async () => {
  const directory = repository();
  mkdirSync(join(directory, 'buildrunner.results'));
  commit(directory, 'buildrunner.results/build.log');
  appendFileSync(join(directory, 'buildrunner.results/build.log'), 'more');
  assert.is((await factsOf(directory)).modified, '0');
});

modified('may be built from a subfolder, and only what lies there counts', async () => {
  const directory = repository();
  writeAt(PAST, directory, 'sub/new');
  writeAt(PAST + 1, directory, 'beside');
  const facts = await factsOf(join(directory, 'sub'));
  assert.is(facts.modified, String(PAST));
  assert.is(facts.name, 'project');
  assert.is(facts.number, '1');
});

modified('is read without touching the index', async () => {
  const directory = repository();
  utimesSync(join(directory, 'f1'), PAST, PAST);
  utimesSync(join(directory, '.git/index'), PAST, PAST);
  assert.is((await factsOf(directory)).modified, '0');
  assert.is(git(directory, 'ls-files', '--debug', 'f1').includes(`mtime: ${PAST}:`), false);
});
modified.run();
