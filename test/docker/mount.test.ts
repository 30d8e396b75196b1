import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toMountValue } from '../../src/docker/mount.ts';
import type { Mount } from '../../src/plan/operation.ts';

const s = suite('mounts');

const bind = (source: string, isReadOnly = false): Mount => ({ kind: 'bind', source, target: '/t', isReadOnly });
const volume = (given: Partial<Extract<Mount, { kind: 'volume' }>>): Mount => ({
  ...{ kind: 'volume', name: null, target: '/t', labels: new Map(), overlay: null },
  ...given,
});

const ROWS: readonly (readonly [string, Mount, string])[] = [
  ['a writable path', bind('/a'), 'type=bind,src=/a,dst=/t'],
  ['a read-only path', bind('/a', true), 'type=bind,src=/a,dst=/t,readonly'],
  ['blanks and other letters', bind('/a b/é'), 'type=bind,src=/a b/é,dst=/t'],
  ['commas', bind('/a,b'), 'type=bind,"src=/a,b",dst=/t'],
  ['quotes', bind('/a"b'), 'type=bind,"src=/a""b",dst=/t'],
  ['an unnamed volume', volume({}), 'type=volume,dst=/t,volume-nocopy'],
  ['a named volume', volume({ name: 'v' }), 'type=volume,src=v,dst=/t,volume-nocopy'],
  ['labels', volume({ labels: new Map([['a', 'b, c']]) }), 'type=volume,dst=/t,volume-nocopy,"volume-label=a=b, c"'],
  [
    'an overlay',
    volume({ overlay: { lower: '/l', upper: '/u', work: '/w' } }),
    'type=volume,dst=/t,volume-nocopy,volume-driver=local,volume-opt=type=overlay,volume-opt=device=overlay,' +
      '"volume-opt=o=lowerdir=/l,upperdir=/u,workdir=/w"',
  ],
  [
    'colons and commas in the folders of an overlay',
    volume({ overlay: { lower: '/l:,', upper: '/u:,', work: '/w\\' } }),
    'type=volume,dst=/t,volume-nocopy,volume-driver=local,volume-opt=type=overlay,volume-opt=device=overlay,' +
      '"volume-opt=o=lowerdir=/l\\:\\,,upperdir=/u:\\,,workdir=/w\\\\"',
  ],
];

for (const [what, mount, value] of ROWS) s(`a mount with ${what}`, () => assert.is(toMountValue(mount), value));

s.run();
