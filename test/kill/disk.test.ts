import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE } from '../support/build.ts';
import { endAll, isGone, startDoomed } from './doomed.ts';
import { spyOptions } from './spy.ts';

/** Milliseconds from the kill to the moment when all is gone. */
const LIMIT = 5000;

const STEP = {
  ...BASE,
  env: { NAME: 'value' },
  cmd: 'echo content > file',
  artifacts: { file: null },
};

/** Calls of node that change the disk, or start a process, and what has been done once they return. */
const POINTS = [
  ['the watchdog is started', 'spawn sh .*buildrunner-watchdog'],
  ['the folder for the folders of builds is made', 'mkdirSync .*/[.]buildrunner/builds$'],
  ['the folder of the build is made', 'mkdirSync .*/builds/buildrunner-[^/]+$'],
  ['its owner is written', 'writeFileSync .*/owner[.]new$'],
  ['its owner is named', 'renameSync .*/owner[.]new$'],
  ['its journal is begun', 'openSync .*/journal$'],
  ['a file for what docker reads is made', 'openSync .*/stdin$'],
  ['that file has lost its name', 'unlinkSync .*/stdin$'],
  ['a result is begun', 'openSync .*[.]part$'],
  ['artifacts.json is written beside its place', 'writeFileSync .*/[.]artifacts[.]json'],
  ['the folder of the build is removed', 'rmSync .*/builds/buildrunner-[^/]+$'],
] as const;

const s = suite('a build killed right after it has changed the disk', { timeout: 60_000 });
s.after(endAll);

for (const [what, call] of POINTS) {
  s(`leaves nothing: ${what}`, async () => {
    const doomed = startDoomed({ steps: { one: { run: STEP } }, env: { NODE_OPTIONS: killedAfter(call) } });
    const { signal, stderr } = await doomed.ended;
    assert.is(signal, 'SIGKILL', stderr);
    await isGone(doomed, LIMIT);
  });
}

/** Options of node that kill the program as soon as such a call has returned: `name first-argument`, or `spawn words`. */
function killedAfter(call: string): string {
  return spyOptions(`const fs = require('node:fs');
      const processes = require('node:child_process');
      const spy = (holder, name, describe) => {
        const real = holder[name];
        holder[name] = (...words) => {
          const result = real(...words);
          if (/^(?:${call.replaceAll('/', '\\/')})/.test(describe(words))) process.kill(process.pid, 'SIGKILL');
          return result;
        };
      };
      for (const name of ['mkdirSync', 'openSync', 'writeFileSync', 'renameSync', 'unlinkSync', 'rmSync']) {
        spy(fs, name, ([path]) => name + ' ' + path);
      }
      spy(processes, 'spawn', ([program, words]) => ['spawn', program, ...words].join(' '));`);
}

s.run();
