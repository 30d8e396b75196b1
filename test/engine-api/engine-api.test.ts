import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dialByDocker } from '../../src/engine-api/dial.ts';
import { openEngineApi } from '../../src/engine-api/engine-api.ts';
import type { CommandResult, RunCommand } from '../../src/process/command.ts';
import { createProcessRunner } from '../../src/process/run.ts';

const { run } = createProcessRunner({ started: () => {}, ended: () => {} });

/** A docker whose connection gives this output for whatever it is asked, and then ends. */
function answering(...chunks: readonly string[]): RunCommand {
  return async (command, options): Promise<CommandResult> => {
    for (const chunk of chunks) await options?.onOutput?.('stdout', Buffer.from(chunk));
    return { command, ending: 'exited', exitCode: 0, stdout: '', stderr: '' };
  };
}

const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const chunked = (body: string) =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;

const s = suite('engine-api: a conversation with the engine');

const rows: readonly (readonly [string, readonly string[], readonly (string | null)[]])[] = [
  ['answers come in the order of the questions', [ok('one'), chunked('two')], ['one', 'two']],
  [
    'an answer may come in pieces',
    ['HTTP/1.1 200 O', 'K\r\nContent-Length: 3\r\n\r\no', `ne${ok('two')}`],
    ['one', 'two'],
  ],
  [
    'an answer that is no success is null',
    [`HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno${ok('two')}`],
    [null, 'two'],
  ],
  ['what docker says that is no HTTP is null', ['unknown command'], [null, null]],
  ['what was not answered is null', [ok('one')], ['one', null]],
  ['nothing at all is null', [], [null, null]],
];
for (const [title, output, expected] of rows) {
  s(title, async () => {
    const api = openEngineApi(dialByDocker(answering(...output)), 1000);
    const answers = [api.ask('/one'), api.ask('/two')];
    assert.equal(await Promise.all(answers), expected);
    assert.is((await api.end()).ending, 'exited');
    assert.is(await api.ask('/three'), null);
  });
}

s('a real engine answers several questions, also when the end follows at once', async () => {
  const api = openEngineApi(dialByDocker(run), 10_000);
  const answers = ['/_ping', '/images/no-such-image-here/json', '/info'].map((path) => api.ask(path));
  const ended = await api.end();
  const [ping, image, info] = await Promise.all(answers);
  assert.is(ping, 'OK');
  assert.is(image, null);
  assert.match(info ?? '', /"ServerVersion":"/);
  assert.is(ended.exitCode, 0);
});

s('an engine that is not there gives null, and says how docker ended', async () => {
  const nowhere: RunCommand = (command, options) =>
    run({ ...command, env: { DOCKER_HOST: 'unix:///does/not/exist.sock' } }, options);
  const api = openEngineApi(dialByDocker(nowhere), 10_000);
  assert.is(await api.ask('/info'), null);
  const ended = await api.end();
  assert.is(ended.ending, 'exited');
  assert.is(ended.exitCode, 1);
});

s('a silent one is given up in time', async () => {
  const silent: RunCommand = (command, options) => run({ ...command, argv: ['sleep', '60'] }, options);
  const api = openEngineApi(dialByDocker(silent), 200);
  assert.is(await api.ask('/info'), null);
  assert.is((await api.end()).ending, 'timed out');
});
s.run();
