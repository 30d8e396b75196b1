import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, Server } from 'node:net';
import { join } from 'node:path';
import type { Test } from 'uvu';
import { BASE } from './build.ts';
import { docker } from './engine.ts';
import { eventually } from './eventually.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** An engine of the tests' own. */
export interface OwnEngine {
  /** For DOCKER_HOST. */
  readonly address: string;
  /** Runs docker on it. */
  docker(...args: readonly string[]): Promise<string>;
  /** Lets it reach a port of 127.0.0.1 of this machine under the same address. */
  share(host: string): Promise<void>;
  stop(): Promise<void>;
}

/** The image store of an engine: its own, or that of containerd. */
type Store = 'engine' | 'containerd';

/** Milliseconds that the engine has for its start and for its end. */
const LIMIT = 60_000;

/**
 * Starts one beside the engine of the machine, which it cannot disturb: network, mounts and processes are apart, and go
 * with it, however it ends. Only root can do that.
 */
export async function startOwnEngine(store: Store): Promise<OwnEngine> {
  const folder = temporaryDirectory();
  const child = spawnEngine(folder, store);
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
  const address = `unix://${join(folder, 'docker.sock')}`;
  const onIt = (...args: readonly string[]) => docker('--host', address, ...args);
  const servers: Server[] = [];
  const stop = async () => {
    for (const server of servers) server.close();
    endEngine(child);
    await Promise.race([ended, afterwards(LIMIT)]);
    kill();
    await ended;
    process.off('exit', kill);
  };
  try {
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(readFileSync(join(folder, 'log'), 'utf8').slice(-2000));
      const status = await onIt('info', '--format', '{{.DriverStatus}}');
      return status.includes('io.containerd.snapshotter') === (store === 'containerd');
    }, LIMIT);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, docker: onIt, share: async (host) => void servers.push(await share(engineOf(child), host)), stop };
}

/**
 * Gives a suite an engine of its own, with the base image, for all that this process does meanwhile: nobody else's builds
 * are there, whose sweep removes what dead builds have left. To be called behind the suite's own `after`, which is to
 * find the engine still there, and for one suite of a file.
 */
export function useOwnEngine<State>(suite: Test<State>): void {
  let engine: OwnEngine | undefined;
  suite.before(async () => {
    engine = await startOwnEngine('engine');
    const archive = join(temporaryDirectory(), 'base.tar');
    await docker('save', '--output', archive, BASE.image);
    process.env['DOCKER_HOST'] = engine.address;
    await docker('load', '--quiet', '--input', archive);
  });
  suite.after(async () => {
    delete process.env['DOCKER_HOST'];
    await engine?.stop();
  });
}

function spawnEngine(folder: string, store: Store): ChildProcess {
  const path = (name: string) => join(folder, name);
  const features = { 'containerd-snapshotter': store === 'containerd' };
  const configuration = { features, hosts: [`unix://${path('docker.sock')}`] };
  writeFileSync(path('daemon.json'), JSON.stringify(configuration));
  mkdirSync(path('data'));
  const words = ['--config-file', path('daemon.json'), '--data-root', path('data'), '--exec-root', path('exec')];
  const engine = ['dockerd', ...words, '--pidfile', path('pid')];
  // busybox-static is there, since the base image is made of it; iproute2 may not be.
  const start = '{ ip link set lo up || busybox ip link set lo up; } 2>/dev/null; exec "$@"';
  const apart = ['--net', '--mount', '--pid', '--mount-proc', '--fork', '--kill-child'];
  const log = openSync(path('log'), 'a');
  return spawn('unshare', [...apart, 'sh', '-c', start, 'sh', ...engine], { stdio: ['ignore', log, log] });
}

/** The engine itself is the child of what keeps it apart. */
function engineOf({ pid = 0 }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

function endEngine(child: ChildProcess): void {
  try {
    const id = engineOf(child);
    if (id > 0) process.kill(id, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

/** Resolves when it is time, without keeping anything alive. */
function afterwards(milliseconds: number): Promise<void> {
  return new Promise((settle) => setTimeout(settle, milliseconds).unref());
}

/** Makes a listening socket in the engine's network, and hands it over. */
const LISTEN = `
const server = require('node:net').createServer();
server.listen(Number(process.argv[1]), '127.0.0.1', () => process.send('listens', server, () => process.exit()));
`;

/** What connects to the address in the engine's network is connected to it in ours. */
async function share(engine: number, host: string): Promise<Server> {
  const port = Number(host.replace(/^.*:/, ''));
  const words = [`--net=/proc/${engine}/ns/net`, process.execPath, '--eval', LISTEN, String(port)];
  const child = spawn('nsenter', words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const server = await new Promise<Server>((settle, reject) => {
    child.once('message', (_, handle) => {
      if (handle instanceof Server) settle(handle);
    });
    child.once('exit', (code) => reject(new Error(`nobody listens for ${host}: nsenter exited with ${String(code)}`)));
  });
  server.on('connection', (inside) => {
    const outside = connect(port, '127.0.0.1');
    inside.on('error', () => outside.destroy());
    outside.on('error', () => inside.destroy());
    inside.pipe(outside).pipe(inside);
  });
  return server;
}
