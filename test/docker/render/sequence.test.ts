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

s('tens of thousands in no more than a few seconds', () => {
  const runs = Array.from({ length: 15_000 }, (_, index) => run(`r${index}`, index === 0 ? [] : ['r0']));
  const removals = runs.map(({ id }) => remove(`gone ${id}`, [id, 'last']));
  const started = performance.now();
  const sequence = order([...runs, ...removals, run('last')]);
  assert.ok(performance.now() - started < 5000);
  assert.equal(sequence.slice(14_999, 15_002), ['r14999', 'last', 'gone r0']);
  assert.is(sequence.at(-1), 'gone r14999');
});

s('a plan whose operations wait for each other is an internal error', () => {
  assert.throws(() => order([run('a', ['b']), run('b', ['a'])]), /wait for each other: a, b/);
});

s.run();
