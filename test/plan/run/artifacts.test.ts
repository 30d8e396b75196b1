import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CollectArtifact } from '../../../src/plan/operation.ts';
import { ofKind, planOf } from '../input.ts';

const s = suite('artifacts of a step');

const GZ: CollectArtifact['packing'] = {
  kind: 'archive',
  type: 'tar',
  compression: 'gz',
  name: null,
  suffix: '.tar.gz',
};

const packings: readonly [string, CollectArtifact['packing']][] = [
  ['', GZ],
  ['{}', GZ],
  ['{compression: tar}', GZ],
  ['false', GZ],
  ['{format: uncompressed}', { kind: 'files' }],
  ['{format: other}', GZ],
  ['{compression: xz}', { ...GZ, compression: 'xz', suffix: '.tar.xz' }],
  ['{compression: none}', { ...GZ, compression: 'none', suffix: '.tar' }],
  ['{type: zip}', { ...GZ, type: 'zip', suffix: '.zip' }],
  ['{type: tar, compression: bz2}', { ...GZ, compression: 'bz2', suffix: '.tar.bz2' }],
  ['{archive: {compression: lzma}}', { ...GZ, compression: 'lzma', suffix: '.tar.lzma' }],
  ['{archive: {name: n, suffix: .tgz}}', { ...GZ, name: 'n', suffix: '.tgz' }],
  ['{archive: {type: zip, suffix: .jar}}', { ...GZ, type: 'zip', suffix: '.jar' }],
];
for (const [properties, expected] of packings) {
  s(`packs a folder with ${properties === '' ? 'no properties' : properties}`, async () => {
    const plan = await planOf(`steps: {one: {run: {image: "a:1", cmd: x, artifacts: {dir: ${properties}}}}}`);
    assert.equal(
      ofKind(plan, 'collectArtifact').map(({ packing }) => packing),
      [expected],
    );
  });
}

s('passes all properties on as they are, in JSON values', async () => {
  const properties = '{push: true, rename: r, n: 1, f: 1.50, d: 2020-01-02, l: [1, {a: no}], e: null}';
  const plan = await planOf(`steps: {one: {run: {image: "a:1", cmd: x, artifacts: {a: ${properties}, b: }}}}`);
  const [a, b] = ofKind(plan, 'collectArtifact');
  assert.equal(Object.fromEntries(a?.properties ?? []), {
    ...{ push: true, rename: 'r', n: 1, f: 1.5, d: '2020-01-02', l: [1, { a: false }], e: null },
  });
  assert.is(a?.rename, 'r');
  assert.is(b?.properties, null);
});

s('lists all but what says "push: false"', async () => {
  const plan = await planOf(
    'steps: {one: {run: {image: "a:1", cmd: x, artifacts: {a: , b: {push: false}, c: {push: true}}}}}',
  );
  assert.equal(
    ofKind(plan, 'collectArtifact').map(({ isListed }) => isListed),
    [true, false, true],
  );
});

s('collects one pattern after another, also when a command has failed, but only of a step that began', async () => {
  const plan = await planOf('steps: {one: {run: {image: "a:1", cmds: [x, y], artifacts: {a: , b: }}}}');
  assert.equal(
    ofKind(plan, 'collectArtifact').map(({ dependsOn, follows }) => [dependsOn, follows]),
    [
      [['one/start', 'one/copy-source'], ['one/command-2']],
      [
        ['one/start', 'one/copy-source'],
        ['one/command-2', 'one/collect a'],
      ],
    ],
  );
});

const shells: readonly [string, string | null][] = [
  ['cmd: x', '/bin/sh'],
  ['cmd: x, shell: /bin/bash -e', '/bin/bash'],
  ['shell: sleep 1', null],
  ['user: "1"', null],
];
for (const [keys, expected] of shells) {
  s(`lists by ${expected ?? 'a copy, since nothing runs'} after {${keys}}`, async () => {
    const plan = await planOf(`steps: {one: {run: {image: "a:1", ${keys}, artifacts: {a: }}}}`);
    assert.equal(
      ofKind(plan, 'collectArtifact').map(({ shell }) => shell),
      [expected],
    );
  });
}

s.run();
