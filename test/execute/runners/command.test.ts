import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { execInContainer } from '../../../src/execute/runners/command.ts';
import { removeResources } from '../../../src/execute/runners/remove.ts';
import { formatFailure } from '../../../src/failure.ts';
import type { ExecInContainer, LateText } from '../../../src/plan/operation.ts';
import { docker } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';
import { memoryContext, type MemoryContext } from '../context.ts';
import { execOperation, failureOf, removeContainers, startBackground, startShell, succeeded } from './rig.ts';

const s = suite('commands in containers', { timeout: 60_000 });

/** Commands leave nothing behind in it that the next one would see. */
let shared = '';
s.before(async () => {
  shared = await startShell(memoryContext());
});
s.after(removeContainers);

interface Ran {
  readonly context: MemoryContext;
  /** The whole failure; empty: it succeeded. */
  readonly failure: readonly string[];
}

async function run(command: string, values: Partial<ExecInContainer> = {}): Promise<Ran> {
  const context = memoryContext();
  const result = await execInContainer(execOperation(shared, command, values), context);
  return { context, failure: result.ok ? [] : formatFailure(result.failure) };
}

s('passes on what a command writes, each stream by itself, and tells of its begin and end', async () => {
  const { context, failure } = await run('echo out; echo err >&2');
  assert.equal(failure, []);
  assert.equal([context.output('stdout'), context.output('stderr')], ['out\n', 'err\n']);
  const kinds = context.events.map(({ kind }) => kind);
  assert.is(kinds[0], 'commandStarted');
  assert.equal(kinds.slice(-3), ['outputEnded', 'outputEnded', 'commandFinished']);
  const common = { step: 'one', speaker: { kind: 'step' }, text: 'echo out; echo err >&2' };
  assert.equal(context.events[0], { kind: 'commandStarted', ...common });
  assert.equal(context.events.at(-1), { kind: 'commandFinished', ...common, exitCode: 0 });
});

const failures: readonly [string, Partial<ExecInContainer>, readonly string[]][] = [
  ['exit 7', {}, ['Step "one" failed: the command "exit 7" exited with code 7']],
  [
    'no-such-program',
    {},
    [
      'Step "one" failed: the command "no-such-program" exited with code 127 (not found)',
      '  | sh: no-such-program: not found',
    ],
  ],
  [
    '/etc',
    {},
    [
      'Step "one" failed: the command "/etc" exited with code 126 (it cannot be executed)',
      '  | sh: /etc: Permission denied',
    ],
  ],
  [
    'kill -9 $$',
    {},
    ['Step "one" failed: the command "kill -9 $$" exited with code 137 (killed, maybe for want of memory)'],
  ],
  [
    'seq 1 12\nexit 1\n',
    {},
    [
      'Step "one" failed: the command "seq 1 12 …" exited with code 1',
      ...Array.from({ length: 10 }, (_, index) => `  | ${index + 3}`),
    ],
  ],
  [
    'printf "one\\r\\n\\ntwo"; exit 1',
    {},
    ['Step "one" failed: the command "printf "one\\r\\n\\ntwo"; exit 1" exited with code 1', '  | one', '  | two'],
  ],
  [
    'exit 2',
    { speaker: { kind: 'service', name: 'db' } },
    ['Service "db" of step "one" failed: the command "exit 2" exited with code 2'],
  ],
  ['exit 3', { shown: null }, ['Step "one" failed: the command of its image exited with code 3']],
];
for (const [command, values, expected] of failures) {
  s(`says how ${JSON.stringify(command)} failed (${Object.keys(values).join(' ')})`, async () => {
    assert.equal((await run(command, values)).failure, expected);
  });
}

s('says that the shell is not there', async () => {
  const { failure } = await run('x', { argv: ['/bin/no-such-shell', '-xc', 'x'] });
  // Which of the two codes depends on the engine.
  assert.match(failure[0] ?? '', /^Step "one" failed: the command "x" exited with code 12[67] /);
  assert.match(failure.join('\n'), 'no-such-shell');
});

s('tells nothing of a command that is not to be shown, but what it writes', async () => {
  const { context } = await run('echo out', { shown: null });
  assert.equal(
    context.events.map(({ kind }) => kind),
    ['outputReceived', 'outputEnded', 'outputEnded'],
  );
});

s('gives the environment, and takes away what is null', async () => {
  const context = memoryContext();
  context.late.setContainerId('made', 'late');
  const environment = new Map<string, LateText | null>([
    ['TEXT', 'two words, "quoted" $HOME #'],
    ['LINES', 'one\ntwo\n'],
    ['EMPTY', ''],
    ['LATE', { late: 'containerId', from: 'made' }],
    ['HOME', '/mine'],
    ['HOSTNAME', null],
  ]);
  const command = 'env -0 | tr "\\0" "|"';
  succeeded(await execInContainer(execOperation(shared, command, { environment }), context));
  const variables = context.output().split('|');
  for (const expected of [
    'TEXT=two words, "quoted" $HOME #',
    'LINES=one\ntwo\n',
    'EMPTY=',
    'LATE=late',
    'HOME=/mine',
  ]) {
    assert.ok(variables.includes(expected), `${expected} in ${variables.join('; ')}`);
  }
  assert.not(
    variables.some((one) => one.startsWith('HOSTNAME=')),
    context.output(),
  );
});

s('has nothing on standard input, so that no command waits for a person', async () => {
  const { context } = await run('cat; read line || echo "no line"');
  assert.is(context.output(), 'no line\n');
});

s('passes on large output whole, in its order', async () => {
  const { context } = await run('seq 1 200000');
  const expected = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join('');
  assert.ok(context.output() === expected);
});

s('runs as the user that is named', async () => {
  const { context } = await run('id -u', { user: '1234' });
  assert.is(context.output(), '1234\n');
});

s('says that the build was ended under a command', async () => {
  const context = memoryContext();
  const running = execInContainer(execOperation(shared, 'echo ready; exec sleep 5'), context);
  await eventually(() => context.output() === 'ready\n', 10_000);
  context.abort();
  const failure = failureOf(await running);
  assert.is(failure.summary, 'The command of step "one" was cut short: the build was ended');
});

s('says that the docker client is not there', async () => {
  const { run: really } = memoryContext();
  const context = memoryContext({
    run: ({ argv: [, ...words], ...command }, options) =>
      really({ ...command, argv: ['no-docker-here', ...words] }, options),
  });
  assert.equal(failureOf(await execInContainer(execOperation(shared, 'true'), context)), {
    kind: 'engine',
    summary: 'The command of step "one" was cut short: the program "no-docker-here" was not found',
    next: 'Install the docker command line client and put it on PATH',
  });
});

s('goes on at once where a command runs beside the step, and tells of its end when it comes', async () => {
  const context = memoryContext();
  const container = await startShell(context);
  await startBackground(context, container, 'echo up; until [ -e /end ]; do :; done; exit 5');
  const [background] = context.backgrounds.of(container);
  assert.is(background?.exitCode, undefined);
  assert.is(background?.isContainer, false);
  await eventually(() => context.output() === 'up\n', 10_000);
  await docker('exec', container, 'touch', '/end');
  assert.is(await background?.ended, 5);
  assert.equal(background?.lastLines(), ['up']);
  const speaker = { kind: 'service', name: 'db' };
  const text = 'echo up; until [ -e /end ]; do :; done; exit 5';
  assert.equal(context.events.at(-1), { kind: 'commandFinished', step: 'one', speaker, text, exitCode: 5 });
});

s('says nothing of the end of a command whose container is taken away', async () => {
  const context = memoryContext();
  const container = await startShell(context);
  await startBackground(context, container, 'echo up; exec sleep 1000');
  await eventually(() => context.output() === 'up\n', 10_000);
  const removal = { containers: [container], foreignContainers: [], networks: [], volumes: [], images: [] };
  const common = { id: 'one/remove', step: 'one', dependsOn: [], follows: [], cause: '' };
  succeeded(await removeResources({ ...common, kind: 'removeResources', ...removal }, context));
  assert.is(context.backgrounds.of(container)[0]?.exitCode, 137);
  assert.not(context.events.some(({ kind }) => kind === 'commandFinished'));
});

s.run();
