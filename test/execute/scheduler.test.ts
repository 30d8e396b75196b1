import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { schedule, type Outcomes } from '../../src/execute/scheduler.ts';
import { fail, messageOf, succeed, type Failure, type Result } from '../../src/failure.ts';
import type { Operation } from '../../src/plan/operation.ts';

const s = suite('the scheduler');

/** An operation that does nothing, after others and when others are over. */
function operation(id: string, dependsOn: readonly string[] = [], follows: readonly string[] = []): Operation {
  return { id, kind: 'beginTask', step: 's', task: 'run', dependsOn, follows, cause: '' };
}

const FAILURE: Failure = { kind: 'step', summary: 'it failed' };

interface Run {
  /** `begin a`, `end a`, in the order that it happened. */
  readonly log: readonly string[];
  /** `a succeeded`, in the order of the operations. */
  readonly outcomes: readonly string[];
}

/** Runs them all; those named fail. Each takes a turn of the event loop or more. */
async function run(operations: readonly Operation[], failing: readonly string[] = []): Promise<Run> {
  const log: string[] = [];
  const outcomes = await schedule(operations, async ({ id }) => {
    log.push(`begin ${id}`);
    await new Promise(setImmediate);
    log.push(`end ${id}`);
    return failing.includes(id) ? fail({ ...FAILURE, summary: `${id} failed` }) : succeed(undefined);
  });
  return { log, outcomes: operations.map(({ id }) => `${id} ${toText(outcomes, id)}`) };
}

function toText(outcomes: Outcomes, id: string): string {
  const outcome = outcomes.get(id);
  if (outcome === undefined) return 'unknown';
  if (outcome.kind === 'succeeded') return outcome.kind;
  return `${outcome.kind}: ${outcome.failure?.summary ?? 'no reason'}`;
}

const orders: readonly [string, readonly Operation[], readonly string[]][] = [
  ['nothing', [], []],
  ['one', [operation('a')], ['begin a', 'end a']],
  [
    'one after the other',
    [operation('a'), operation('b', ['a']), operation('c', [], ['b'])],
    ['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c'],
  ],
  [
    'one after the other, whatever the order in the list',
    [operation('c', [], ['b']), operation('b', ['a']), operation('a')],
    ['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c'],
  ],
  ['side by side', [operation('a'), operation('b')], ['begin a', 'begin b', 'end a', 'end b']],
  [
    'one after all of several',
    [operation('a'), operation('b'), operation('c', ['a'], ['b'])],
    ['begin a', 'begin b', 'end a', 'end b', 'begin c', 'end c'],
  ],
  ['named twice in one', [operation('a'), operation('b', ['a', 'a'], ['a'])], ['begin a', 'end a', 'begin b', 'end b']],
];
for (const [name, operations, expected] of orders) {
  s(`runs ${name}`, async () => assert.equal((await run(operations)).log, expected));
}

s('skips what depends on a failure, with the failure that began it', async () => {
  const operations = [operation('a'), operation('b', ['a']), operation('c', ['b']), operation('d')];
  const { log, outcomes } = await run(operations, ['a']);
  assert.equal(outcomes, ['a failed: a failed', 'b skipped: a failed', 'c skipped: a failed', 'd succeeded']);
  assert.equal(log, ['begin a', 'begin d', 'end a', 'end d']);
});

s('skips for the first of several failures, in the order of "dependsOn"', async () => {
  const operations = [operation('a'), operation('b'), operation('c', ['b', 'a'])];
  assert.is((await run(operations, ['a', 'b'])).outcomes[2], 'c skipped: b failed');
});

s('runs what follows, whatever became of what it follows', async () => {
  const operations = [operation('a'), operation('b', ['a']), operation('c', [], ['a', 'b']), operation('d', ['c'])];
  const { log, outcomes } = await run(operations, ['a']);
  assert.equal(outcomes, ['a failed: a failed', 'b skipped: a failed', 'c succeeded', 'd succeeded']);
  assert.equal(log, ['begin a', 'end a', 'begin c', 'end c', 'begin d', 'end d']);
});

s('does not skip before what is followed is over', async () => {
  const operations = [
    operation('a'),
    operation('slow', ['other']),
    operation('other'),
    operation('b', ['a'], ['slow']),
  ];
  const { outcomes } = await run(operations, ['a']);
  assert.is(outcomes[3], 'b skipped: a failed');
});

s('shows the outcomes so far to what is run', async () => {
  const seen: string[] = [];
  await schedule([operation('a'), operation('b', [], ['a'])], ({ id }, outcomes) => {
    seen.push(`${id}: ${[...outcomes.keys()].join(' ')}`);
    return Promise.resolve(id === 'a' ? fail(FAILURE) : succeed(undefined));
  });
  assert.equal(seen, ['a: ', 'b: a']);
});

s('skips thousands one after the other', async () => {
  const chain = Array.from({ length: 20_000 }, (_, index) =>
    operation(String(index), index === 0 ? [] : [String(index - 1)]),
  );
  const { outcomes } = await run(chain, ['0']);
  assert.is(outcomes.at(-1), '19999 skipped: 0 failed');
});

s('runs tens of thousands that wait for the same one in no more than a few seconds', async () => {
  const all = Array.from({ length: 60_000 }, (_, index) => operation(String(index), index === 0 ? [] : ['0']));
  const started = performance.now();
  const outcomes = await schedule(all, () => Promise.resolve(succeed(undefined)));
  assert.ok(performance.now() - started < 5000);
  assert.is(outcomes.size, 60_000);
});

/** The message of what a schedule throws or rejects with. */
async function problemOf(operations: readonly Operation[], one?: () => Promise<Result<void>>): Promise<string> {
  try {
    await schedule(operations, one ?? (() => Promise.resolve(succeed(undefined))));
    return 'no problem';
  } catch (error) {
    return messageOf(error);
  }
}

const problems: readonly [string, readonly Operation[], string][] = [
  ['depends on something unknown', [operation('a', ['b'])], 'operation "a" waits for "b", which is not planned'],
  ['follows something unknown', [operation('a', [], ['b'])], 'operation "a" waits for "b", which is not planned'],
  ['has the id of another', [operation('a'), operation('a')], 'two operations have the id "a"'],
  [
    'waits for itself',
    [operation('a'), operation('b', ['a', 'c']), operation('c', [], ['b'])],
    'operations wait for each other: b, c',
  ],
];
for (const [name, operations, expected] of problems) {
  s(`throws where an operation ${name}`, async () => assert.is(await problemOf(operations), expected));
}

s('passes on what a runner throws', async () => {
  const rejecting = () => Promise.reject(new Error('internal'));
  assert.is(await problemOf([operation('a')], rejecting), 'internal');
  let isFirst = true;
  const throwing = () => {
    if (!isFirst) throw new Error('internal');
    isFirst = false;
    return Promise.resolve(succeed(undefined));
  };
  assert.is(await problemOf([operation('a'), operation('b', ['a'])], throwing), 'internal');
});

s.run();
