import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dialByDocker } from '../../src/engine-api/dial.ts';
import { openEngineApi } from '../../src/engine-api/engine-api.ts';
import { chooseDial } from '../../src/facts/dial.ts';
import { gatherEngine } from '../../src/facts/engine.ts';
import type { EngineFacts } from '../../src/facts/facts.ts';
import type { RunCommand } from '../../src/process/command.ts';
import { createProcessRunner } from '../../src/process/run.ts';
import { factsOf, gather, info, type InfoFields, type World } from './engine-world.ts';

const BUILDX = '/usr/libexec/docker/cli-plugins/docker-buildx';
const ID = 'f00d'.repeat(16);
const OUTER_ID = 'beef'.repeat(16);

const local = suite('facts/engine: a local engine');

local('is one docker call', async () => {
  const { result, asked } = await gather({ files: { [BUILDX]: '' } });
  assert.equal(result, {
    ok: true,
    value: {
      view: { kind: 'same' },
      ownContainer: null,
      canOverlayVolumes: true,
      volumesDirectory: '/var/lib/docker/volumes',
      socket: '/var/run/docker.sock',
      connection: { kind: 'socket', path: '/var/run/docker.sock' },
      platform: 'linux/amd64',
      hasBuildKit: true,
      canAliasImages: false,
      canExportCache: true,
    },
  });
  assert.is(asked.length, 1);
});

const CREATE_HELP = 'docker buildx imagetools create --help';
const aliasRows: readonly (readonly [string, string, boolean])[] = [
  ['buildx 0.16', 'Options:\n      --prefer-index             When only a single source\n', true],
  ['buildx 0.13', 'Options:\n      --dry-run                  Show final image\n', false],
];
for (const [title, stdout, expected] of aliasRows) {
  local(`${expected ? 'can' : 'cannot'} alias images in a registry: ${title}`, async () => {
    const answers = { [CREATE_HELP]: { stdout } };
    const { result, asked } = await gather({ files: { [BUILDX]: '' }, answers, isPush: true });
    assert.is(result.ok && result.value.canAliasImages, expected);
    assert.ok(asked.includes(CREATE_HELP));
  });
}

local('is not asked about aliases where there is no buildx', async () => {
  const { result, asked } = await gather({ isPush: true });
  assert.is(result.ok && result.value.canAliasImages, false);
  assert.not.ok(asked.includes(CREATE_HELP));
});

const overlayRows: readonly (readonly [string, InfoFields, boolean])[] = [
  ['overlay2', {}, true],
  ['the containerd store', { driver: 'overlayfs' }, true],
  ['no security options', { options: null }, true],
  ['vfs', { driver: 'vfs' }, false],
  ['fuse-overlayfs', { driver: 'fuse-overlayfs' }, false],
  ['rootless', { options: ['name=seccomp,profile=builtin', 'name=rootless'] }, false],
  ['SELinux', { options: ['name=selinux'] }, false],
  ['user namespaces', { options: ['name=userns'] }, false],
  ['Windows', { system: 'windows' }, false],
];
for (const [title, fields, expected] of overlayRows) {
  local(`${expected ? 'can' : 'cannot'} overlay volumes: ${title}`, async () => {
    assert.is((await factsOf({ info: info(fields) })).canOverlayVolumes, expected);
  });
}

const buildKitRows: readonly (readonly [string, World, boolean])[] = [
  ['no plug-in', {}, false],
  ['the plug-in of the user', { files: { '/home/me/.docker/cli-plugins/docker-buildx': '' } }, true],
  ['DOCKER_CONFIG', { environment: { DOCKER_CONFIG: '/c' }, files: { '/c/cli-plugins/docker-buildx': '' } }, true],
  [
    'an extra folder',
    { files: { '/home/me/.docker/config.json': '{"cliPluginsExtraDirs":["/opt/p"]}', '/opt/p/docker-buildx': '' } },
    true,
  ],
  ['an engine of 18.06', { info: info({ version: '18.06.3-ce' }), files: { [BUILDX]: '' } }, false],
  ['an engine of 18.09', { info: info({ version: '18.09.0' }), files: { [BUILDX]: '' } }, true],
  ['an engine without a readable version', { info: info({ version: 'dev' }), files: { [BUILDX]: '' } }, false],
];
for (const [title, world, expected] of buildKitRows) {
  local(`${expected ? 'has' : 'has no'} BuildKit: ${title}`, async () => {
    assert.is((await factsOf(world)).hasBuildKit, expected);
  });
}
local.run();

const address = suite('facts/engine: its address');

const CONTEXT_INSPECT = 'docker context inspect --format {{json .Endpoints.docker.Host}} remote';
const addressRows: readonly (readonly [string, World, Pick<EngineFacts, 'view' | 'connection' | 'socket'>])[] = [
  [
    'another socket',
    { environment: { DOCKER_HOST: 'unix:///run/user/7/docker.sock', DOCKER_CONTEXT: 'remote' } },
    {
      view: { kind: 'same' },
      connection: { kind: 'socket', path: '/run/user/7/docker.sock' },
      socket: '/run/user/7/docker.sock',
    },
  ],
  [
    'tcp',
    { environment: { DOCKER_HOST: 'tcp://build:2376' }, files: { '/var/run/docker.sock': '' } },
    { view: { kind: 'apart' }, connection: { kind: 'dial' }, socket: null },
  ],
  [
    'a tcp port of this machine',
    {
      environment: { DOCKER_HOST: 'tcp://localhost:2375' },
      files: { '/var/lib/docker/engine-id': 'engine id\n', '/var/run/docker.sock': '' },
    },
    { view: { kind: 'same' }, connection: { kind: 'dial' }, socket: '/var/run/docker.sock' },
  ],
  [
    'a tcp port of this machine that leads elsewhere',
    { environment: { DOCKER_HOST: 'tcp://localhost:2375' }, files: { '/var/lib/docker/engine-id': 'other id' } },
    { view: { kind: 'apart' }, connection: { kind: 'dial' }, socket: null },
  ],
  [
    'DOCKER_CONTEXT',
    { environment: { DOCKER_CONTEXT: 'remote' }, answers: { [CONTEXT_INSPECT]: { stdout: '"ssh://build"\n' } } },
    { view: { kind: 'apart' }, connection: { kind: 'dial' }, socket: null },
  ],
  [
    'the current context',
    {
      files: { '/home/me/.docker/config.json': '{"currentContext":"remote"}' },
      answers: { [CONTEXT_INSPECT]: { stdout: '"unix:///desk.sock"\n' } },
    },
    { view: { kind: 'same' }, connection: { kind: 'socket', path: '/desk.sock' }, socket: '/desk.sock' },
  ],
  [
    'the default context',
    { environment: { DOCKER_CONTEXT: 'default' }, files: { '/home/me/.docker/config.json': 'no JSON' } },
    {
      view: { kind: 'same' },
      connection: { kind: 'socket', path: '/var/run/docker.sock' },
      socket: '/var/run/docker.sock',
    },
  ],
];
for (const [title, world, expected] of addressRows) {
  address(`is found: ${title}`, async () => {
    const { view, connection, socket } = await factsOf(world);
    assert.equal({ view, connection, socket }, expected);
  });
}
address.run();

const container = suite('facts/engine: seen from a container');

const INSPECT = 'docker container inspect';
const MOUNT_INFO = [
  '1 0 0:40 / / rw - overlay overlay rw',
  '2 1 0:41 / /proc rw - proc proc rw',
  '3 1 8:1 /home/ci /builds rw - ext4 /dev/sda1 rw',
  '4 3 0:42 / /builds/t\\040mp rw - tmpfs tmpfs rw',
  `5 1 8:1 /var/lib/docker/containers/${ID}/hosts /etc/hosts rw - ext4 /dev/sda1 rw`,
].join('\n');
const mounts = [
  { Type: 'bind', Source: '/home/ci', Destination: '/builds' },
  { Type: 'bind', Source: '/run/docker.sock', Destination: '/var/run/docker.sock' },
];

container('maps our paths by the mounts of our container', async () => {
  const facts = await factsOf({
    files: { '/proc/self/mountinfo': MOUNT_INFO, '/proc/self/cgroup': '0::/\n' },
    links: { '/var/run/docker.sock': '/run/docker.sock' },
    answers: {
      [`${INSPECT} --format [{{json .Id}},{{json .Mounts}}] ${ID}`]: { stdout: `${JSON.stringify([ID, mounts])}\n` },
    },
  });
  assert.equal(facts.view, {
    kind: 'mapped',
    mounts: [
      { inside: '/builds', outside: '/home/ci' },
      { inside: '/run/docker.sock', outside: '/run/docker.sock' },
      { inside: '/builds/t mp', outside: '' },
    ],
  });
  assert.is(facts.socket, '/run/docker.sock');
});

container('takes the innermost id of the control groups that the engine knows', async () => {
  const { result, asked } = await gather({
    files: { '/proc/self/cgroup': `12:cpu:/docker/${OUTER_ID}/docker/${ID}\n`, '/.dockerenv': '' },
    hostname: ID.slice(0, 12),
    answers: { [INSPECT]: { exitCode: 1, stdout: `${JSON.stringify([ID, []])}\n`, stderr: 'No such container' } },
  });
  assert.ok(result.ok && result.value.view.kind === 'mapped');
  assert.ok(
    asked.some((line) => line.endsWith(` ${ID} ${ID.slice(0, 12)}`)),
    asked.join('\n'),
  );
});

const strangers: readonly (readonly [string, World, 'same' | 'apart'])[] = [
  ['an engine of a neighbour', { files: { '/.dockerenv': '' }, hostname: 'pod' }, 'apart'],
  [
    'an engine in a neighbour of the same host name',
    { files: { '/run/.containerenv': '', '/proc/1/comm': 'sh\n' } },
    'apart',
  ],
  [
    'an engine in our own container, as root',
    { files: { '/.dockerenv': '', '/var/lib/docker/engine-id': 'engine id' } },
    'same',
  ],
  [
    'an engine in our own container, as its user',
    { files: { '/.dockerenv': '', '/proc/70/comm': 'dockerd\n' } },
    'same',
  ],
];
for (const [title, world, expected] of strangers) {
  container(`${title} is ${expected}`, async () => {
    const { result, asked } = await gather(world);
    assert.ok(result.ok);
    assert.is(result.value.view.kind, expected);
    assert.is(asked.length, 1);
  });
}

container('is apart when the engine does not know our container', async () => {
  const facts = await factsOf({
    files: { '/proc/self/mountinfo': MOUNT_INFO },
    answers: { [INSPECT]: { exitCode: 1, stderr: 'Error: No such container' } },
  });
  assert.equal(facts.view, { kind: 'apart' });
  assert.is(facts.socket, null);
});
container.run();

const real = suite('facts/engine: the engine of this machine');

const { run } = createProcessRunner({ started: () => {}, ended: () => {} });

real('answers', async () => {
  const api = openEngineApi(dialByDocker(run), 10_000);
  const result = await gatherEngine({ api, run, environment: {} });
  await api.end();
  assert.ok(result.ok);
  assert.match(result.value.volumesDirectory, /^\/.+\/volumes$/);
});

real('is missing at an address where none listens', async () => {
  const withHost: RunCommand = (command, options) =>
    run({ ...command, env: { ...command.env, DOCKER_HOST: 'unix:///does/not exist.sock' } }, options);
  const environment = { DOCKER_HOST: 'unix:///does/not exist.sock' };
  const result = await gatherEngine({
    api: openEngineApi(chooseDial(withHost, environment), 10_000),
    run: withHost,
    environment,
  });
  assert.not(result.ok);
  if (!result.ok) {
    assert.is(result.failure.summary, 'No docker engine answers at "unix:///does/not exist.sock" (from DOCKER_HOST)');
  }
});
real.run();
