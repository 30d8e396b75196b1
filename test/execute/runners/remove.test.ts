import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createContainer, startContainer } from '../../../src/execute/runners/container.ts';
import { removeResources } from '../../../src/execute/runners/remove.ts';
import type { RemoveResources } from '../../../src/plan/operation.ts';
import { docker } from '../../support/engine.ts';
import { memoryContext, type MemoryContext } from '../context.ts';
import {
  containerName,
  createOperation,
  IMAGE,
  removeContainers,
  startCommand,
  startOperation,
  succeeded,
} from './rig.ts';

const s = suite('removing what a step has made', { timeout: 60_000 });

s.after(removeContainers);

function removal(values: Partial<RemoveResources>): RemoveResources {
  return {
    ...{ id: 'one/remove', kind: 'removeResources', step: 'one', dependsOn: [], follows: [], cause: 'a test' },
    ...{ containers: [], foreignContainers: [], networks: [], volumes: [], images: [] },
    ...values,
  };
}

/** The words of every docker command that removes something. */
function watched(context: MemoryContext): { readonly context: MemoryContext; readonly removals: string[] } {
  const removals: string[] = [];
  const run: MemoryContext['run'] = (command, options) => {
    const words = command.argv.join(' ');
    if (/ rm /.test(words)) removals.push(words);
    return context.run(command, options);
  };
  return { context: { ...context, run }, removals };
}

async function exists(...words: readonly string[]): Promise<boolean> {
  return docker(...words).then(
    () => true,
    () => false,
  );
}

s('removes all of a kind by one call, containers first, with their own volumes', async () => {
  const { context, removals } = watched(memoryContext());
  const network = `runners-test-${process.pid}-net`;
  const volume = `runners-test-${process.pid}-volume`;
  const image = `buildrunner.local/runners-test-${process.pid}/image:1`;
  await docker('network', 'create', network);
  await docker('tag', IMAGE, image);
  context.registry.register({ kind: 'network', name: network });
  context.registry.register({ kind: 'image', name: image });
  const containers = [containerName(), containerName()];
  for (const name of containers) {
    const mounts = [{ kind: 'volume', name: volume, target: '/v', labels: new Map(), overlay: null }] as const;
    const shape = { command: ['sleep', '1000'], mounts, network: { name: network, aliases: [] } };
    succeeded(await createContainer(createOperation(name, shape), context));
  }
  succeeded(await startContainer(startOperation(containers[0] ?? ''), context));
  const all = { containers, networks: [network], volumes: [volume], images: [image] };
  succeeded(await removeResources(removal(all), context));
  assert.is(removals.shift(), `docker rm --force --volumes ${containers.join(' ')}`);
  assert.equal(removals.sort(), [
    `docker image rm --force ${image}`,
    `docker network rm ${network}`,
    `docker volume rm --force ${volume}`,
  ]);
  assert.equal(context.registry.list(), []);
  for (const name of containers) assert.not(await exists('inspect', name));
  assert.not(await exists('network', 'inspect', network));
  assert.not(await exists('volume', 'inspect', volume));
  assert.ok(await exists('image', 'inspect', IMAGE));
});

s('asks docker for nothing where nothing was made', async () => {
  const { context, removals } = watched(memoryContext());
  const names = ['never-made'];
  succeeded(
    await removeResources(removal({ containers: names, networks: names, volumes: names, images: names }), context),
  );
  assert.equal(removals, []);
});

s('keeps what cannot be removed for the end of the build, and is no failure', async () => {
  const context = memoryContext();
  context.registry.register({ kind: 'network', name: 'no-such-network' });
  succeeded(await removeResources(removal({ networks: ['no-such-network'] }), context));
  assert.equal(context.registry.list(), [{ kind: 'network', name: 'no-such-network' }]);
});

s('waits until the output of what it removes has come to its end', async () => {
  const context = memoryContext();
  const container = await startCommand(context, 'while :; do sleep 1000; done');
  succeeded(await removeResources(removal({ containers: [container] }), context));
  assert.is(typeof context.backgrounds.of(container)[0]?.exitCode, 'number');
});

s('removes containers of others by name, else all with a label of that name', async () => {
  const context = memoryContext();
  const label = `runners-test-${process.pid}-label`;
  const [named, one, two, other] = [containerName(), containerName(), containerName(), containerName()];
  await docker('create', '--name', named, '--label', 'x=y', IMAGE);
  await docker('create', '--name', one, '--label', label, IMAGE);
  await docker('create', '--name', two, '--label', `${label}=value`, IMAGE);
  await docker('create', '--name', other, '--label', `x=${label}`, IMAGE);
  succeeded(await removeResources(removal({ foreignContainers: [named, label, `${label}-none`] }), context));
  const left = await Promise.all([named, one, two, other].map((name) => exists('inspect', name)));
  assert.equal(left, [false, false, false, true]);
  assert.equal(context.events, [
    {
      kind: 'warned',
      step: null,
      text: `"${label}-none" of "containers" is no container's name and no label of one`,
    },
  ]);
});

s('takes a name of "containers" as it is written', async () => {
  const context = memoryContext();
  const name = containerName();
  await docker('create', '--name', name, IMAGE);
  // As a pattern it would be the name of that container.
  const pattern = `${name.slice(0, -1)}.`;
  succeeded(await removeResources(removal({ foreignContainers: [pattern] }), context));
  assert.ok(await exists('inspect', name));
});

s.run();
