import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatFailure } from '../../src/failure.ts';
import { dialled, gather, info, type World } from './engine-world.ts';

const failures = suite('facts/engine-info: no answer');

const failureRows: readonly (readonly [string, World, readonly string[]])[] = [
  [
    'no engine',
    {
      info: {
        exitCode: 1,
        stdout: '""\n',
        stderr: 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n',
      },
    },
    [
      'No docker engine answers at "unix:///var/run/docker.sock"',
      '  Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?',
      'Start it ("sudo systemctl start docker"), or set DOCKER_HOST to the address of one that runs.',
    ],
  ],
  [
    'no engine at DOCKER_HOST',
    {
      environment: { DOCKER_HOST: 'tcp://build:2375' },
      info: { exitCode: 1, stderr: 'error during connect: no such host\n\n' },
    },
    [
      'No docker engine answers at "tcp://build:2375" (from DOCKER_HOST)',
      '  error during connect: no such host',
      'Start it, or correct DOCKER_HOST.',
    ],
  ],
  [
    'a context that is missing',
    {
      environment: { DOCKER_CONTEXT: 'remote' },
      info: {
        exitCode: 1,
        stderr:
          'Failed to initialize: unable to resolve docker endpoint: context "remote": context not found: open /m.json\n',
      },
      answers: { 'docker context inspect': { exitCode: 1 } },
    },
    [
      'The docker context "remote" does not exist',
      '  Failed to initialize: unable to resolve docker endpoint: context "remote": context not found: open /m.json',
      'Choose one that "docker context ls" lists.',
    ],
  ],
  [
    'no docker CLI',
    { info: { ending: 'missing', exitCode: null } },
    ['"docker" is not on PATH, and nothing can be built without it', 'Install the docker CLI.'],
  ],
  [
    'silence',
    { environment: { DOCKER_HOST: 'tcp://10.0.0.1:2375' }, info: { ending: 'timed out', exitCode: null } },
    [
      'The docker engine at "tcp://10.0.0.1:2375" (from DOCKER_HOST) did not answer within 30 seconds',
      'Start it, or correct DOCKER_HOST.',
    ],
  ],
];
for (const [title, world, expected] of failureRows) {
  failures(`tells of ${title}`, async () => {
    const { result } = await gather(world);
    assert.not(result.ok);
    if (result.ok) return;
    assert.is(result.failure.kind, 'engine');
    assert.equal(formatFailure(result.failure), expected);
  });
}

failures('tells who may not use the socket how to', async () => {
  const { result } = await gather({ info: { exitCode: 1, stderr: 'permission denied while trying to connect\n' } });
  assert.not(result.ok);
  if (result.ok) return;
  const [summary, details, next] = formatFailure(result.failure);
  assert.is(summary, 'The docker engine at "unix:///var/run/docker.sock" refuses this user');
  assert.is(details, '  permission denied while trying to connect');
  assert.match(
    next ?? '',
    /^Add the user to the group of that socket \("sudo usermod -aG docker .+"\) and log in again/,
  );
});
failures.run();

const ways = suite('facts/engine-info: ways to ask');

ways('the connection of the docker CLI is asked, and that alone', async () => {
  const { result, asked } = await gather({});
  assert.ok(result.ok);
  assert.equal(asked, ['docker system dial-stdio']);
});

for (const [title, answer] of [
  ['refuses to dial', { exitCode: 1, stderr: 'unknown command\n' }],
  ['is answered in HTTP that is no success', { stdout: 'HTTP/1.0 403 Forbidden\r\n\r\n{"ServerVersion":"1"}' }],
  ['is answered without what is needed', dialled({ stdout: 'null\n' })],
] as const) {
  ways(`a docker CLI that ${title} is asked for its info`, async () => {
    const answers = { 'docker system dial-stdio': answer, 'docker info': info() };
    const { result, asked } = await gather({ answers });
    assert.ok(result.ok);
    assert.equal(
      asked.map((line) => line.slice(0, 11)),
      ['docker syst', 'docker info'],
    );
  });
}

ways.run();
