import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('report in a process');

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

function start(mode: 'patient' | 'hasty', directory: string, bytes: number) {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, mode, directory, String(bytes)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, errors }));
  });
  return { child, ended };
}

/** How many numbered lines there are, and the last line; fails at the first that is missing or out of order. */
async function readNumbered(source: Readable): Promise<{ count: number; last: string }> {
  let count = 0;
  let last = '';
  for await (const line of createInterface({ input: source })) {
    last = line;
    const number = / INFO {5}(\d{9}) x{49}$/.exec(line)?.[1];
    if (number === undefined) continue;
    if (Number(number) !== count) throw new Error(`line ${count} is missing: ${line}`);
    count++;
  }
  return { count, last };
}

function readLog(directory: string): Promise<{ count: number; last: string }> {
  return readNumbered(createReadStream(join(directory, 'build.log')));
}

s('takes 120 MB of output in bounded memory and loses nothing', async () => {
  const directory = temporaryDirectory();
  const { child, ended } = start('patient', directory, 120e6);
  const [console, { errors }] = await Promise.all([readNumbered(child.stdout), ended]);
  assert.is(console.count, 2_000_000);
  assert.is((await readLog(directory)).count, 2_000_000);
  const peak = Number(errors);
  assert.ok(peak > 0 && peak < 150e6, `${peak} bytes`);
});

s('closes at once with all of it out, to a reader that is slow', async () => {
  const directory = temporaryDirectory();
  const { child, ended } = start('hasty', directory, 6e6);
  // Not reading is what makes it slow: the pipe is full while the report closes.
  await new Promise((resolve) => child.stdout.once('readable', resolve));
  const [console, { code }] = await Promise.all([readNumbered(child.stdout), ended]);
  const log = await readLog(directory);
  assert.is(code, 7);
  assert.is(console.count, 100_000);
  assert.is(log.count, 100_000);
  assert.match(console.last, / ERROR {4}Build ERROR\.$/);
  assert.is(log.last, console.last);
});

s('goes on to the end of build.log when the reader of a real pipe goes away', async () => {
  const directory = temporaryDirectory();
  const { child, ended } = start('patient', directory, 30e6);
  child.stdout.once('data', () => child.stdout.destroy());
  const { code } = await ended;
  assert.is(code, 0);
  assert.is((await readLog(directory)).count, 500_000);
});

s.run();
