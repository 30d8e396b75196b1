import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build } from '../support/build.ts';
import { docker } from '../support/engine.ts';

const s = suite('keys of a build, on the engine', { timeout: 60_000 });

const FROM = `FROM ${BASE.image}\n`;
const TAG = `build-keys-test-${process.pid}`;
const made: string[] = [];

s.after(async () => {
  if (made.length > 0) await docker('image', 'rm', '--force', ...made);
});

/** A name for an image that stays after the build; removed at the end. */
function kept(name: string): { readonly repository: string; readonly tags: readonly string[]; add_build_tag: false } {
  made.push(`${TAG}/${name}:1`);
  return { repository: `${TAG}/${name}`, tags: ['1'], add_build_tag: false };
}

s('injects results of earlier steps, for a step and for a service', async () => {
  const dockerfile = `${FROM}COPY . /all/\n`;
  const inject = { 'buildrunner.results/make/*.txt': 'results/', 'src/one.conf': 'renamed' };
  const show = 'cd /all; for f in results/* renamed; do echo "$f $(cat $f)"; done';
  const built = await build({
    files: { 'src/one.conf': 'one' },
    steps: {
      make: { run: { ...BASE, cmd: 'echo a > a.txt; echo b > b.txt', artifacts: { '*.txt': null } } },
      use: {
        build: { pull: false, dockerfile, inject },
        run: { cmd: show, services: { db: { build: { pull: false, dockerfile, inject }, cmd: `${show}; sleep 9` } } },
      },
    },
  });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  for (const line of ['results/a.txt a', 'results/b.txt b', 'renamed one']) {
    // Not the trace of the shell, which quotes it.
    const shown = built.read('build.log').match(new RegExp(`[^'"]${line}$`, 'gm')) ?? [];
    assert.is(shown.length, 2, built.read('build.log'));
  }
});

for (const [name, value] of [
  ['a pattern that finds nothing', { inject: { 'none/*': 'x' } }],
  ['a destination outside', { inject: { a: '../x' } }],
  ['a secret that is no file', { secrets: ['id=a,src=none'] }],
] as const) {
  s(`says with code 78 that it cannot build with ${name}`, async () => {
    const steps = { one: { build: { dockerfile: FROM, pull: false, ...value } } };
    const { exitCode, stderr, stdout } = await build({ files: { a: '' }, steps });
    assert.is(exitCode, 78, stdout + stderr);
  });
}

const SECRET = 'a-value-that-nobody-may-see';

s('gives secrets of files and variables to RUN, and to nobody else', async () => {
  const mounts = '--mount=type=secret,id=file --mount=type=secret,id=variable --mount=type=secret,id=ALONE';
  const count = 'cat /run/secrets/file /run/secrets/variable /run/secrets/ALONE | wc -c > /size';
  const steps = {
    one: {
      build: {
        pull: false,
        dockerfile: `${FROM}RUN ${mounts} ${count}\n`,
        secrets: ['id=file,src=hidden/token', 'id=variable,env=MY_TOKEN', 'id=ALONE'],
      },
      run: { cmd: 'cat /size' },
      commit: kept('secrets'),
    },
  };
  const env = { MY_TOKEN: `${SECRET}-variable`, ALONE: `${SECRET}-alone` };
  const built = await build({ files: { 'hidden/token': `${SECRET}-file` }, steps, env });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  assert.match(built.stdout, new RegExp(`^.* ${SECRET.length * 3 + '-file-variable-alone'.length}$`, 'm'));
  const history = await docker('history', '--no-trunc', `${TAG}/secrets:1`);
  const inspected = await docker('image', 'inspect', `${TAG}/secrets:1`);
  for (const text of [built.stdout, built.stderr, built.read('build.log'), history, inspected]) {
    assert.not.match(text, SECRET);
  }
});

s('builds on an image that it has made, whatever the registry has', async () => {
  const base = kept('base');
  const text = (name: string) =>
    `# made by an earlier step\nARG BASE=${TAG}/${name}:1\nFROM $BASE AS last\nRUN cat /made\n`;
  const steps = {
    base: { build: { dockerfile: `${FROM}RUN echo by the first > /made\n`, pull: false }, commit: base },
    file: { build: { path: 'context', pull: true }, run: { cmd: 'cat /made' } },
    text: { build: { dockerfile: text('base') }, run: { cmd: 'cat /made' } },
  };
  const built = await build({ files: { 'context/Dockerfile': text('base') }, steps });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  assert.ok(built.stdout.split('by the first').length > 2);
});

s('makes an image that serves as a cache, where it takes one from images', async () => {
  const steps = {
    one: {
      build: { dockerfile: `${FROM}RUN echo slow > /slow\n`, pull: false, cache_from: [`${TAG}/cached:1`] },
      commit: kept('cached'),
    },
  };
  const built = await build({ steps });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  assert.match(built.read('build.log'), /inline cache/);
});

s(
  'leaves a cache out that the builder cannot write, and says so; with buildx asked for, docker refuses it',
  async () => {
    const steps = { one: { build: { dockerfile: FROM, pull: false, cache_to: { type: 'local', dest: 'cache' } } } };
    const built = await build({ steps });
    assert.is(built.exitCode, 0, built.stdout + built.stderr);
    assert.match(
      built.stdout + built.stderr,
      /"cache_to" is left out: the current builder of docker cannot write a cache/,
    );
    const file = JSON.stringify({ 'use-legacy-builder': false, steps });
    const refused = await build({ files: { 'buildrunner.yaml': file } });
    assert.is(refused.exitCode, 1);
    assert.match(refused.stdout + refused.stderr, /Cache export is not supported/i);
  },
);

s('takes images as caches with the legacy builder, and does without those that are not there', async () => {
  const steps = {
    one: { build: { dockerfile: FROM, pull: false, cache_from: ['127.0.0.1:9/none:1'], cache_to: 'x' } },
  };
  const built = await build({ files: { 'buildrunner.yaml': JSON.stringify({ 'use-legacy-builder': true, steps }) } });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  assert.match(built.stdout + built.stderr, /"127.0.0.1:9\/none:1" could not be pulled: .*; it is no cache then/);
});

s('takes the files of the build directory where buildx is asked for by name', async () => {
  const steps = { one: { build: { dockerfile: `${FROM}COPY a /a\n`, pull: false }, run: { cmd: 'cat /a' } } };
  const file = JSON.stringify({ 'use-legacy-builder': false, steps });
  const built = await build({ files: { a: 'of the project\n', 'buildrunner.yaml': file } });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  assert.match(readFileSync(join(built.results, 'build.log'), 'utf8'), 'of the project');
});

s.run();
