import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Activity } from '../../src/report/activity.ts';
import { clip, formatStatus } from '../../src/report/status-line.ts';

const s = suite('status line');

function activity(fields: Partial<Activity>): Activity {
  return { id: 'x', step: 'one', title: 'Pulling image alpine', since: 0, progress: null, ...fields };
}

const bytes = { done: 1_500_000, total: 30_000_000, unit: 'bytes' } as const;
const layers = { done: 2, total: 0, unit: 'layers' } as const;

const ROWS: readonly (readonly [activities: readonly Activity[], columns: number, text: string])[] = [
  [[], 80, ''],
  [[activity({ since: 4900 })], 80, ''],
  [[activity({})], 80, 'one: Pulling image alpine (00:05)'],
  [[activity({ step: null, progress: bytes })], 80, 'Pulling image alpine (1.5 of 30.0 MB, 00:05)'],
  [[activity({ progress: layers }), activity({})], 80, 'one: Pulling image alpine (2 layers, 00:05), and 1 more'],
  [[activity({})], 21, 'one: Pullin… (00:05)'],
  [[activity({})], 8, '(00:0…'],
];

for (const [activities, columns, text] of ROWS) {
  s(`is "${text}" in ${columns} columns`, () => {
    const status = formatStatus(activities, 5000, columns).replace(/\x1b\[\dm/g, '');
    assert.is(status.trim(), text);
    assert.ok(status.length < columns);
  });
}

s('takes wide letters for two columns and leaves control characters out', () => {
  assert.is(clip('漢字漢字', 5), '漢字…');
  assert.is(clip('a\x1b[31mb\tc', 20), 'a [31mb c');
  assert.is(clip('abc', 3), 'abc');
  assert.is(clip('abcd', 3), 'ab…');
});

s.run();
