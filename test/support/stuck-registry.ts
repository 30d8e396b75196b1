import { createServer, type IncomingMessage } from 'node:http';

/** A registry that takes layers for ever. */
export interface StuckRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** How many uploads of layers are under way. */
  uploads(): number;
  close(): void;
}

/** Starts one on a port of its own of 127.0.0.1. A push to it goes on until it is closed. */
export async function startStuckRegistry(): Promise<StuckRegistry> {
  const uploads = new Set<IncomingMessage>();
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    const answer = (status: number, headers: Record<string, string> = {}) => {
      request.resume();
      response.writeHead(status, { 'docker-distribution-api-version': 'registry/2.0', ...headers });
      response.end();
    };
    if (method === 'POST') return answer(202, { location: `${url}one`, 'docker-upload-uuid': 'one', range: '0-0' });
    if (method !== 'PATCH' && method !== 'PUT') return answer(url === '/v2/' ? 200 : 404);
    request.resume();
    uploads.add(request);
    response.on('close', () => uploads.delete(request));
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    host: `127.0.0.1:${port}`,
    uploads: () => uploads.size,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
