import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toSequence } from '../../../src/docker/render/sequence.ts';
import type { Operation } from '../../../src/plan/operation.ts';
import { common, exec } from '../operations.ts';

const s = suite('a plan one by one');

const NOTHING = { containers: [], foreignContainers: [], networks: [], volumes: [], images: [] };
const run = (id: string, dependsOn: string[] = [], follows: string[] = []): Operation =>
  exec(common(id, dependsOn, follows));
const remove = (id: string, follows: string[]): Operation => ({
  ...common(id, [], follows),
  kind: 'removeResources',
  ...NOTHING,
});
const order = (operations: readonly Operation[]) => toSequence(operations).map(({ id }) => id);

s('the order of the plan, where nothing waits', () => {
  assert.equal(order([run('b'), run('a'), run('c', ['a'])]), ['b', 'a', 'c']);
});

s('what waits for something later comes after it', () => {
  assert.equal(order([run('a', [], ['z']), run('b', ['a']), run('z')]), ['z', 'a', 'b']);
});

s('a removal comes as soon as it may', () => {
  assert.equal(order([run('a'), run('b', ['a']), run('c', ['b']), remove('gone', ['a'])]), ['a', 'gone', 'b', 'c']);
});

s('a plan whose operations wait for each other is an internal error', () => {
  assert.throws(() => order([run('a', ['b']), run('b', ['a'])]), /wait for each other: a, b/);
});

s.run();
