import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build } from '../support/build.ts';
import { writeFiles } from '../support/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('a build killed before it has begun', { timeout: 60_000 });

/** Loaded before the program: signals it as soon as that has called a function of node's with an argument like this. */
function whileCalling(name: string, argument: RegExp, signal: string): string {
  const folder = temporaryDirectory();
  writeFiles(folder, {
    'spy.cjs': `const fs = require('node:fs');
      const original = fs.${name};
      fs.${name} = (...given) => {
        const result = original(...given);
        if (${String(argument)}.test(given[0])) process.kill(process.pid, '${signal}');
        return result;
      };`,
  });
  return `--require ${join(folder, 'spy.cjs')}`;
}

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const) {
  s(`leaves nothing after ${signal} while its folder is made, and exits with ${code}`, async () => {
    const options = whileCalling('mkdirSync', /builds\/buildrunner-[^/]+$/, signal);
    const steps = { one: { run: { ...BASE, cmd: 'sleep 1000' } } };
    const { exitCode, stdout } = await build({ steps, env: { NODE_OPTIONS: options } });
    assert.is(exitCode, code);
    assert.not.match(stdout, 'Running step');
  });
}

s.run();
