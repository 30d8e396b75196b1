import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { YamlValue } from '../../../src/config/build-file.ts';
import type { Environment } from '../../../src/plan/operation.ts';
import { operationOf, planOf, type Circumstances } from '../input.ts';

const s = suite('the environment of containers');

/** Of the step's command, and of its service. */
async function environments(env: string, given: Circumstances = {}): Promise<readonly [Environment, Environment]> {
  const text = `
steps:
  one:
    run: {image: "a:1", cmd: x, env: ${env}, services: {db: {image: "a:1", env: ${env}}}}
`;
  const plan = await planOf(text, given);
  const { environment } = operationOf(plan, 'execInContainer', 'one/command-1');
  return [environment, operationOf(plan, 'createContainer', 'one/create service db').environment];
}

const values: readonly [string, string | null][] = [
  ['text', 'text'],
  ['"007"', '007'],
  ['7', '7'],
  ['1.50', '1.5'],
  ['1.0', '1.0'],
  ['true', 'True'],
  ['no', 'False'],
  ['null', null],
  ['', null],
  ['""', ''],
  ['2020-01-02', '2020-01-02'],
  ['[1, a]', '[1, "a"]'],
  ['{x: 1}', '{"x": 1}'],
  ['"two\\nlines"', 'two\nlines'],
];
for (const [written, expected] of values) {
  s(`gives a value written as ${written === '' ? 'nothing' : written} as ${JSON.stringify(expected)}`, async () => {
    for (const environment of await environments(`{A: ${written}}`)) assert.is(environment.get('A'), expected);
  });
}

s('is in the order of who may override whom', async () => {
  const [step] = await environments('{OWN: 1}');
  const names = [...step.keys()];
  assert.equal(names, [
    'BUILDRUNNER_BUILD_DOCKER_TAG',
    'VCSINFO_NAME',
    'BUILDRUNNER_INVOKE_USER',
    'BUILDRUNNER_INVOKE_UID',
    'BUILDRUNNER_INVOKE_GROUP',
    'BUILDRUNNER_INVOKE_GID',
    'BUILDRUNNER_STEP_ID',
    'BUILDRUNNER_STEP_NAME',
    'BUILDRUNNER_SOURCE_CONTAINER',
    'BUILDRUNNER_BUILD_CONTAINER',
    'OWN',
    'GIT_CONFIG_COUNT',
    'GIT_CONFIG_KEY_0',
    'GIT_CONFIG_VALUE_0',
    'DOCKER_HOST',
  ]);
});

const overridden: readonly [string, string, string | null][] = [
  ['VCSINFO_NAME', 'mine', 'mine'],
  ['VCSINFO_NAME', 'null', null],
  ['BUILDRUNNER_STEP_NAME', 'mine', 'mine'],
  ['BUILDRUNNER_SOURCE_CONTAINER', 'mine', 'mine'],
  ['BUILDRUNNER_INVOKE_UID', '0', '0'],
  ['DOCKER_HOST', 'tcp://mine', 'unix:///dockerdaemon/docker.sock'],
];
for (const [name, written, expected] of overridden) {
  s(`where "env" has ${name}: ${written}, has ${String(expected)}`, async () => {
    for (const environment of await environments(`{${name}: "${written}"}`.replace('"null"', 'null'))) {
      assert.is(environment.get(name), expected);
    }
  });
}

s('says the same of step and service, since both are of the step', async () => {
  const [step, service] = await environments('{}');
  assert.equal([...service], [...step]);
  assert.is(service.get('BUILDRUNNER_BUILD_CONTAINER'), 'buildrunner-0-one-step');
  assert.equal(service.get('BUILDRUNNER_SOURCE_CONTAINER'), { late: 'containerId', from: '/create-source' });
});

s('keeps what the build file does not have out of the container that a commit would freeze', async () => {
  const plan = await planOf('steps: {one: {run: {image: "a:1", cmd: x, env: {A: 1}}, commit: r}}');
  assert.is(operationOf(plan, 'createContainer', 'one/create').environment.size, 0);
});

s('gives it to the container itself where the image brings the command', async () => {
  const plan = await planOf('steps: {one: {run: {image: "a:1", env: {A: 1}}}}');
  assert.is(operationOf(plan, 'createContainer', 'one/create').environment.get('A'), '1');
});

const git: readonly [string, string, ReadonlyMap<string, YamlValue>, readonly [string, string][]][] = [
  [
    'nothing',
    '{}',
    new Map(),
    [
      ['GIT_CONFIG_COUNT', '1'],
      ['GIT_CONFIG_KEY_0', 'safe.directory'],
    ],
  ],
  [
    'one setting of "env"',
    '{GIT_CONFIG_COUNT: 1, GIT_CONFIG_KEY_0: user.name, GIT_CONFIG_VALUE_0: me}',
    new Map(),
    [
      ['GIT_CONFIG_COUNT', '2'],
      ['GIT_CONFIG_KEY_0', 'user.name'],
      ['GIT_CONFIG_VALUE_0', 'me'],
      ['GIT_CONFIG_KEY_1', 'safe.directory'],
      ['GIT_CONFIG_VALUE_1', '/source'],
    ],
  ],
  [
    'one setting of the global "env"',
    '{}',
    new Map<string, YamlValue>([
      ['GIT_CONFIG_COUNT', 1],
      ['GIT_CONFIG_KEY_0', 'user.name'],
      ['GIT_CONFIG_VALUE_0', 'me'],
    ]),
    [
      ['GIT_CONFIG_COUNT', '2'],
      ['GIT_CONFIG_KEY_0', 'user.name'],
      ['GIT_CONFIG_KEY_1', 'safe.directory'],
    ],
  ],
  ['a count that is none', '{GIT_CONFIG_COUNT: many}', new Map(), [['GIT_CONFIG_COUNT', '1']]],
  ['a count below zero', '{GIT_CONFIG_COUNT: -1}', new Map(), [['GIT_CONFIG_COUNT', '1']]],
  ['a count taken away', '{GIT_CONFIG_COUNT: null}', new Map([['GIT_CONFIG_COUNT', 3]]), [['GIT_CONFIG_COUNT', '1']]],
];
for (const [name, env, variables, expected] of git) {
  s(`lets git work in /source behind ${name}`, async () => {
    for (const environment of await environments(env, { variables })) {
      for (const [key, value] of expected) assert.is(environment.get(key), value, key);
    }
  });
}

const sockets: readonly [string, string, Circumstances][] = [
  ['the step wants none', 'steps: {one: {run: {image: "a:1", docker-socket: false}}}', {}],
  ['the global file wants none', 'steps: {one: {run: {image: "a:1"}}}', { global: { 'docker-socket': false } }],
  ['no socket is known', 'steps: {one: {run: {image: "a:1"}}}', { engine: { socket: null } }],
];
for (const [name, text, given] of sockets) {
  s(`has no DOCKER_HOST, and the container no socket, where ${name}`, async () => {
    const { environment, mounts } = operationOf(await planOf(text, given), 'createContainer', 'one/create');
    assert.is(environment.has('DOCKER_HOST'), false);
    assert.not(mounts.some(({ target }) => target === '/dockerdaemon/docker.sock'));
  });
}

s.run();
