import { once } from 'node:events';
import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createContainer, createNetwork, startContainer } from '../../../src/execute/runners/container.ts';
import { formatFailure } from '../../../src/failure.ts';
import type { CreateContainer, Mount } from '../../../src/plan/operation.ts';
import { docker } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';
import { memoryContext, type MemoryContext } from '../context.ts';
import { containerName, createOperation, failureOf, removeContainers, startOperation, succeeded } from './rig.ts';

const s = suite('making and starting containers', { timeout: 60_000 });

s.after(removeContainers);

/** Makes a container of the step, which runs `command` itself. */
async function made(context: MemoryContext, command: readonly string[], values: Partial<CreateContainer> = {}) {
  const name = containerName();
  succeeded(await createContainer(createOperation(name, { command, role: 'step', ...values }), context));
  return name;
}

function startStep(container: string) {
  return startOperation(container, { speaker: { kind: 'step' }, attach: 'foreground' });
}

for (let round = 1; round <= 3; round += 1) {
  s(`follows a container from its first byte, however short it lives (${round} of 3)`, async () => {
    const context = memoryContext();
    const container = await made(context, ['sh', '-c', 'echo first; echo second >&2; exit 5']);
    const failure = failureOf(await startContainer(startStep(container), context));
    assert.equal([context.output('stdout'), context.output('stderr')], ['first\n', 'second\n']);
    assert.is(failure.summary, 'Step "one" failed: the command of its image exited with code 5');
    assert.equal([...(failure.details ?? [])].sort(), ['| first', '| second']);
  });
}

s('waits for the end of a container in the foreground, which gets no input', async () => {
  const context = memoryContext();
  const container = await made(context, ['sh']);
  succeeded(await startContainer(startStep(container), context));
  assert.is(await docker('inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', container), 'exited 0');
  assert.equal(
    context.events.map(({ kind }) => kind),
    ['outputEnded', 'outputEnded'],
  );
});

s('says that the container of a step cannot be started', async () => {
  const context = memoryContext();
  const container = await made(context, ['/no/such/program']);
  const failure = failureOf(await startContainer(startStep(container), context));
  assert.is(failure.kind, 'engine');
  assert.match(failure.summary, /^The container of step "one" could not be started: /);
  assert.match(formatFailure(failure).join('\n'), /no such file or directory/);
});

s('says that a container in the foreground ended with the build', async () => {
  const context = memoryContext();
  const container = await made(context, ['sh', '-c', 'echo ready; exec sleep 1000']);
  const running = startContainer(startStep(container), context);
  await eventually(() => context.output() === 'ready\n', 10_000);
  context.abort();
  const { summary } = failureOf(await running);
  assert.is(summary, 'The container of step "one" could not be started: the build was ended');
});

s('lets a service run on, with its output followed and its address known', async () => {
  const context = memoryContext();
  const script = 'echo up; until [ -e /end ]; do :; done; exit 6';
  const container = await made(context, ['sh', '-c', script], { hasTerminal: true });
  const start = startOperation(container, { attach: 'background' });
  succeeded(await startContainer(start, context));
  const address = await docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', container);
  assert.is(context.late.resolve({ late: 'address', from: start.id }), address);
  await eventually(() => context.output() === 'up\n', 10_000);
  const [background] = context.backgrounds.of(container);
  assert.is(background?.isContainer, true);
  // The container may end before the command that ends it does.
  await docker('exec', container, 'touch', '/end').catch(() => {});
  assert.is(await background?.ended, 6);
  assert.equal(background?.lastLines(), ['up']);
});

s('does not wait for a service that has ended before anybody could look', async () => {
  const context = memoryContext();
  const container = await made(context, ['sh', '-c', 'echo gone; exit 1']);
  succeeded(await startContainer(startOperation(container, { attach: 'background' }), context));
  assert.is(await context.backgrounds.of(container)[0]?.ended, 1);
  assert.is(context.output(), 'gone\n');
});

s('says that a service cannot be started', async () => {
  const context = memoryContext();
  const container = await made(context, ['/no/such/program']);
  const failure = failureOf(await startContainer(startOperation(container), context));
  assert.is(failure.kind, 'engine');
  assert.match(failure.summary, /^The container of service "db" could not be started: /);
});

s('says that a service that is followed cannot be started', async () => {
  const context = memoryContext();
  const container = await made(context, ['/no/such/program']);
  const failure = failureOf(await startContainer(startOperation(container, { attach: 'background' }), context));
  assert.match(failure.summary, /^The container of service "db" could not be started: /);
  assert.match(formatFailure(failure).join('\n'), /no such file or directory/);
});

s('says that the port of a service is taken, for a service that is followed too', async () => {
  const server = createServer().listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  try {
    for (const attach of ['none', 'background'] as const) {
      const context = memoryContext();
      const container = await made(context, ['sleep', '1000'], { ports: [{ container: 80, host: port }] });
      const failure = failureOf(await startContainer(startOperation(container, { attach }), context));
      assert.match(failure.summary, /^The container of service "db" could not be started: .*port/);
    }
  } finally {
    server.close();
  }
});

s('notes the id of a container, and its names before there is anything', async () => {
  const context = memoryContext();
  const volume: Mount = { kind: 'volume', name: 'no-such-volume', target: '/v', labels: new Map(), overlay: null };
  const operation = createOperation('no-such-container', { image: 'no-such-image:1', mounts: [volume] });
  const failure = failureOf(await createContainer(operation, context));
  assert.match(failure.summary, 'A container of image "no-such-image:1" could not be created: ');
  assert.equal(context.registry.list(), [
    { kind: 'container', name: 'no-such-container' },
    { kind: 'volume', name: 'no-such-volume' },
  ]);
  const name = await made(context, ['true']);
  const id = await docker('inspect', '--format', '{{.Id}}', name);
  assert.is(context.late.resolve({ late: 'containerId', from: `create ${name}` }), id);
});

s('makes a network with its labels, known before it is there', async () => {
  const name = `runners-test-${process.pid}`;
  const context = memoryContext();
  const common = { id: 'one/create-network', step: 'one', dependsOn: [], follows: [], cause: '' };
  const operation = { ...common, kind: 'createNetwork', name, labels: new Map([['role', 'network']]) } as const;
  try {
    succeeded(await createNetwork(operation, context));
    assert.is(await docker('network', 'inspect', '--format', '{{.Labels.role}} {{.Driver}}', name), 'network bridge');
    assert.equal(context.registry.list(), [{ kind: 'network', name }]);
    const again = failureOf(await createNetwork(operation, context));
    assert.match(again.summary, /^The network of step "one" could not be created: /);
  } finally {
    await docker('network', 'rm', name);
  }
});

s.run();
