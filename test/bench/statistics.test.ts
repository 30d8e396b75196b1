import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measurePairs } from './pairs.ts';
import { compareSpeed, compareTimes, isWithin } from './row.ts';
import { median, medianRatio, summarize } from './statistics.ts';

const s = suite('bench/statistics');

for (const [values, expected] of [
  [[5], 5],
  [[9, 1, 5], 5],
  [[4, 1, 2, 100], 3],
  [[10, 9, 100, 2, 1], 9],
] as const) {
  s(`the median of ${values.join(', ')} is ${expected}`, () => {
    assert.is(median(values), expected);
  });
}

s('there is no median of nothing', () => {
  assert.throws(() => median([]), /nothing was measured/);
});

s('a summary has the median, the best and the number of rounds', () => {
  assert.equal(summarize([30, 10, 20]), { median: 20, min: 10, rounds: 3 });
});

s('the ratio is that of pairs, so a busy phase that slows both sides does not count', () => {
  const pairs = [
    [11, 10],
    [110, 100],
    [1100, 1000],
    [12, 10],
    [10, 10],
  ] as const;
  assert.is(medianRatio(pairs), 1.1);
});

s('times are compared as ours by theirs, speed as theirs by ours', () => {
  const pairs = [
    [2, 10],
    [4, 20],
  ] as const;
  const sides = { ours: { median: 3, min: 2, rounds: 2 }, against: { median: 15, min: 10, rounds: 2 } };
  assert.equal(compareTimes(pairs), { kind: 'measured', ...sides, unit: 'ms', figure: 0.2, notes: [] });
  assert.equal(compareSpeed(pairs, ['a note']), {
    kind: 'measured',
    ...sides,
    unit: 'ms',
    figure: 5,
    notes: ['a note'],
  });
});

for (const [figure, kind, value, expected] of [
  [1.5, 'atMost', 1.5, true],
  [1.51, 'atMost', 1.5, false],
  [4.5, 'atLeast', 4.5, true],
  [4.4, 'atLeast', 4.5, false],
] as const) {
  s(`${figure} is ${expected ? 'within' : 'beyond'} ${kind} ${value}`, () => {
    assert.is(isWithin(figure, { kind, value }), expected);
  });
}

s('sides run by turns, and the first rounds do not count', async () => {
  const ran: string[] = [];
  const side = (name: string) => async () => ran.push(name);
  const pairs = await measurePairs(side('ours'), side('theirs'), { rounds: 2, warmUps: 1 });
  assert.equal(ran, ['ours', 'theirs', 'ours', 'theirs', 'ours', 'theirs']);
  assert.equal(pairs, [
    [3, 4],
    [5, 6],
  ]);
});

s('a side that fails ends the measurement with its reason', async () => {
  const failing = async () => Promise.reject(new Error('no engine'));
  const message = await measurePairs(async () => 1, failing, { rounds: 2, warmUps: 0 }).catch(String);
  assert.is(message, 'Error: no engine');
});

s.run();
