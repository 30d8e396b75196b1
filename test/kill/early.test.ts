import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build } from '../support/build.ts';
import { SIGNALS } from '../support/signals.ts';
import { spyOptions } from './spy.ts';

const s = suite('a build killed before it has begun', { timeout: 60_000 });

/** Options of node that signal the program as soon as it has made its build's folder. */
function signalledAtFolder(signal: string): string {
  return spyOptions(`const fs = require('node:fs');
      const { mkdirSync } = fs;
      fs.mkdirSync = (path, options) => {
        const result = mkdirSync(path, options);
        if (/builds\\/buildrunner-[^/]+$/.test(path)) process.kill(process.pid, '${signal}');
        return result;
      };`);
}

for (const [signal, code] of SIGNALS) {
  s(`leaves nothing after ${signal} while its folder is made, and exits with ${code}`, async () => {
    const steps = { one: { run: { ...BASE, cmd: 'sleep 1000' } } };
    const { exitCode, stdout } = await build({ steps, env: { NODE_OPTIONS: signalledAtFolder(signal) } });
    assert.is(exitCode, code);
    assert.not.match(stdout, 'Running step');
  });
}

s.run();
