import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resource } from '../../../src/cleanup/resource.ts';
import { startRelay } from '../../../src/execute/relay/relay.ts';
import { eventually } from '../../support/eventually.ts';

const s = suite('the relay of the docker socket');

const LABELS = new Map([['own', 'me']]);

function dial(): never {
  throw new Error('the engine has a socket');
}

/** One end of a connection, with what it has received so far. */
interface End {
  readonly socket: Socket;
  text(): string;
  hasEnded(): boolean;
}

interface Setting {
  readonly created: Resource[];
  /** Opens a connection through the relay: the client's end, and the one that the engine gets. */
  readonly open: () => Promise<{ client: End; engine: End }>;
  readonly socketPath: string;
  /** How many create requests the engine has not answered. */
  readonly countUnanswered: () => number;
}

function endOf(socket: Socket): End {
  const chunks: Buffer[] = [];
  let hasEnded = false;
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('end', () => (hasEnded = true));
  socket.on('error', () => (hasEnded = true));
  return { socket, text: () => Buffer.concat(chunks).toString('latin1'), hasEnded: () => hasEnded };
}

async function withRelay(action: (setting: Setting) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  const accepted: Socket[] = [];
  const engineServer = createServer({ allowHalfOpen: true }, (socket) => accepted.push(socket));
  await new Promise<void>((resolve) => engineServer.listen(join(folder, 'engine'), resolve));
  const created: Resource[] = [];
  let unanswered = 0;
  const socketPath = join(folder, 'relay');
  const relay = await startRelay({
    ...{ socketPath, labels: LABELS, connection: { kind: 'socket', path: join(folder, 'engine') } },
    onAsk: () => {
      unanswered += 1;
      return () => (unanswered -= 1);
    },
    onCreate: (resource) => created.push(resource),
    dial,
  });
  assert.ok(relay.ok);
  const clients: Socket[] = [];
  const open = async () => {
    const socket = connect({ path: socketPath, allowHalfOpen: true });
    clients.push(socket);
    const engine = await eventually(() => accepted.shift() ?? false, 2000);
    clients.push(engine);
    return { client: endOf(socket), engine: endOf(engine) };
  };
  try {
    await action({ created, open, socketPath, countUnanswered: () => unanswered });
  } finally {
    if (relay.ok) await relay.value.close();
    for (const socket of clients) socket.destroy();
    engineServer.close();
    rmSync(folder, { recursive: true });
  }
}

function receives(end: End, text: string): Promise<unknown> {
  return eventually(() => end.text() === text, 2000).catch(() => assert.is(end.text(), text));
}

const GET = 'GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK';

s('passes requests and responses of one connection as they are', () =>
  withRelay(async ({ open }) => {
    const { client, engine } = await open();
    const odd = 'POST /grpc HTTP/1.1\r\nx-rep: 1\r\nX-Rep: 2\r\nContent-Length: 3\r\n\r\nabc';
    client.socket.write(GET);
    await receives(engine, GET);
    engine.socket.write(OK);
    await receives(client, OK);
    client.socket.write(odd);
    await receives(engine, GET + odd);
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n';
    engine.socket.write(chunked);
    await receives(client, OK + chunked);
  }),
);

s('passes a half-closed connection of HTTP/1.0', () =>
  withRelay(async ({ open }) => {
    const { client, engine } = await open();
    client.socket.end('GET /_ping HTTP/1.0\r\n\r\n');
    await receives(engine, 'GET /_ping HTTP/1.0\r\n\r\n');
    await eventually(() => engine.hasEnded(), 2000);
    engine.socket.end('HTTP/1.0 200 OK\r\n\r\nOK');
    await receives(client, 'HTTP/1.0 200 OK\r\n\r\nOK');
    await eventually(() => client.hasEnded(), 2000);
  }),
);

const CREATE_BODY = '{"Image":"x"}';
const LABELLED_BODY = '{"Image":"x","Labels":{"own":"me"}}';
const CREATED = 'HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n{"Id":"abc"}';
const CREATE = `POST /v1.45/containers/create HTTP/1.1\r\nHost: d\r\nContent-Length: ${CREATE_BODY.length}\r\n\r\n`;
const LABELLED = `POST /v1.45/containers/create HTTP/1.1\r\nHost: d\r\nContent-Length: ${LABELLED_BODY.length}\r\n\r\n${LABELLED_BODY}`;

s('labels what is created, and reports it before its client knows', () =>
  withRelay(async ({ open, created, countUnanswered }) => {
    const { client, engine } = await open();
    client.socket.write(CREATE + CREATE_BODY);
    await receives(engine, LABELLED);
    assert.is(countUnanswered(), 1);
    engine.socket.write(CREATED.slice(0, -3));
    engine.socket.write(CREATED.slice(-3));
    await receives(client, CREATED);
    assert.is(countUnanswered(), 0);
    assert.equal(created, [{ kind: 'container', name: 'abc' }]);
  }),
);

s('tells responses of requests sent ahead apart', () =>
  withRelay(async ({ open, created }) => {
    const { client, engine } = await open();
    const head = 'HEAD /_ping HTTP/1.1\r\nHost: d\r\n\r\n';
    const headAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';
    client.socket.write(GET + head + CREATE + CREATE_BODY);
    await receives(engine, GET + head + LABELLED);
    engine.socket.write(OK + headAnswer + CREATED);
    await receives(client, OK + headAnswer + CREATED);
    assert.is(created.length, 1);
  }),
);

s('asks a client that waits for it to send the body of a create request', () =>
  withRelay(async ({ open }) => {
    const { client, engine } = await open();
    client.socket.write(CREATE.replace('Host', 'Expect: 100-continue\r\nHost'));
    await receives(client, 'HTTP/1.1 100 Continue\r\n\r\n');
    client.socket.write(CREATE_BODY);
    await receives(engine, LABELLED);
  }),
);

s('passes the answer of the engine to other clients that wait for it', () =>
  withRelay(async ({ open }) => {
    const { client, engine } = await open();
    const put = 'PUT /archive HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n';
    client.socket.write(put);
    await receives(engine, put);
    engine.socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    await receives(client, 'HTTP/1.1 100 Continue\r\n\r\n');
    client.socket.write('abc');
    await receives(engine, `${put}abc`);
    engine.socket.write(OK);
    await receives(client, `HTTP/1.1 100 Continue\r\n\r\n${OK}`);
  }),
);

const UPGRADE = 'POST /exec/1/start HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}';
const HIJACK = 'POST /containers/1/attach?stdin=1 HTTP/1.1\r\nHost: d\r\n\r\n';
const RAW_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n';

for (const [name, request, answer] of [
  ['an upgraded connection', UPGRADE, 'HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n'],
  ['a hijacked connection', HIJACK, RAW_HEAD],
] as const) {
  s(`passes ${name} as a plain stream, each direction with its own end`, () =>
    withRelay(async ({ open, created }) => {
      const { client, engine } = await open();
      client.socket.write(request);
      await receives(engine, request);
      engine.socket.write(`${answer}hello`);
      await receives(client, `${answer}hello`);
      client.socket.end(CREATE + CREATE_BODY);
      await receives(engine, request + CREATE + CREATE_BODY);
      await eventually(() => engine.hasEnded(), 2000);
      engine.socket.end('bye');
      await receives(client, `${answer}hellobye`);
      await eventually(() => client.hasEnded(), 2000);
      assert.equal(created, []);
    }),
  );
}

s('goes on with HTTP where an upgrade is refused', () =>
  withRelay(async ({ open }) => {
    const { client, engine } = await open();
    const refused = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';
    client.socket.write(UPGRADE);
    await receives(engine, UPGRADE);
    engine.socket.write(refused);
    await receives(client, refused);
    client.socket.write(CREATE + CREATE_BODY);
    await receives(engine, UPGRADE + LABELLED);
  }),
);

s('holds the engine back when the client does not read', () =>
  withRelay(async ({ open }) => {
    const { client, engine } = await open();
    client.socket.pause();
    client.socket.write(GET);
    await receives(engine, GET);
    const size = 50_000_000;
    engine.socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
    const part = Buffer.alloc(1_000_000, 'x');
    for (let sent = 0; sent < size; sent += part.length) engine.socket.write(part);
    const before = process.memoryUsage().arrayBuffers;
    // The relay gets many turns, with another connection to serve.
    const { client: second, engine: secondEngine } = await open();
    for (let round = 1; round <= 15; round++) {
      second.socket.write(GET);
      await receives(secondEngine, GET.repeat(round));
      secondEngine.socket.write(OK);
      await receives(second, OK.repeat(round));
    }
    assert.ok(engine.socket.writableLength > size / 2, `${engine.socket.writableLength} bytes still wait`);
    assert.ok(process.memoryUsage().arrayBuffers < before + 20_000_000);
    client.socket.resume();
    await eventually(() => client.socket.bytesRead > size, 10_000);
  }),
);

s('closes the connection to the engine when the client has gone', () =>
  withRelay(async ({ open }) => {
    const { client, engine } = await open();
    client.socket.write(GET);
    await receives(engine, GET);
    client.socket.destroy();
    await eventually(() => engine.hasEnded(), 2000);
  }),
);

s('closes the connection to the client when the engine breaks off', () =>
  withRelay(async ({ open }) => {
    const { client, engine } = await open();
    client.socket.write(GET);
    await receives(engine, GET);
    engine.socket.destroy();
    await eventually(() => client.hasEnded(), 2000);
  }),
);

s('answers in the words of the engine when there is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  const socketPath = join(folder, 'relay');
  const connection = { kind: 'socket', path: join(folder, 'nothing') } as const;
  const relay = await startRelay({
    socketPath,
    connection,
    labels: LABELS,
    onAsk: () => () => {},
    onCreate: () => {},
    dial,
  });
  assert.ok(relay.ok);
  const client = endOf(connect(socketPath));
  client.socket.write(GET);
  await eventually(() => client.hasEnded(), 2000);
  assert.match(
    client.text(),
    /^HTTP\/1\.1 502 [^]*\{"message":"the docker engine cannot be reached: [^"]*ENOENT[^"]*"\}$/,
  );
  if (relay.ok) await relay.value.close();
  rmSync(folder, { recursive: true });
});

s('says why it cannot listen', async () => {
  const socketPath = `/tmp/${'x'.repeat(120)}`;
  const connection = { kind: 'socket', path: '/nothing' } as const;
  const relay = await startRelay({
    socketPath,
    connection,
    labels: LABELS,
    onAsk: () => () => {},
    onCreate: () => {},
    dial,
  });
  assert.ok(!relay.ok);
  if (!relay.ok) assert.match(relay.failure.summary, /^Cannot offer docker to the steps at "\/tmp\/x+": /);
});

s.run();
