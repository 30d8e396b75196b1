import { setImmediate as turn } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../support/eventually.ts';
import { liveProcesses } from '../support/processes.ts';
import { observedRunner, shell } from './rig.ts';

const s = suite('streaming the output of a command');

async function readAll(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

function isAlive(group: number | undefined): boolean {
  return liveProcesses().some((one) => one.group === group);
}

s('gives standard output to be read, and the end with standard error', async () => {
  const running = observedRunner().stream(shell('seq 1 100000; echo err >&2; exit 3'));
  const numbers = Array.from({ length: 100_000 }, (_, index) => `${index + 1}\n`).join('');
  assert.ok((await readAll(running.stdout)) === numbers);
  const { ending, exitCode, stdout, stderr } = await running.result;
  assert.equal({ ending, exitCode, stdout, stderr }, { ending: 'exited', exitCode: 3, stdout: '', stderr: 'err\n' });
});

s('holds output for a reader that comes late', async () => {
  const running = observedRunner().stream(shell('echo out'));
  for (let count = 0; count < 50; count += 1) await turn();
  assert.is(await readAll(running.stdout), 'out\n');
});

s('is at its end at once for a program that is not there', async () => {
  const running = observedRunner().stream({ argv: ['no-such-program-here'] });
  assert.is(await readAll(running.stdout), '');
  assert.is((await running.result).ending, 'missing');
});

s('starts nothing when it is aborted already', async () => {
  const runner = observedRunner();
  const running = runner.stream(shell('echo out'), { signal: AbortSignal.abort() });
  assert.is(await readAll(running.stdout), '');
  assert.is((await running.result).ending, 'aborted');
  assert.equal(runner.started, []);
});

s('ends when it is aborted, with all that it has started', async () => {
  const abort = new AbortController();
  const runner = observedRunner();
  const running = runner.stream(shell('sleep 1000 & echo out; wait'), { signal: abort.signal });
  await eventually(() => running.stdout.readableLength > 0, 5000);
  abort.abort();
  assert.is((await running.result).ending, 'aborted');
  assert.is(await readAll(running.stdout), 'out\n');
  await eventually(() => !isAlive(runner.started[0]), 5000);
  assert.equal(runner.ended, runner.started);
});

s('can be killed while it writes more than anybody reads', async () => {
  const runner = observedRunner();
  const running = runner.stream({ argv: ['cat', '/dev/zero'] });
  await eventually(() => running.stdout.readableLength > 0, 5000);
  running.kill();
  running.stdout.resume();
  assert.is((await running.result).ending, 'signalled');
  await eventually(() => !isAlive(runner.started[0]), 5000);
});

s('takes a time-out and an input', async () => {
  const stdin = Readable.from([Buffer.from('in')]);
  const running = observedRunner().stream(shell('cat; exec sleep 1000', { stdin, timeout: 300 }));
  assert.is(await readAll(running.stdout), 'in');
  assert.is((await running.result).ending, 'timed out');
});

s.run();
