import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FileView } from '../../src/facts/facts.ts';
import { enginePath } from '../../src/facts/file-view.ts';

const s = suite('facts/file-view');

const mapped: FileView = {
  kind: 'mapped',
  mounts: [
    { inside: '/builds', outside: '/home/ci/job 1' },
    { inside: '/builds/cache', outside: '/var/lib/docker/volumes/cache/_data' },
    { inside: '/builds/tmp', outside: '' },
    { inside: '/host', outside: '/' },
    { inside: '/var/run/docker.sock', outside: '/run/docker.sock' },
  ],
};
const whole: FileView = { kind: 'mapped', mounts: [{ inside: '/', outside: '/rootfs' }] };

const rows: readonly (readonly [FileView, string, string | null])[] = [
  [{ kind: 'same' }, '/a/b', '/a/b'],
  [{ kind: 'apart' }, '/a/b', null],
  [mapped, '/builds', '/home/ci/job 1'],
  [mapped, '/builds/a/b', '/home/ci/job 1/a/b'],
  [mapped, '/builds/cache/x', '/var/lib/docker/volumes/cache/_data/x'],
  [mapped, '/builds/cached', '/home/ci/job 1/cached'],
  [mapped, '/builds/tmp/x', null],
  [mapped, '/workshop/a', null],
  [mapped, '/', null],
  [mapped, '/host', '/'],
  [mapped, '/host/etc/hosts', '/etc/hosts'],
  [mapped, '/var/run/docker.sock', '/run/docker.sock'],
  [whole, '/a', '/rootfs/a'],
  [whole, '/', '/rootfs'],
];
for (const [view, path, expected] of rows) {
  s(`${view.kind}: ${path} is ${expected ?? 'not seen'}`, () => assert.is(enginePath(view, path), expected));
}

s.run();
