import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dialSocket, type Dial } from '../../src/engine-api/dial.ts';
import { openEngineApi } from '../../src/engine-api/engine-api.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** The other way; remembers whether it was gone. */
function otherWay(): { dial: Dial; isGone: () => boolean } {
  let isGone = false;
  const dial: Dial = ({ requests, timeout }) => {
    isGone = true;
    const command = { argv: ['docker'], stdin: requests, timeout } as const;
    return Promise.resolve({ command, ending: 'exited', exitCode: 1, stdout: '', stderr: 'no engine' });
  };
  return { dial, isGone: () => isGone };
}

/** An engine that does this with each connection, and counts those that are open. */
async function withEngine(
  serve: (socket: Socket) => void,
  action: (path: string, open: ReadonlySet<Socket>) => Promise<void>,
): Promise<void> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).once('close', () => open.delete(socket));
    serve(socket);
  });
  const path = join(temporaryDirectory(), 'engine.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    await action(path, open);
  } finally {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const answer = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const s = suite("engine-api: the engine's own socket");

s('questions and answers go over one connection, which ends with the conversation', async () => {
  let questions = 0;
  const serve = (socket: Socket) =>
    socket.on('data', (chunk) => {
      for (const [, path] of chunk.toString().matchAll(/^GET (\S+) /gm)) {
        questions += 1;
        socket.write(answer(path ?? ''));
      }
    });
  await withEngine(serve, async (path, open) => {
    const other = otherWay();
    const api = openEngineApi(dialSocket(path, other.dial), 5000);
    assert.equal(await Promise.all([api.ask('/one'), api.ask('/two')]), ['/one', '/two']);
    assert.is(await api.ask('/three'), '/three');
    assert.is(open.size, 1);
    assert.is((await api.end()).ending, 'exited');
    assert.is(questions, 3);
    assert.not(other.isGone());
  });
});

s('where nobody listens, the other way says why', async () => {
  const other = otherWay();
  const api = openEngineApi(dialSocket('/does/not/exist.sock', other.dial), 5000);
  assert.is(await api.ask('/info'), null);
  assert.is((await api.end()).stderr, 'no engine');
  assert.ok(other.isGone());
});

s('a silent engine is given up in time', async () => {
  await withEngine(
    () => {},
    async (path) => {
      const api = openEngineApi(dialSocket(path, otherWay().dial), 100);
      assert.is(await api.ask('/info'), null);
      const ended = await api.end();
      assert.is(ended.ending, 'timed out');
      assert.is(ended.command.timeout, 100);
    },
  );
});

s('what a connection that breaks off has not answered is null', async () => {
  const serve = (socket: Socket) => socket.once('data', () => socket.end(answer('one')));
  await withEngine(serve, async (path) => {
    const api = openEngineApi(dialSocket(path, otherWay().dial), 5000);
    assert.equal(await Promise.all([api.ask('/one'), api.ask('/two')]), ['one', null]);
    assert.is((await api.end()).ending, 'exited');
  });
});
s.run();
