import { unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { docker } from './engine.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/**
 * What the engine behind the proxy seems to be: `alive`, `gone` (connections are cut and refused), or `silent`
 * (connections are taken, and nothing ever comes back).
 */
export type EngineState = 'alive' | 'gone' | 'silent';

/** A socket that stands for the engine, whose engine can be lost without harm to the real one. */
export interface EngineProxy {
  /** A value for DOCKER_HOST. */
  readonly host: string;
  become(state: EngineState): Promise<void>;
  /** As soon as a request's head matches, and before the engine gets it, the engine becomes that. */
  becomeAt(request: RegExp, state: EngineState): void;
  close(): Promise<void>;
}

/** Starts a proxy before the engine that docker finds here, which must be reached by a socket of this machine. */
export async function startEngineProxy(): Promise<EngineProxy> {
  const address = await docker('context', 'inspect', '--format', '{{.Endpoints.docker.Host}}');
  if (!address.startsWith('unix://')) throw new Error(`the engine is reached by "${address}", not by a socket`);
  const proxy = new Proxy(join(temporaryDirectory(), 'engine.sock'), address.slice('unix://'.length));
  await proxy.become('alive');
  return proxy;
}

class Proxy implements EngineProxy {
  readonly host: string;
  readonly #path: string;
  readonly #enginePath: string;
  readonly #sockets = new Set<Socket>();
  #state: EngineState = 'gone';
  #server: Server | null = null;
  #trigger: { readonly request: RegExp; readonly state: EngineState } | null = null;

  constructor(path: string, enginePath: string) {
    this.host = `unix://${path}`;
    this.#path = path;
    this.#enginePath = enginePath;
  }

  async become(state: EngineState): Promise<void> {
    this.#state = state;
    if (state === 'silent') for (const socket of this.#sockets) silence(socket);
    else this.#cut();
    if (state === 'gone') await this.#stop();
    else await this.#listen();
  }

  becomeAt(request: RegExp, state: EngineState): void {
    this.#trigger = { request, state };
  }

  async close(): Promise<void> {
    this.#cut();
    await this.#stop();
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #listen(): Promise<void> {
    if (this.#server !== null) return;
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#take(socket));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#path, resolve));
  }

  async #stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    unlinkSync(this.#path);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #take(client: Socket): void {
    this.#keep(client);
    if (this.#state === 'silent') return silence(client);
    const engine = connect({ path: this.#enginePath, allowHalfOpen: true });
    this.#keep(engine);
    client.on('data', (bytes: Buffer) => {
      this.#look(bytes);
      if (this.#state === 'alive' && !engine.write(bytes)) {
        client.pause();
        engine.once('drain', () => client.resume());
      }
    });
    client.on('end', () => engine.end());
    engine.pipe(client);
    client.on('close', () => engine.destroy());
    engine.on('close', () => client.destroy());
  }

  #look(bytes: Buffer): void {
    if (this.#trigger === null || !this.#trigger.request.test(bytes.toString('latin1'))) return;
    const { state } = this.#trigger;
    this.#trigger = null;
    void this.become(state);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

/** What it has to say stays where it is. */
function silence(socket: Socket): void {
  socket.unpipe();
  socket.pause();
}
