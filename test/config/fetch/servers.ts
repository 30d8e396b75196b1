import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { CERTIFICATE, PRIVATE_KEY } from './certificate.ts';

/** A server on this machine. */
export interface LocalServer {
  /** `127.0.0.1:12345` */
  readonly host: string;
  /** What it was asked: `GET /x`, in order. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

/** Serves by http until it is closed. */
export function serve(listener: RequestListener): Promise<LocalServer> {
  return open(createServer(), listener);
}

/** Serves by https, with a certificate that nobody trusts unasked. */
export function serveSecurely(listener: RequestListener): Promise<LocalServer> {
  return open(createSecureServer({ cert: CERTIFICATE, key: PRIVATE_KEY }), listener);
}

/** A proxy that forwards requests and opens tunnels; `user:password` where it wants to know whom it serves. */
export function serveProxy(login?: string): Promise<LocalServer> {
  const isKnown = ({ headers }: IncomingMessage) =>
    login === undefined || headers['proxy-authorization'] === `Basic ${Buffer.from(login).toString('base64')}`;
  const server = createServer();
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    if (!isKnown(incoming)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host = '', port = ''] = (incoming.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on('error', () => [socket, upstream].forEach((one) => one.destroy()));
  });
  return open(server, (incoming, response) => {
    if (!isKnown(incoming)) return void response.writeHead(407).end();
    const { method = 'GET', headers } = incoming;
    const forwarded = request(incoming.url ?? '', { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(forwarded);
  });
}

async function open(server: Server, listener: RequestListener): Promise<LocalServer> {
  const asked: string[] = [];
  const note = ({ method = '', url = '' }: IncomingMessage) => void asked.push(`${method} ${url}`);
  server.on('request', note).on('connect', note).on('request', listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => void sockets.add(socket.once('close', () => sockets.delete(socket))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    // Tunnels too, which the server itself does not count any more.
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return { host: `127.0.0.1:${portOf(server.address())}`, asked, close };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
