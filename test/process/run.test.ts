import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hasSucceeded, type Command, type CommandResult } from '../../src/process/command.ts';
import { eventually } from '../support/eventually.ts';
import { liveProcesses } from '../support/processes.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { observedRunner, recorder, shell } from './rig.ts';

const s = suite('running a command');

const MEBIBYTE = 1024 * 1024;

/** How it ended, without the command itself. */
function ending({ ending, exitCode, stdout, stderr }: CommandResult) {
  return { ending, exitCode, stdout, stderr };
}

function liveIn(group: number | undefined): string[] {
  return liveProcesses().flatMap((one) => (one.group === group ? [one.command] : []));
}

const endings: readonly [string, Command, ReturnType<typeof ending>][] = [
  [
    'success, with both streams apart',
    shell('echo out; echo err >&2'),
    { ending: 'exited', exitCode: 0, stdout: 'out\n', stderr: 'err\n' },
  ],
  ['its exit code', shell('echo out; exit 7'), { ending: 'exited', exitCode: 7, stdout: 'out\n', stderr: '' }],
  ['a signal from elsewhere', shell('kill -9 $$'), { ending: 'signalled', exitCode: null, stdout: '', stderr: '' }],
  [
    'a program that is not there',
    { argv: ['no-such-program-here', 'x'] },
    { ending: 'missing', exitCode: null, stdout: '', stderr: '' },
  ],
  [
    'its time being over',
    shell('echo begun; exec sleep 1000', { timeout: 300 }),
    { ending: 'timed out', exitCode: null, stdout: 'begun\n', stderr: '' },
  ],
];

for (const [name, command, expected] of endings) {
  s(`tells ${name}`, async () => {
    const runner = observedRunner();
    const result = await runner.run(command);
    assert.equal(ending(result), expected);
    assert.is(result.command, command);
    assert.is(hasSucceeded(result), expected.exitCode === 0);
    assert.is(runner.started.length, expected.ending === 'missing' ? 0 : 1);
    assert.equal(runner.ended, runner.started);
  });
}

s('takes a program that may not be executed for missing', async () => {
  const program = join(temporaryDirectory(), 'program');
  writeFileSync(program, '#!/bin/sh\n');
  chmodSync(program, 0o644);
  assert.is((await observedRunner().run({ argv: [program] })).ending, 'missing');
});

s('does not split, expand or interpret its arguments', async () => {
  const words = ['two words', '$HOME', '`id`', '*', '', '"', '\\', 'ü\n'];
  const { stdout } = await observedRunner().run({ argv: ['printf', '%s|', ...words] });
  assert.is(stdout, `${words.join('|')}|`);
});

s('runs in the folder that it is given', async () => {
  const cwd = temporaryDirectory();
  assert.is((await observedRunner().run({ argv: ['pwd'], cwd })).stdout, `${cwd}\n`);
});

s('adds to our environment, and takes away what is null', async () => {
  const before = process.env;
  process.env = { ...before, RUN_TEST_KEPT: 'kept', RUN_TEST_TAKEN: 'taken', RUN_TEST_CHANGED: 'old' };
  const env = { RUN_TEST_TAKEN: null, RUN_TEST_CHANGED: 'new', RUN_TEST_ADDED: 'two\nlines', RUN_TEST_EMPTY: '' };
  const { stdout } = await observedRunner().run({ argv: ['env', '-0'], env });
  process.env = before;
  const own = stdout.split('\0').filter((line) => line.startsWith('RUN_TEST_'));
  assert.equal(own.sort(), [
    'RUN_TEST_ADDED=two\nlines',
    'RUN_TEST_CHANGED=new',
    'RUN_TEST_EMPTY=',
    'RUN_TEST_KEPT=kept',
  ]);
});

s('starts nothing when it is aborted already', async () => {
  const marker = join(temporaryDirectory(), 'ran');
  const runner = observedRunner();
  const command = { argv: ['touch', marker] } as const;
  const result = await runner.run(command, { signal: AbortSignal.abort() });
  assert.equal(ending(result), { ending: 'aborted', exitCode: null, stdout: '', stderr: '' });
  assert.equal(runner.started, []);
  assert.not(existsSync(marker));
});

s('kills it with all it has started when it is aborted', async () => {
  const abort = new AbortController();
  const runner = observedRunner();
  const { onOutput, text } = recorder();
  // Neither the command nor its child would end at a SIGTERM.
  const script = "trap '' TERM; sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1000; done' & wait";
  const running = runner.run(shell(script), { signal: abort.signal, onOutput });
  await eventually(() => text('stdout') === 'ready\n', 5000);
  assert.ok(liveIn(runner.started[0]).length >= 2);
  abort.abort();
  assert.is((await running).ending, 'aborted');
  await eventually(() => liveIn(runner.started[0]).length === 0, 5000);
  assert.equal(runner.ended, runner.started);
});

s('leads a process group of its own, which a Ctrl-C of our terminal does not reach', async () => {
  const runner = observedRunner();
  const { stdout } = await runner.run(shell('cut -d " " -f 5 /proc/$$/stat'));
  assert.is(Number(stdout), runner.started[0]);
  assert.is.not(Number(stdout), process.pid);
});

s('also ends by its time-out what an ended command has left running with its output', async () => {
  const runner = observedRunner();
  const result = await runner.run(shell('sleep 1000 & exit 0', { timeout: 500 }));
  assert.is(result.ending, 'timed out');
  await eventually(() => liveIn(runner.started[0]).length === 0, 5000);
});

s('has an empty standard input', async () => {
  assert.equal(ending(await observedRunner().run({ argv: ['wc', '-c'] })).stdout.trim(), '0');
});

const texts: readonly [string, string][] = [
  ['a text', 'NAME=value\nOTHER=ü\n'],
  ['nothing', ''],
  ['more than a pipe holds', 'line\n'.repeat(200_000)],
];
for (const [name, text] of texts) {
  s(`gives ${name} as standard input, which may be opened by name and more than once`, async () => {
    const stdin = { text, directory: temporaryDirectory() };
    const runner = observedRunner();
    assert.is((await runner.run({ argv: ['cat'], stdin }, {})).stdout, text);
    assert.is((await runner.run({ argv: ['cat', '/dev/stdin'], stdin })).stdout, text);
    const twice = await runner.run(shell('cmp /dev/stdin - </dev/stdin && wc -c </dev/stdin', { stdin }));
    assert.is(Number(twice.stdout), Buffer.byteLength(text), twice.stderr);
  });
}

s('runs also when the folder that we were started in is gone', async () => {
  const before = process.cwd();
  const folder = temporaryDirectory();
  process.chdir(folder);
  assert.is(process.cwd(), folder);
  rmSync(folder, { recursive: true });
  try {
    assert.is((await observedRunner().run({ argv: ['pwd'] })).stdout, '/\n');
  } finally {
    process.chdir(before);
  }
});

s('leaves no file of that text by name, and nobody else could have read it', async () => {
  const directory = temporaryDirectory();
  const script = 'stat -L -c "%a %h" /dev/stdin; ls -A';
  const command = shell(script, { cwd: directory, stdin: { text: 'secret', directory } });
  assert.is((await observedRunner().run(command)).stdout, '600 0\n');
});

s('holds on to no descriptor of a text', async () => {
  const runner = observedRunner();
  const stdin = { text: 'x', directory: temporaryDirectory() };
  await runner.run({ argv: ['cat'], stdin });
  const before = openDescriptors();
  for (let round = 0; round < 5; round += 1) await runner.run({ argv: ['cat'], stdin });
  await eventually(() => openDescriptors() <= before, 5000);
});

s('pipes a stream in', async () => {
  const stdin = Readable.from([Buffer.from('one '), Buffer.from('two')]);
  assert.is((await observedRunner().run({ argv: ['cat'], stdin })).stdout, 'one two');
});

s('does not mind a program that reads only the start of its input', async () => {
  const stdin = Readable.from(endless());
  const result = await observedRunner().run({ argv: ['head', '-c', '3'], stdin });
  assert.equal(ending(result), { ending: 'exited', exitCode: 0, stdout: 'xxx', stderr: '' });
  await eventually(() => stdin.destroyed, 5000);
});

s('cuts the input short when its source fails', async () => {
  const stdin = Readable.from(failing());
  const result = await observedRunner().run({ argv: ['wc', '-c'], stdin, timeout: 5000 });
  assert.equal([result.ending, result.stdout.trim()], ['exited', '3']);
});

s('keeps the last mebibyte of each stream', async () => {
  const script = 'head -c 3000000 /dev/zero | tr "\\0" o; echo end; { head -c 3000000 /dev/zero; echo; } >&2';
  const { stdout, stderr } = await observedRunner().run(shell(script));
  assert.equal([stdout.length, stderr.length], [MEBIBYTE, MEBIBYTE]);
  assert.is(stdout.slice(-6), 'ooend\n');
});

s('passes all output on in its order instead of keeping it', async () => {
  const { onOutput, text } = recorder();
  const result = await observedRunner().run(shell('seq 1 400000; seq 1 1000 >&2'), { onOutput });
  assert.equal([result.stdout, result.stderr], ['', '']);
  const numbers = (last: number) => Array.from({ length: last }, (_, index) => `${index + 1}\n`).join('');
  assert.ok(text('stdout') === numbers(400_000));
  assert.ok(text('stderr') === numbers(1000));
});

s('has passed everything on when it settles', async () => {
  let taken = 0;
  const onOutput = async (_: string, chunk: Buffer) => {
    await new Promise(setImmediate);
    taken += chunk.length;
  };
  await observedRunner().run({ argv: ['head', '-c', '2000000', '/dev/zero'] }, { onOutput });
  assert.is(taken, 2_000_000);
});

s('lets the command wait while its output is not taken', async () => {
  const runner = observedRunner();
  let taken = 0;
  let furthest = 0;
  const onOutput = async (_: string, chunk: Buffer) => {
    // As far as it gets while nobody takes anything.
    await new Promise((resolve) => setTimeout(resolve, 2));
    furthest = Math.max(furthest, written(runner.started[0]) - taken);
    taken += chunk.length;
  };
  await runner.run({ argv: ['head', '-c', '8000000', '/dev/zero'] }, { onOutput });
  assert.is(taken, 8_000_000);
  assert.ok(furthest > 0 && furthest < MEBIBYTE, `it was ${furthest} bytes ahead`);
});

s('reads one stream while the other is not taken', async () => {
  const { onOutput, text } = recorder();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const running = observedRunner().run(shell('echo out; head -c 1000000 /dev/zero | tr "\\0" e >&2'), {
    onOutput: async (stream, chunk) => {
      await onOutput(stream, chunk);
      if (stream === 'stdout') await held;
    },
  });
  await eventually(() => text('stderr').length === 1_000_000, 5000);
  release();
  assert.is((await running).exitCode, 0);
});

s('kills it also while its output is not taken', async () => {
  const abort = new AbortController();
  const runner = observedRunner();
  const aborted = new Promise<void>((resolve) => abort.signal.addEventListener('abort', () => resolve()));
  const onOutput = () => aborted;
  const running = runner.run({ argv: ['cat', '/dev/zero'] }, { signal: abort.signal, onOutput });
  await eventually(() => written(runner.started[0]) > 0, 5000);
  abort.abort();
  assert.is((await running).ending, 'aborted');
});

s('runs many side by side without mixing them', async () => {
  const runner = observedRunner();
  const directory = temporaryDirectory();
  const commands = Array.from({ length: 20 }, (_, index) =>
    runner.run(shell(`cat; exit ${index}`, { stdin: { text: `text ${index}`, directory } })),
  );
  const results = await Promise.all(commands);
  assert.equal(
    results.map(({ exitCode, stdout }) => `${exitCode} ${stdout}`),
    results.map((_, index) => `${index} text ${index}`),
  );
});

function openDescriptors(): number {
  let count = 0;
  for (let descriptor = 0; descriptor < 200; descriptor += 1) {
    if (existsSync(`/proc/self/fd/${descriptor}`)) count += 1;
  }
  return count;
}

/** Bytes that a process has written so far; 0 when it has ended. */
function written(id: number | undefined): number {
  try {
    return Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${id}/io`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(65536, 'x');
}

function* failing(): Generator<Buffer> {
  yield Buffer.from('abc');
  throw new Error('the source failed');
}

s.run();
