import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exitCodeOf, formatFailure, type Result } from '../../src/failure.ts';
import { resolveBuildDirectory } from '../../src/facts/build-directory.ts';
import { lookUpFile } from '../../src/facts/local-file.ts';
import { judgeResultsDirectory, resolveResultsDirectory, wipeResults } from '../../src/facts/results-directory.ts';
import { readSourceExclusions } from '../../src/facts/source-exclusions.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Makes files below a new folder; a name that ends in `/` is a folder. */
function tree(...names: readonly string[]): string {
  const root = temporaryDirectory();
  for (const name of names) {
    mkdirSync(join(root, name.endsWith('/') ? name : dirname(name)), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(join(root, name), name);
  }
  return root;
}

function linesOf(result: Result<unknown>): readonly string[] {
  return result.ok ? [] : formatFailure(result.failure);
}

const build = suite('facts/build-directory');

build('is absolute and without symbolic links', () => {
  const root = tree('work/');
  symlinkSync('work', join(root, 'link'));
  assert.equal(resolveBuildDirectory('link', root), { ok: true, value: join(root, 'work') });
  assert.equal(resolveBuildDirectory(undefined, root), { ok: true, value: root });
});

build('that does not exist is a failure, and nothing is made', () => {
  const root = tree('file');
  assert.equal(linesOf(resolveBuildDirectory('gone/x', root)), [
    'The build directory "gone/x" does not exist',
    'Give the folder of the checkout with "--directory".',
  ]);
  assert.is(linesOf(resolveBuildDirectory('file/x', root))[0], 'The build directory "file/x" does not exist');
  assert.is(linesOf(resolveBuildDirectory('file', root))[0], 'The build directory "file" is no folder');
  assert.equal(readdirSync(root), ['file']);
});
build.run();

const results = suite('facts/results-directory');

results('is where -b says, else in the build directory', () => {
  const where = { buildDirectory: '/b', currentDirectory: '/c' };
  assert.is(resolveResultsDirectory(undefined, where), '/b/buildrunner.results');
  assert.is(resolveResultsDirectory('../out', where), '/out');
});

const judgements: readonly (readonly [string, readonly string[], string, string | null])[] = [
  ['absent', [], 'out', null],
  ['absent with its parents', [], 'a/b/out', null],
  ['empty', ['out/'], 'out', null],
  ['left by a build', ['out/build.log', 'out/one/x'], 'out', null],
  ['left by a build, without its log', ['out/artifacts.json', 'out/one/x'], 'out', null],
  ['of the usual name', ['work/buildrunner.results/x'], 'work/buildrunner.results', null],
  ['the sources', ['work/src/x'], 'work/src', 'it holds files that no build has left there'],
  ['the build directory', ['work/build.log'], 'work', 'it holds the build directory'],
  ['the build directory by a link', [], 'link', 'it holds the build directory'],
  ['above the build directory', ['build.log'], '.', 'it holds the build directory'],
  ['the root', [], '/', 'it holds the build directory'],
  ['home', ['home/build.log'], 'home', 'it holds the home directory'],
  ['a checkout', ['out/build.log', 'out/.git/HEAD'], 'out', 'it holds a git repository'],
  ['a file', ['out'], 'out', 'it is no folder'],
];
for (const [title, names, path, reason] of judgements) {
  results(`${reason === null ? 'may' : 'may not'} be emptied when it is ${title}`, () => {
    const root = tree('work/', 'home/', ...names);
    symlinkSync('work', join(root, 'link'));
    const place = { buildDirectory: join(root, 'work'), home: join(root, 'home') };
    const results = join(path === '/' ? '/' : root, path);
    const judgement = judgeResultsDirectory(results, place);
    const next = 'Name another folder with "--build-results-directory", one that is empty or does not exist.';
    assert.equal(
      linesOf(judgement),
      reason === null ? [] : [`"${results}" is not emptied for results: ${reason}`, next],
    );
    if (!judgement.ok) assert.is(exitCodeOf(judgement.failure), 69);
  });
}

results('may not lie below a file', () => {
  const root = tree('work/', 'file');
  const judgement = judgeResultsDirectory(join(root, 'file/x'), {
    buildDirectory: join(root, 'work'),
    home: undefined,
  });
  assert.match(linesOf(judgement)[0] ?? '', /: ".+\/file" is no folder$/);
});

results('is emptied, and stays itself', async () => {
  const root = tree('out/build.log', 'out/one/two/x', 'aim/y');
  symlinkSync('../aim', join(root, 'out/link'));
  assert.ok((await wipeResults(join(root, 'out'), false)).ok);
  assert.equal(readdirSync(join(root, 'out')), []);
  assert.is(readFileSync(join(root, 'aim/y'), 'utf8'), 'aim/y');
});

results('is only made when it is to be kept', async () => {
  const root = tree('out/one/x');
  assert.ok((await wipeResults(join(root, 'out'), true)).ok);
  assert.ok(existsSync(join(root, 'out/one/x')));
  assert.ok((await wipeResults(join(root, 'new/out'), true)).ok);
  assert.equal(readdirSync(join(root, 'new/out')), []);
});

results('that cannot be made is a failure of its own exit code', async () => {
  const path = join(tree('file'), 'file/out');
  const result = await wipeResults(path, false);
  assert.not(result.ok);
  if (result.ok) return;
  assert.is(exitCodeOf(result.failure), 69);
  const [summary, details, next] = formatFailure(result.failure);
  assert.is(summary, `The results directory "${path}" cannot be written`);
  assert.match(details ?? '', /ENOTDIR/);
  assert.is(next, 'Remove it, or name another with "--build-results-directory".');
});
results.run();

const exclusions = suite('facts/source-exclusions');

const exclusionRows: readonly (readonly [string, string, object])[] = [
  ['at the root', 'work/out', { rootNames: ['out'], patterns: [] }],
  ['deeper', 'work/a[b]/out*', { rootNames: [], patterns: ['a[[]b]/out[*]'] }],
  ['elsewhere', 'out', { rootNames: [], patterns: [] }],
  ['at a link to the build directory', 'link/out', { rootNames: ['out'], patterns: [] }],
  ['the build directory itself', 'work', { rootNames: [], patterns: [] }],
];
for (const [title, path, expected] of exclusionRows) {
  exclusions(`leave out results that lie ${title}`, () => {
    const root = tree('work/');
    symlinkSync('work', join(root, 'link'));
    const found = readSourceExclusions({ buildDirectory: join(root, 'work'), resultsDirectory: join(root, path) });
    assert.equal(found, { ok: true, value: expected });
  });
}

exclusions('read .buildignore line by line', () => {
  const root = temporaryDirectory();
  writeFileSync(join(root, '.buildignore'), '# comment\n*.o\r\n\n  \n!keep\nnode_modules\n /x# \n');
  const found = readSourceExclusions({ buildDirectory: root, resultsDirectory: '/r' });
  assert.equal(found, { ok: true, value: { rootNames: [], patterns: ['*.o', '!keep', 'node_modules', ' /x# '] } });
});

exclusions('fail when .buildignore is no file', () => {
  const root = tree('.buildignore/x');
  const lines = linesOf(readSourceExclusions({ buildDirectory: root, resultsDirectory: '/r' }));
  assert.is(lines[0], `"${root}/.buildignore" cannot be read`);
  assert.is(lines.at(-1), 'Make it a readable text file with one pattern a line, or remove it.');
});
exclusions.run();

const files = suite('facts/local-file');

const root = tree('work/file', 'work/sub/x', 'outside', 'home/key', 'work/alias');
symlinkSync('../outside', join(root, 'work/escape'));
symlinkSync('sub', join(root, 'work/inside'));
const aliases = {
  key: join(root, 'home/key'),
  folder: join(root, 'home'),
  home: '~/key',
  variable: '${HOME}/key',
  url: `file://${join(root, 'outside')}`,
  plain: 'user:secret $HOME',
  lines: '/first\nsecond\n',
  empty: '',
  typo: '/no/such/key',
  homeTypo: '~/kee',
  alias: 'content wins over the file',
};

const fileRows: readonly (readonly [string, object])[] = [
  ['file', { kind: 'path', path: join(root, 'work/file'), isDirectory: false }],
  ['./sub', { kind: 'path', path: join(root, 'work/sub'), isDirectory: true }],
  ['.', { kind: 'path', path: join(root, 'work'), isDirectory: true }],
  ['inside/x', { kind: 'path', path: join(root, 'work/sub/x'), isDirectory: false }],
  [join(root, 'work/file'), { kind: 'path', path: join(root, 'work/file'), isDirectory: false }],
  ['key', { kind: 'path', path: join(root, 'home/key'), isDirectory: false }],
  ['folder', { kind: 'path', path: join(root, 'home'), isDirectory: true }],
  ['home', { kind: 'path', path: join(root, 'home/key'), isDirectory: false }],
  ['variable', { kind: 'path', path: join(root, 'home/key'), isDirectory: false }],
  ['url', { kind: 'path', path: join(root, 'outside'), isDirectory: false }],
  ['plain', { kind: 'content', text: 'user:secret $HOME' }],
  ['lines', { kind: 'content', text: '/first\nsecond\n' }],
  ['empty', { kind: 'content', text: '' }],
  ['alias', { kind: 'content', text: 'content wins over the file' }],
  [
    'typo',
    {
      kind: 'missing',
      reason: '"typo" stands for "/no/such/key" (global key "local-files"), and nothing is there',
      next: 'Correct the path in the global configuration, or make the file',
    },
  ],
  [
    'homeTypo',
    {
      kind: 'missing',
      reason: `"homeTypo" stands for "${join(root, 'home/kee')}" (global key "local-files"), and nothing is there`,
      next: 'Correct the path in the global configuration, or make the file',
    },
  ],
  [
    'nothing',
    {
      kind: 'missing',
      reason: '"nothing" is neither an alias of the global key "local-files" nor a file in the build directory',
      next: 'Make the file, or add the alias to the global configuration',
    },
  ],
  ...['../outside', 'escape', join(root, 'outside')].map(
    (name) =>
      [
        name,
        {
          kind: 'missing',
          reason: `"${name}" lies outside the build directory, at "${join(root, 'outside')}"`,
          next: 'Give it an alias under "local-files" in the global configuration, and use that here',
        },
      ] as const,
  ),
];
for (const [name, expected] of fileRows) {
  files(`looks up ${name.replace(root, '…')}`, () => {
    const found = lookUpFile(name, {
      buildDirectory: join(root, 'work'),
      localFiles: new Map(Object.entries(aliases)),
      environment: { HOME: join(root, 'home') },
    });
    assert.equal(found, expected);
  });
}
files.run();
