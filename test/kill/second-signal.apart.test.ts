import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../support/eventually.ts';
import { fakeDocker } from '../support/fake-docker.ts';
import { useOwnEngine } from '../support/own-engine.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { endAll, isGone, startDoomed } from './doomed.ts';
import { LASTING } from './steps.ts';

const s = suite('a second signal', { timeout: 60_000 });
s.after(endAll);
useOwnEngine(s);

s('makes a build exit at once, and the watchdog removes what is left', async () => {
  const hold = join(temporaryDirectory(), 'hold');
  writeFileSync(hold, '');
  const slow = fakeDocker(`case $1 in rm) while [ -e '${hold}' ]; do sleep 0.05; done ;; esac`);
  const doomed = startDoomed({ steps: LASTING, docker: slow });
  await doomed.waitForOutput(/commandruns/, 30_000);
  assert.is.not(doomed.buildId(), '');
  const first = performance.now();
  doomed.kill('SIGINT');
  await eventually(() => slow.calls().some((call) => call.startsWith('rm ')), 3000);
  // Two at the same time would be one.
  await eventually(() => performance.now() - first > 200, 1000);
  const sent = performance.now();
  doomed.kill('SIGTERM');
  const { exitCode } = await doomed.ended;
  assert.is(exitCode, 143);
  assert.ok(performance.now() - sent < 1000, `it took ${performance.now() - sent} ms`);
  rmSync(hold);
  await isGone(doomed, 5000);
});

s.run();
