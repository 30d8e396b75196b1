import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isRepository, splitImageReference } from '../../../src/config/schema/image-reference.ts';

const s = suite('config/schema/image-reference');

const rows: readonly (readonly [string, string, string | null, string | null])[] = [
  ['busybox', 'busybox', null, null],
  ['busybox:1.36', 'busybox', '1.36', null],
  ['registry.example.com:5000/a/b', 'registry.example.com:5000/a/b', null, null],
  ['registry.example.com:5000/a/b:c', 'registry.example.com:5000/a/b', 'c', null],
  ['[::1]:5000/a:b', '[::1]:5000/a', 'b', null],
  ['a@sha256:01', 'a', null, 'sha256:01'],
  ['h:5000/a:b@sha256:01', 'h:5000/a', 'b', 'sha256:01'],
  ['img:', 'img', '', null],
];
for (const [reference, repository, tag, digest] of rows) {
  s(`splits ${reference} as docker does`, () => {
    assert.equal(splitImageReference(reference), { repository, tag, digest });
  });
}

for (const name of [
  'a',
  'a/b',
  'Org/App',
  'a.b_c-d',
  'localhost/x',
  'localhost:5000/x',
  'h.example.com/x',
  '[::1]:5000/x',
]) {
  s(`takes "${name}" for a repository`, () => assert.ok(isRepository(name)));
}
for (const name of ['', 'a/', '/a', 'a b', 'a//b', '.a', 'a..b', 'é', 'h:port/x', '-h.example.com/x']) {
  s(`does not take "${name}" for a repository`, () => assert.not(isRepository(name)));
}

s.run();
