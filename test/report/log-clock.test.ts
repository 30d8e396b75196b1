import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatLevel, LogClock } from '../../src/report/log-clock.ts';

const s = suite('log clock');

s('tells local time to the millisecond', () => {
  let now = new Date(2026, 10, 3, 4, 5, 6, 7).getTime();
  const clock = new LogClock(() => now);
  assert.is(clock.stamp(), '2026-11-03 04:05:06,007');
  now += 0.9;
  assert.is(clock.stamp(), '2026-11-03 04:05:06,007');
  now += 992.2;
  assert.is(clock.stamp(), '2026-11-03 04:05:07,000');
  now -= 1;
  assert.is(clock.stamp(), '2026-11-03 04:05:06,999');
});

s('pads levels to eight', () => {
  assert.is(formatLevel('INFO'), 'INFO     ');
  assert.is(formatLevel('WARNING'), 'WARNING  ');
});

s.run();
