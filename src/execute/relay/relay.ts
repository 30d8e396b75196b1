import { connect, createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import type { EngineFacts } from '../../facts/facts.ts';
import { fail, succeed, type Result } from '../../failure.ts';
import { relayConnection, type RelayPolicy } from './connection.ts';

export interface RelayRequest extends RelayPolicy {
  /** Where the relay listens; nothing may be there. */
  readonly socketPath: string;
  /** How the engine is reached. */
  readonly connection: EngineFacts['connection'];
  /** Opens a stream to the engine's API over the docker CLI (`docker system dial-stdio`), for `dial`. */
  readonly dial: () => Duplex;
}

export interface Relay {
  /** Ends all connections and removes the socket. */
  close(): Promise<void>;
}

/**
 * Offers the engine's API on a socket of our own, so that what a step makes through it carries this build's labels and
 * is known to it. Each connection of a client gets one of the engine's. Fails where the socket cannot be made.
 */
export async function startRelay(request: RelayRequest): Promise<Result<Relay>> {
  const { connection, dial } = request;
  const open = new Set<Duplex>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connection.kind === 'socket' ? connect({ path: connection.path, allowHalfOpen: true }) : dial();
    const ends = [client, engine];
    for (const end of ends) open.add(end);
    void join(client, engine, request).then(() => ends.map((end) => open.delete(end)));
  });
  const problem = await listen(server, request.socketPath);
  if (problem !== null) return fail(unavailable(request.socketPath, problem));
  return succeed({ close: () => close(server, open) });
}

async function join(client: Duplex, engine: Duplex, policy: RelayPolicy): Promise<void> {
  const problem = 'connecting' in engine && engine.connecting === true ? await connected(engine) : null;
  if (problem === null) return relayConnection(client, engine, policy);
  // A connection that is closed with something unread is reset, and the answer lost with it.
  client.resume().on('error', () => client.destroy());
  client.end(badGateway(`the docker engine cannot be reached: ${problem}`));
}

/** Null, or why there is no connection. */
function connected(engine: Duplex): Promise<string | null> {
  return new Promise((resolve) => {
    engine.once('connect', () => resolve(null));
    engine.once('error', (error) => resolve(error.message));
    engine.once('close', () => resolve('the connection was closed'));
  });
}

/** A response in the form of the engine's own errors, so that clients show its message. */
function badGateway(message: string): string {
  const body = JSON.stringify({ message });
  const headers = ['Content-Type: application/json', 'Connection: close', `Content-Length: ${Buffer.byteLength(body)}`];
  return ['HTTP/1.1 502 Bad Gateway', ...headers, '', body].join('\r\n');
}

/** What a socket's address has room for (Linux: 108 with its end); node would cut a longer path off without a word. */
const MAX_PATH_BYTES = 107;

/** Null, or why the server cannot listen. */
function listen(server: Server, path: string): Promise<string | null> {
  return new Promise((resolve) => {
    if (Buffer.byteLength(path) > MAX_PATH_BYTES) return resolve(`the path has more than ${MAX_PATH_BYTES} bytes`);
    server.once('error', (error) => resolve(error.message));
    server.listen({ path }, () => resolve(null));
  });
}

function unavailable(socketPath: string, reason: string) {
  return {
    kind: 'environment',
    summary: `Cannot offer docker to the steps at "${socketPath}": ${reason}`,
    next: 'Choose a temporary directory with a short path (TMPDIR), or set "docker-socket: false"',
  } as const;
}

async function close(server: Server, open: ReadonlySet<Duplex>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const end of open) end.destroy();
  await closed;
}
