import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ofKind, operationOf, planOf } from '../input.ts';

const s = suite('the container of the next step');

/** What the creation and the start of the third step's container wait for, itself aside. */
async function waitsFor(keys: string): Promise<{ readonly create: string[]; readonly start: string[] }> {
  const small = (name: string) => `${name}: {run: {image: "a:1", cmd: x}}`;
  const plan = await planOf(`steps: {${small('one')}, ${small('two')}, three: {run: {image: "a:1", ${keys}}}}`, {
    project: ['setup.sh'],
  });
  const isBefore = (id: string) => /^(one|two)\//.test(id);
  const own = (operation: { readonly dependsOn: readonly string[]; readonly follows: readonly string[] } | undefined) =>
    [...(operation?.dependsOn ?? []), ...(operation?.follows ?? [])].filter((id) => isBefore(id) || id === 'three/run');
  return {
    create: own(ofKind(plan, 'createContainer').find(({ id }) => id === 'three/create')),
    start: own(ofKind(plan, 'startContainer').find(({ id }) => id === 'three/start')),
  };
}

for (const keys of ['cmd: x', 'cmds: [x, y]', 'cmd: x, user: "1"', 'cmd: x, env: {A: b}', 'cmd: x, artifacts: {a: }']) {
  s(`is made and started while the step before runs (${keys})`, async () => {
    assert.equal(await waitsFor(keys), {
      create: ['two/begin', 'two/start'],
      start: [],
    });
  });
}

for (const keys of [
  'shell: sleep 1',
  'cmd: x, ports: {80: 80}',
  'cmd: x, files: {readme: /readme}',
  'cmd: x, privileged: true',
  'cmd: x, provisioners: {shell: setup.sh}',
]) {
  s(`is made when its turn has come where it could tell that it was not (${keys})`, async () => {
    assert.equal(await waitsFor(keys), { create: ['three/run'], start: ['three/run'] });
  });
}

s('is made behind its services, which are made when its turn has come', async () => {
  const plan = await planOf(
    'steps: {one: {run: {image: "a:1", cmd: x}}, two: {run: {image: "a:1", cmd: x, services: {db: {image: "b:1"}}}}}',
  );
  assert.equal(operationOf(plan, 'createNetwork', 'two/create-network').dependsOn, ['two/run']);
  for (const { id, dependsOn } of ofKind(plan, 'createContainer')) {
    if (id.startsWith('two/')) assert.ok(dependsOn.includes('two/create-network'), id);
  }
});

s.run();
