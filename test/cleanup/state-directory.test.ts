import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createBuildFolder, readClaim } from '../../src/cleanup/build-folder.ts';
import { JournaledRegistry } from '../../src/cleanup/registry.ts';
import { chooseStateDirectory, stateDirectories } from '../../src/cleanup/state-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { newBuildId } from './rig.ts';

const test = suite('state directory');

const user = process.getuid?.() ?? 0;

function choose(environment: Record<string, string>): string {
  const chosen = chooseStateDirectory(environment);
  if (!chosen.ok) throw new Error(chosen.failure.summary);
  return chosen.value;
}

test('it lies in the home directory, for us alone', () => {
  const home = temporaryDirectory();
  assert.is(choose({ HOME: home }), join(home, '.buildrunner/builds'));
  assert.is(statSync(join(home, '.buildrunner/builds')).mode & 0o777, 0o700);
});

test('without a home it lies in the temporary folder', () => {
  const TMPDIR = temporaryDirectory();
  const expected = join(TMPDIR, `buildrunner-${user}`, 'builds');
  assert.is(choose({ TMPDIR }), expected);
  assert.is(choose({ TMPDIR, HOME: '' }), expected);
  assert.is(choose({ TMPDIR, HOME: 'relative' }), expected);
  assert.is(choose({ TMPDIR, HOME: '/nowhere/at/all' }), expected);
  assert.is(statSync(expected).mode & 0o777, 0o700);
  assert.is(stateDirectories({}).at(-1), join(tmpdir(), `buildrunner-${user}`, 'builds'));
});

test('a home in which a file stands in its place is passed over', () => {
  const [HOME, TMPDIR] = [temporaryDirectory(), temporaryDirectory()];
  writeFileSync(join(HOME, '.buildrunner'), '');
  assert.is(choose({ HOME, TMPDIR }), join(TMPDIR, `buildrunner-${user}`, 'builds'));
});

test('the home of somebody else is left as it is', () => {
  if (user !== 0) return;
  const TMPDIR = temporaryDirectory();
  const HOME = temporaryDirectory();
  chownSync(HOME, 65_534, 65_534);
  assert.is(choose({ HOME, TMPDIR }), join(TMPDIR, `buildrunner-${user}`, 'builds'));
  assert.equal(readdirSync(HOME), []);
});

const SPOILED: readonly (readonly [string, (path: string) => void])[] = [
  [
    'belongs to somebody else',
    (path) => {
      mkdirSync(path);
      chownSync(path, 65_534, 65_534);
    },
  ],
  [
    'can be written by others',
    (path) => {
      mkdirSync(path);
      chmodSync(path, 0o777);
    },
  ],
  ['is a link', (path) => symlinkSync(temporaryDirectory(), path)],
];

for (const [what, spoil] of SPOILED) {
  test(`a folder that ${what} is refused`, () => {
    if (user !== 0) return;
    const TMPDIR = temporaryDirectory();
    spoil(join(TMPDIR, `buildrunner-${user}`));
    const chosen = chooseStateDirectory({ TMPDIR });
    assert.not(chosen.ok);
    if (chosen.ok) return;
    const path = join(TMPDIR, `buildrunner-${user}`);
    assert.is(chosen.failure.summary, `"${path}/builds" cannot hold what a build needs`);
    assert.match(chosen.failure.details?.[0] ?? '', `"${path}"`);
    assert.is(chosen.failure.next, 'Set TMPDIR or HOME to a folder of yours that can be written');
  });
}

test("a build's folder is for us alone, and leaves nothing when it is removed", () => {
  const HOME = temporaryDirectory();
  const folder = created(choose({ HOME }), newBuildId());
  assert.is(statSync(folder.path).mode & 0o777, 0o700);
  folder.claim('somebody');
  folder.claim('somebody else');
  assert.equal(readClaim(folder.path), { owner: 'somebody else', engine: 'context default' });
  assert.equal(readdirSync(folder.path), ['owner']);
  folder.remove();
  assert.equal(readdirSync(HOME), []);
});

test('what others have beside it stays', () => {
  const HOME = temporaryDirectory();
  mkdirSync(join(HOME, '.buildrunner/caches'), { recursive: true });
  const state = choose({ HOME });
  const [one, other] = [created(state, newBuildId()), created(state, newBuildId())];
  one.remove();
  assert.ok(existsSync(other.path));
  other.remove();
  assert.equal(readdirSync(HOME, { recursive: true }), ['.buildrunner', '.buildrunner/caches']);
});

test('sockets get a short path, registered before it is made', () => {
  const long = join(temporaryDirectory(), 'a-long-name'.repeat(10));
  mkdirSync(long);
  const state = choose({ HOME: long });
  const folder = created(state, newBuildId());
  const registry = new JournaledRegistry(null);
  assert.ok(folder.socketDirectory.length < 80);
  folder.openSockets(registry);
  assert.equal(registry.list(), [{ kind: 'file', path: folder.socketDirectory }]);
  assert.is(statSync(folder.socketDirectory).mode & 0o777, 0o700);
  rmdirSync(folder.socketDirectory);
  const near = created('/tmp', newBuildId());
  near.openSockets(registry);
  assert.is(near.socketDirectory, near.path);
  near.remove();
});

test('a folder that is there already is refused', () => {
  const state = choose({ HOME: temporaryDirectory() });
  const id = newBuildId();
  created(state, id);
  const again = createBuildFolder(state, id, 'context default');
  assert.not(again.ok);
  if (!again.ok) assert.match(again.failure.summary, /^The folder ".*" cannot be made: EEXIST/);
});

function created(state: string, buildId: string) {
  const folder = createBuildFolder(state, buildId, 'context default');
  if (!folder.ok) throw new Error(folder.failure.summary);
  return folder.value;
}

test.run();
