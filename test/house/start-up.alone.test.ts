import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const s = suite('starting up', { timeout: 60_000 });

/** Milliseconds that node takes with these arguments. */
function measure(args: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  assert.is(status, 0);
  return performance.now() - started;
}

/** The middle of the ratios of runs in pairs, so that a busy machine slows both sides alike. */
function medianRatio(args: readonly string[], pairs: number): number {
  const ratios = Array.from({ length: pairs }, () => {
    const bare = measure(['-e', '0']);
    return measure(args) / bare;
  });
  return ratios.sort((one, other) => one - other)[Math.floor(pairs / 2)] ?? Infinity;
}

for (const { flag, limit } of [
  { flag: '--version', limit: 1.5 },
  { flag: '--help', limit: 2 },
]) {
  s(`${flag} takes at most ${limit} times as long as node alone`, () => {
    const ratio = medianRatio(['bin/buildrunner.js', flag], 21);
    assert.ok(ratio <= limit, `it took ${ratio.toFixed(2)} times as long`);
  });
}

s.run();
