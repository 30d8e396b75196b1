import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDuration, formatElapsed } from '../../src/report/duration.ts';

const s = suite('duration');

const ROWS: readonly (readonly [milliseconds: number, duration: string, elapsed: string])[] = [
  [0, '0.0 s', '00:00'],
  [-5, '0.0 s', '00:00'],
  [449, '0.4 s', '00:00'],
  [12_345, '12.3 s', '00:12'],
  [59_940, '59.9 s', '00:59'],
  [59_960, '1 min 00 s', '00:59'],
  [125_000, '2 min 05 s', '02:05'],
  [3_599_700, '1 h 00 min', '59:59'],
  [3_723_000, '1 h 02 min', '1:02:03'],
  [90_000_000, '25 h 00 min', '25:00:00'],
];

for (const [milliseconds, duration, elapsed] of ROWS) {
  s(`says ${milliseconds} ms as ${duration} and ${elapsed}`, () => {
    assert.is(formatDuration(milliseconds), duration);
    assert.is(formatElapsed(milliseconds), elapsed);
  });
}

s.run();
