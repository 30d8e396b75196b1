import { execFile } from 'node:child_process';
import { createServer, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startOwnEngine } from './own-engine.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A builder of buildx that sees the images of no engine. */
export interface RemoteBuilder {
  readonly name: string;
  /** The address of the engine that it is in. */
  readonly engine: string;
  /** For BUILDX_CONFIG: where buildx knows the builder, and no other. */
  readonly configuration: string;
  /** Lets it reach a port of 127.0.0.1 of this machine under the same address. */
  share(host: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a BuildKit of its own, and makes a builder of it. There is no package of BuildKit; the one in an engine of the
 * tests' own is the same, behind a request that asks for it.
 */
export async function startRemoteBuilder(): Promise<RemoteBuilder> {
  const engine = await startOwnEngine('containerd');
  const folder = temporaryDirectory();
  const socket = join(folder, 'buildkit.sock');
  const path = engine.address.slice('unix://'.length);
  const server = createServer({ allowHalfOpen: true }, (client) => relay(client, path));
  await new Promise<void>((settle) => server.listen(socket, settle));
  const configuration = join(folder, 'buildx');
  const name = `remote-${process.pid}`;
  const words = ['create', '--name', name, '--driver', 'remote', `unix://${socket}`];
  await promisify(execFile)('docker', ['buildx', ...words], { env: { ...process.env, BUILDX_CONFIG: configuration } });
  const stop = async () => {
    server.close();
    await engine.stop();
  };
  return { name, engine: engine.address, configuration, share: engine.share, stop };
}

const REQUEST = 'POST /grpc HTTP/1.1\r\nHost: docker\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n';
const HEAD_END = '\r\n\r\n';

/** Connects a client of BuildKit with that of the engine. */
function relay(client: Socket, path: string): void {
  const engine = connect({ path, allowHalfOpen: true });
  client.on('error', () => engine.destroy());
  engine.on('error', () => client.destroy());
  engine.write(REQUEST);
  let head = Buffer.alloc(0);
  const takeHead = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(HEAD_END);
    if (end < 0) return;
    engine.off('data', takeHead);
    client.write(head.subarray(end + HEAD_END.length));
    client.pipe(engine).pipe(client);
  };
  engine.on('data', takeHead);
}
