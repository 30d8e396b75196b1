import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ofKind, operationOf, planOf } from '../input.ts';

const s = suite('services of a step');

/** The plan of a step with these services. */
function planServices(services: string, run = 'cmd: x') {
  return planOf(`steps: {one: {run: {image: "a:1", ${run}, services: ${services}}}}`);
}

s('starts each service when the one before is ready, and the step after the last', async () => {
  const plan = await planServices(
    '{a: {image: "a:1", wait_for: [1, 2]}, b: {image: "a:1", cmd: run}, c: {image: "a:1"}}',
  );
  const chain = [
    ['one/wait service a 1', 'one/start service a'],
    ['one/wait service a 2', 'one/wait service a 1'],
    ['one/start service b', 'one/wait service a 2'],
    ['one/start service c', 'one/service b cmd-1'],
    ['one/start', 'one/start service c'],
  ];
  for (const [id, needed] of chain) {
    const operation = plan.operations.find((one) => one.id === id);
    assert.ok(operation?.dependsOn.includes(needed ?? ''), `${String(id)} after ${String(needed)}`);
  }
});

s('gives names to each container: services by name and host name, the step by name and host name', async () => {
  const plan = await planServices('{a: {image: "a:1"}, b: {image: "a:1", hostname: h}}', 'cmd: x, hostname: tester');
  const names = ofKind(plan, 'createContainer')
    .filter(({ role }) => role !== 'source')
    .map(({ hostname, network }) => [hostname, ...(network?.aliases ?? [])]);
  assert.equal(names, [
    ['a', 'a'],
    ['h', 'b', 'h'],
    ['tester', 'one', 'tester'],
  ]);
});

const taken: readonly [string, string][] = [
  ['name', '{one: {image: "a:1"}}'],
  ['host name', '{db: {image: "a:1", hostname: one}}'],
];
for (const [what, services] of taken) {
  s(`leaves the name of the step to a service that has it for its ${what}`, async () => {
    const plan = await planServices(services, 'cmd: x, hostname: tester');
    assert.equal(operationOf(plan, 'createContainer', 'one/create').network?.aliases, ['tester']);
  });
}

s('makes a service after the one whose volumes it mounts', async () => {
  const plan = await planServices('{a: {image: "a:1"}, b: {image: "a:1", volumes_from: ["a:ro"]}}');
  const { dependsOn, volumesFrom } = operationOf(plan, 'createContainer', 'one/create service b');
  assert.equal(volumesFrom, ['buildrunner-0-one-service-a:ro']);
  assert.ok(dependsOn.includes('one/create service a'));
});

const starts: readonly [string, string, readonly string[] | null, string, boolean][] = [
  ['nothing', '', null, 'background', false],
  ['a shell, which is its command', ', shell: sleep 1', ['sleep', '1'], 'background', false],
  ['a command', ', cmd: run', ['/bin/sh'], 'none', true],
  ['a command and a shell', ', cmd: run, shell: /bin/bash -e', ['/bin/bash', '-e'], 'none', true],
];
for (const [name, keys, command, attach, hasCommand] of starts) {
  s(`starts a service with ${name}`, async () => {
    const plan = await planServices(`{a: {image: "a:1"${keys}}}`);
    assert.equal(operationOf(plan, 'createContainer', 'one/create service a').command, command);
    assert.is(operationOf(plan, 'startContainer', 'one/start service a').attach, attach);
    const commands = ofKind(plan, 'execInContainer').filter(({ speaker }) => speaker.kind === 'service');
    assert.equal(
      commands.map(({ isBackground, argv }) => [isBackground, ...argv]),
      hasCommand ? [[true, ...(command ?? []), '-xc', 'run']] : [],
    );
  });
}

s('runs the provisioner of a service before its command, and waits for it', async () => {
  const keys = '{image: "a:1", provisioners: {shell: p.sh}, cmd: run}';
  const plan = await planOf(`steps: {one: {run: {image: "a:1", cmd: x, services: {a: ${keys}}}}}`, {
    project: ['p.sh'],
  });
  const commands = ofKind(plan, 'execInContainer').filter(({ speaker }) => speaker.kind === 'service');
  assert.equal(
    commands.map(({ id, isBackground, dependsOn }) => [id, isBackground, ...dependsOn]),
    [
      ['one/service a provision-1', false, 'one/start service a'],
      ['one/service a cmd-1', true, 'one/service a provision-1'],
    ],
  );
});

s('pulls the image of a service unless it says otherwise, whatever --local-images says', async () => {
  const text = `
steps:
  one:
    run: {image: "a:1", cmd: x, services: {a: {image: "b:1"}, b: {image: "c:1", pull: false}}}
`;
  const plan = await planOf(text, { flags: { isLocalImages: true } });
  assert.equal(
    ofKind(plan, 'pullImage').map(({ image, policy }) => `${image} ${policy}`),
    ['a:1 missing', 'b:1 always', 'c:1 missing'],
  );
});

s('pulls the image of a service for the platform of the step, or of --platform', async () => {
  const text = 'steps: {one: {run: {image: "a:1", cmd: x, platform: p, services: {a: {image: "b:1"}}}}}';
  const pulled = async (platform: string | null) =>
    ofKind(await planOf(text, { flags: { platform } }), 'pullImage').map((one) => `${one.image} ${one.platform ?? ''}`);
  assert.equal(await pulled(null), ['a:1 p', 'b:1 p']);
  assert.equal(await pulled('q'), ['a:1 q', 'b:1 q']);
});

s('removes what "containers" names when the step is over, but only of a step that has begun', async () => {
  const plan = await planOf(`
steps:
  one: {run: {image: "a:1", cmd: x, containers: [mine], services: {a: {image: "a:1", containers: [other]}}}, commit: r}
`);
  const removals = ofKind(plan, 'removeResources').filter(({ foreignContainers }) => foreignContainers.length > 0);
  assert.equal(
    removals.map(({ id, foreignContainers, dependsOn }) => [id, ...foreignContainers, ...dependsOn]),
    [['one/remove-containers', 'mine', 'other', 'one/run']],
  );
  for (const id of ['one/command-1', 'one/commit-container']) assert.ok(removals[0]?.follows.includes(id), id);
  assert.ok(operationOf(plan, 'endStep', 'one/end').follows.includes('one/remove-containers'));
});

s('publishes the ports of services always, those of the step only when asked', async () => {
  const text =
    'steps: {one: {run: {image: "a:1", cmd: x, ports: {1: 2}, services: {a: {image: "a:1", ports: {3: }}}}}}';
  const ports = async (isPublishPorts: boolean) =>
    ofKind(await planOf(text, { flags: { isPublishPorts } }), 'createContainer').flatMap((one) => one.ports);
  assert.equal(await ports(false), [{ container: 3, host: null }]);
  assert.equal(await ports(true), [
    { container: 3, host: null },
    { container: 1, host: 2 },
  ]);
});

s.run();
