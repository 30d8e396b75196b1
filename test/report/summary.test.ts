import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatSummary } from '../../src/report/summary.ts';

const s = suite('summary');

s('sets steps, results and durations in columns', () => {
  const lines = formatSummary([
    { name: 'a', result: 'passed', duration: 1234 },
    { name: 'compile', result: 'failed as expected', duration: 61_000 },
    { name: 'b', result: 'skipped', duration: 0 },
  ]);
  assert.equal(
    lines.map(({ text }) => text),
    [
      'Step     Result                Duration',
      'a        passed                   1.2 s',
      'compile  failed as expected  1 min 01 s',
      'b        skipped                      -',
    ],
  );
});

s('is nothing without steps', () => {
  assert.equal(formatSummary([]), []);
});

s.run();
