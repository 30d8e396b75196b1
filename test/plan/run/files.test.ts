import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatFailure } from '../../../src/failure.ts';
import type { Mount } from '../../../src/plan/operation.ts';
import { ofKind, operationOf, planFailure, planOf, type Circumstances } from '../input.ts';

const s = suite('files in containers');

/** The mount of the step's container at a path. */
async function mountAt(target: string, files: string, given: Circumstances = {}): Promise<Mount | undefined> {
  const plan = await planOf(`steps: {one: {run: {image: "a:1", cmd: x, files: ${files}}}}`, given);
  const mounts = operationOf(plan, 'createContainer', 'one/create').mounts.filter((mount) => mount.target === target);
  assert.ok(mounts.length <= 1, `${mounts.length} mounts at ${target}`);
  return mounts[0];
}

const modes: readonly [string, string, boolean][] = [
  ['/x', '/x', true],
  ['/x:ro', '/x', true],
  ['/x:rw', '/x', false],
  ['/x:y', '/x:y', true],
  ['/x:y:rw', '/x:y', false],
];
for (const [written, target, isReadOnly] of modes) {
  s(`mounts "${written}" ${isReadOnly ? 'read-only' : 'to be written to'}`, async () => {
    const expected = { kind: 'bind', source: '/home/me/project/f', target, isReadOnly };
    assert.equal(await mountAt(target, `{f: "${written}"}`), expected);
  });
}

s('mounts each of two names of one file', async () => {
  const files = '{f: /a, ./f: /b}';
  assert.is((await mountAt('/a', files))?.kind, 'bind');
  assert.is((await mountAt('/b', files))?.kind, 'bind');
});

for (const target of ['/source', '/artifacts', '/dockerdaemon/docker.sock']) {
  s(`lets a file of the build file take the place of ${target}`, async () => {
    const expected = { kind: 'bind', source: '/home/me/project/f', target, isReadOnly: false };
    assert.equal(await mountAt(target, `{f: "${target}:rw"}`), expected);
  });
}

s('does not copy the checkout over a folder that takes the place of /source', async () => {
  const text = 'steps: {one: {run: {image: "a:1", cmd: x, files: {f: "/source:rw"}}}, two: {run: {image: "a:1"}}}';
  const plan = await planOf(text, { engine: { canOverlayVolumes: false } });
  const copied = ofKind(plan, 'copyToContainer').map(({ container }) => container);
  assert.equal(copied, ['buildrunner-0-source-container', 'buildrunner-0-two-step']);
});

s('brings the checkout by the first container that has /source', async () => {
  const text = `
steps:
  one:
    run: {image: "a:1", cmd: x, services: {a: {image: "a:1", files: {f: "/source:rw"}}, b: {image: "a:1"}}}
  two: {run: {image: "a:1"}}
`;
  const plan = await planOf(text, { engine: { canOverlayVolumes: false } });
  const [, copied] = ofKind(plan, 'copyToContainer');
  assert.is(copied?.container, 'buildrunner-0-one-service-b');
});

s('takes files back from a service whose engine does not see them', async () => {
  const text = `
steps:
  one: {run: {image: "a:1", cmd: x, services: {db: {image: "a:1", files: {f: "/f:rw", r: /r}}}, files: {f: "/f:rw"}}}
`;
  const plan = await planOf(text, { engine: { view: { kind: 'apart' } } });
  const taken = ofKind(plan, 'copyFromContainer').map(
    ({ container, path, target }) => `${container} ${path} ${target}`,
  );
  assert.equal(taken.sort(), [
    'buildrunner-0-one-service-db /f /home/me/project/f',
    'buildrunner-0-one-step /f /home/me/project/f',
  ]);
});

s('takes the relay of our process where the engine sees it, else the socket of the engine', async () => {
  const socket = async (given: Circumstances) => {
    const mount = await mountAt('/dockerdaemon/docker.sock', '{}', { relaySocket: '/run/ours', ...given });
    return mount?.kind === 'bind' ? mount.source : null;
  };
  assert.is(await socket({}), '/run/ours');
  assert.is(await socket({ engine: { view: { kind: 'apart' } } }), '/run/docker.sock');
  assert.is(await socket({ relaySocket: null }), '/run/docker.sock');
});

const problems: readonly [string, string, readonly string[], Circumstances?][] = [
  [
    'a path that is not absolute',
    '{f: x}',
    [
      'The configuration has 1 problem',
      '  buildrunner.yaml:1:54 "x" of "f" is no absolute path in the container',
      '    steps: {one: {run: {image: "a:1", cmd: x, files: {f: x}}}}',
      '                                                         ^',
      '    Write it as /path, /path:ro or /path:rw.',
    ],
  ],
  [
    'a file that is not there',
    '{f: /x}',
    [
      'The configuration has 1 problem',
      '  buildrunner.yaml:1:54 "f" is not there',
      '    steps: {one: {run: {image: "a:1", cmd: x, files: {f: /x}}}}',
      '                                                         ^',
      '    Make it.',
    ],
    { localFiles: { f: { kind: 'missing', reason: '"f" is not there', next: 'Make it' } } },
  ],
];
for (const [name, files, expected, given] of problems) {
  s(`refuses ${name}`, async () => {
    const failure = await planFailure(`steps: {one: {run: {image: "a:1", cmd: x, files: ${files}}}}`, given);
    assert.equal(formatFailure(failure), expected);
  });
}

s.run();
