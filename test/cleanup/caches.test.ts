import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { removeCaches } from '../../src/cleanup/caches.ts';
import { formatFailure } from '../../src/failure.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const test = suite('caches');

function remove(root: string, homeDirectory: string): string {
  const removed = removeCaches({ root, homeDirectory });
  return removed.ok ? removed.value : formatFailure(removed.failure).join('\n');
}

function homeWithCaches(): string {
  const home = temporaryDirectory();
  mkdirSync(join(home, '.buildrunner/caches/deep'), { recursive: true });
  writeFileSync(join(home, '.buildrunner/caches/a.tar'), Buffer.alloc(1_400_000));
  writeFileSync(join(home, '.buildrunner/caches/deep/b'), 'x');
  return home;
}

test('they go, and it says how much that was', () => {
  const home = homeWithCaches();
  const path = join(home, '.buildrunner/caches');
  assert.is(remove('~/.buildrunner/caches', home), `Removed the caches in "${path}": 2 files, 1.4 MB.`);
  assert.equal(readdirSync(join(home, '.buildrunner')), []);
  assert.is(remove(path, home), `There are no caches in "${path}".`);
});

test('a link to caches elsewhere stays, empty', () => {
  const [home, elsewhere] = [temporaryDirectory(), homeWithCaches()];
  symlinkSync(join(elsewhere, '.buildrunner/caches'), join(home, 'caches'));
  assert.is(remove('caches', home), `Removed the caches in "${join(home, 'caches')}": 2 files, 1.4 MB.`);
  assert.equal(readdirSync(join(home, 'caches')), []);
});

test('what cannot be a folder for caches is refused', () => {
  const home = homeWithCaches();
  const file = join(home, 'file');
  writeFileSync(file, '');
  symlinkSync(home, join(home, 'link'));
  const next = 'Set "caches-root" in the global configuration to a folder that holds caches only.';
  const alone = 'that is no folder for caches alone';
  for (const [root, path, reason] of [
    ['/', '/', alone],
    ['~', home, alone],
    ['~/', home, alone],
    [join(home, 'link'), join(home, 'link'), alone],
    [dirname(home), dirname(home), 'your home directory lies in it'],
    [file, file, 'it is not a folder'],
  ] as const) {
    assert.is(remove(root, home), `"${path}" is not removed: ${reason}\n${next}`);
  }
  assert.ok(existsSync(join(home, '.buildrunner/caches/a.tar')));
});

test.run();
