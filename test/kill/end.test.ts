import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build } from '../support/build.ts';
import { SIGNALS } from '../support/signals.ts';
import { spyOptions } from './spy.ts';

const s = suite('a build that gets a signal while it removes the last of its files', { timeout: 60_000 });

/** Options of node that signal the program when it removes the folder of its sockets. */
function signalledAtSockets(signal: string): string {
  return spyOptions(`const { promises } = require('node:fs');
      const { rm } = promises;
      promises.rm = (path, options) => {
        if (/\\/br-[^/]+$/.test(path)) process.kill(process.pid, '${signal}');
        return rm(path, options);
      };`);
}

for (const [signal, code] of SIGNALS) {
  s(`says the same by its code and by its words after ${signal}`, async () => {
    const steps = { one: { run: { ...BASE, cmd: 'true' } } };
    const { exitCode, stdout } = await build({ steps, env: { NODE_OPTIONS: signalledAtSockets(signal) } });
    const verdict = /Build (?:SUCCESS|ERROR)\./.exec(stdout)?.[0];
    // The signal may come when all is done.
    assert.equal([exitCode, verdict], exitCode === 0 ? [0, 'Build SUCCESS.'] : [code, 'Build ERROR.'], stdout);
  });
}

s.run();
