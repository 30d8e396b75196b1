import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resource } from '../../../src/cleanup/resource.ts';
import type { EngineFacts } from '../../../src/facts/facts.ts';
import { startRelay } from '../../../src/execute/relay/relay.ts';
import { docker } from '../../support/engine.ts';

const s = suite('the docker command line through the relay');

const RUN = `relay-test-${process.pid}`;
const IMAGE = 'buildrunner-base:1';

interface Ended {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

type RunDocker = (args: readonly string[], input?: Buffer | string) => Promise<Ended>;

function dockerAt(socketPath: string): RunDocker {
  return (args, input) =>
    new Promise((resolve) => {
      const child = spawn('docker', args, { env: { ...process.env, DOCKER_HOST: `unix://${socketPath}` } });
      const chunks = { stdout: new Array<Buffer>(), stderr: new Array<Buffer>() };
      child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
      child.stdin.on('error', () => {}).end(input);
      child.on('close', (code) =>
        resolve({ code, stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr).toString() }),
      );
    });
}

function dial(): Duplex {
  const child = spawn('docker', ['system', 'dial-stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  return Duplex.from({ readable: child.stdout, writable: child.stdin });
}

async function through(
  connection: EngineFacts['connection'],
  action: (run: RunDocker, created: readonly Resource[]) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  const socketPath = join(folder, 'docker.sock');
  const created: Resource[] = [];
  const labels = new Map([['relay-test', RUN]]);
  const told = { onAsk: () => () => {}, onCreate: (made: Resource) => created.push(made) };
  const relay = await startRelay({ socketPath, connection, dial, labels, ...told });
  assert.ok(relay.ok);
  try {
    await action(dockerAt(socketPath), created);
  } finally {
    if (relay.ok) await relay.value.close();
    await removeAll();
    rmSync(folder, { recursive: true });
  }
}

async function removeAll(): Promise<void> {
  const filter = ['--quiet', '--filter', `label=relay-test=${RUN}`];
  const containers = await docker('ps', '--all', ...filter);
  if (containers !== '') await docker('rm', '--force', '--volumes', ...containers.split('\n'));
  const networks = await docker('network', 'ls', ...filter);
  if (networks !== '') await docker('network', 'rm', ...networks.split('\n'));
  const volumes = await docker('volume', 'ls', ...filter);
  if (volumes !== '') await docker('volume', 'rm', ...volumes.split('\n'));
}

const CONNECTIONS: readonly EngineFacts['connection'][] = [
  { kind: 'socket', path: (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace('unix://', '') },
  { kind: 'dial' },
];

for (const connection of CONNECTIONS) {
  s(`runs, executes and copies, with all of it labelled (${connection.kind})`, () =>
    through(connection, async (run, created) => {
      const attached = await run(['run', '--interactive', '--name', RUN, IMAGE, 'sh', '-c', 'cat; exit 3'], 'typed');
      assert.equal([attached.code, attached.stdout.toString()], [3, 'typed']);
      const started = await run(['run', '--detach', '--volume', '/anonymous', IMAGE, 'sleep', '1000']);
      const id = started.stdout.toString().trim();
      const random = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));
      const copied = await run(['exec', '--interactive', id, 'sh', '-c', 'cat > /f; cat /f'], random);
      assert.is(copied.stdout.compare(random), 0);
      const archive = await run(['cp', `${id}:/f`, '-']);
      assert.is(archive.stdout.subarray(512, 512 + random.length).compare(random), 0);
      assert.is((await run(['cp', '-', `${id}:/tmp`], archive.stdout)).code, 0);
      assert.is((await run(['exec', id, 'cmp', '/f', '/tmp/f'])).code, 0);
      const first = await docker('inspect', '--format', '{{.Id}}', RUN);
      assert.equal(
        created,
        [first, id].map((name) => ({ kind: 'container', name })),
      );
      assert.is(await docker('inspect', '--format', '{{index .Config.Labels "relay-test"}}', id), RUN);
    }),
  );

  s(`labels networks and volumes, and leaves older volumes alone (${connection.kind})`, () =>
    through(connection, async (run, created) => {
      const older = `${RUN}-older`;
      await docker('volume', 'create', older);
      const volume = (await run(['volume', 'create', '--label', 'a=b'])).stdout.toString().trim();
      const network = (await run(['network', 'create', RUN])).stdout.toString().trim();
      await run(['volume', 'create', older]);
      await docker('volume', 'rm', older);
      assert.equal(created, [
        { kind: 'volume', name: volume },
        { kind: 'network', name: network },
      ]);
      assert.match(await docker('volume', 'inspect', '--format', '{{json .Labels}}', volume), /"a":"b",.*relay-test/);
    }),
  );
}

s('follows logs, and passes 100 MB of output whole', () =>
  through({ kind: 'dial' }, async (run) => {
    const started = await run(['run', '--detach', IMAGE, 'sh', '-c', 'echo one; sleep 0.2; echo two']);
    const logs = await run(['logs', '--follow', started.stdout.toString().trim()]);
    assert.is(logs.stdout.toString(), 'one\ntwo\n');
    const large = await run(['run', IMAGE, 'head', '-c', '100000000', '/dev/zero']);
    assert.is(large.stdout.length, 100_000_000);
  }),
);

for (const buildKit of ['0', '1']) {
  s(`builds an image with DOCKER_BUILDKIT=${buildKit}`, () =>
    through({ kind: 'socket', path: '/var/run/docker.sock' }, async (run) => {
      process.env['DOCKER_BUILDKIT'] = buildKit;
      const dockerfile = `FROM ${IMAGE}\nRUN echo ${RUN} > /built\n`;
      const built = await run(['build', '--tag', RUN, '-'], dockerfile);
      delete process.env['DOCKER_BUILDKIT'];
      assert.is(built.code, 0, built.stderr);
      assert.is((await run(['run', RUN, 'cat', '/built'])).stdout.toString(), `${RUN}\n`);
      await removeAll();
      await docker('rmi', '--force', RUN);
    }),
  );
}

s.run();
