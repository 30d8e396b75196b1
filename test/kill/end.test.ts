import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build } from '../support/build.ts';
import { writeFiles } from '../support/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('a build that gets a signal while it removes the last of its files', { timeout: 60_000 });

/** Options of node that signal the program when it removes the folder of its sockets. */
function signalledAtSockets(signal: string): string {
  const folder = temporaryDirectory();
  writeFiles(folder, {
    'spy.cjs': `const { promises } = require('node:fs');
      const { rm } = promises;
      promises.rm = (path, options) => {
        if (/\\/br-[^/]+$/.test(path)) process.kill(process.pid, '${signal}');
        return rm(path, options);
      };`,
  });
  return `--require ${join(folder, 'spy.cjs')}`;
}

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const) {
  s(`says the same by its code and by its words after ${signal}`, async () => {
    const steps = { one: { run: { ...BASE, cmd: 'true' } } };
    const { exitCode, stdout } = await build({ steps, env: { NODE_OPTIONS: signalledAtSockets(signal) } });
    const verdict = /Build (?:SUCCESS|ERROR)\./.exec(stdout)?.[0];
    // The signal may come when all is done.
    assert.equal([exitCode, verdict], exitCode === 0 ? [0, 'Build SUCCESS.'] : [code, 'Build ERROR.'], stdout);
  });
}

s.run();
