import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  givenImages,
  inFolder,
  parseImageId,
  parsePullProgress,
  toBuildImageCommand,
  toCommitCommand,
  toInspectImageCommand,
  toPullCommand,
  toTagCommand,
} from '../../src/docker/image.ts';
import { build, common } from './operations.ts';

const s = suite('docker commands for images');

s('a pull names the platform where one is asked for', () => {
  assert.equal(toPullCommand({ image: 'a:1' }).argv, ['docker', 'pull', 'a:1']);
  const { argv } = toPullCommand({ image: 'a:1', platform: 'linux/arm64' });
  assert.equal(argv, ['docker', 'pull', '--platform', 'linux/arm64', 'a:1']);
});

const LINES = [
  ['latest: Pulling from library/busybox', null],
  ['97024d8d6d0c: Pulling fs layer', { layer: '97024d8d6d0c', isDone: false }],
  ['97024d8d6d0c: Download complete ', { layer: '97024d8d6d0c', isDone: false }],
  ['97024d8d6d0c: Pull complete\r', { layer: '97024d8d6d0c', isDone: true }],
  ['97024d8d6d0c: Already exists', { layer: '97024d8d6d0c', isDone: true }],
  ['Digest: sha256:97024d8d6d0c', null],
  ['', null],
] as const;

for (const [line, progress] of LINES) {
  s(`"${line.trim()}" of a pull`, () => assert.equal(parsePullProgress(line), progress));
}

const BUILDX = ['docker', 'buildx', 'build', '--load', '--provenance=false', '--progress', 'plain', '--tag', 'made'];
const LEGACY = ['docker', 'build', '--force-rm', '--tag', 'made'];
const TEXT = { dockerfile: { text: 'FROM x' } };
const BUILDS = [
  ['a Dockerfile and a context', {}, { argv: [...BUILDX, '--file', '/c/Dockerfile', '/c'] }],
  ['a text and a context', TEXT, { argv: [...BUILDX, '--file', '-', '/c'], environmentText: 'FROM x' }],
  ['a text alone', { ...TEXT, context: null }, { argv: [...BUILDX, '-'], environmentText: 'FROM x' }],
  [
    'nothing that uses the image',
    { ...TEXT, context: null, isLoaded: false },
    {
      argv: [
        'docker',
        'buildx',
        'build',
        '--output',
        'type=cacheonly',
        '--provenance=false',
        '--progress',
        'plain',
        '-',
      ],
      environmentText: 'FROM x',
    },
  ],
  ['a Dockerfile alone', { context: null }, { argv: [...BUILDX, '-'], inputFile: '/c/Dockerfile' }],
  [
    'everything',
    { target: 't', platform: 'linux/arm64', isPulled: true, isUncached: true },
    {
      argv: [
        ...[...BUILDX, '--target', 't', '--platform', 'linux/arm64', '--pull', '--no-cache'],
        ...['--file', '/c/Dockerfile', '/c'],
      ],
    },
  ],
  [
    'secrets and caches',
    { secrets: ['id=a,env=A'], cacheFrom: ['x:1', 'type=gha'], cacheTo: ['type=inline'] },
    {
      argv: [
        ...[...BUILDX, '--secret', 'id=a,env=A', '--cache-from', 'x:1', '--cache-from', 'type=gha'],
        ...['--cache-to', 'type=inline', '--file', '/c/Dockerfile', '/c'],
      ],
    },
  ],
  [
    'images that stand for names of the Dockerfile',
    { images: new Map([['r:v', 'own']]) },
    { argv: [...BUILDX, '--build-context', 'r:v=docker-image://own', '--file', '/c/Dockerfile', '/c'] },
  ],
  [
    'the Dockerfile of a folder',
    inFolder(build({ dockerfile: { isInContext: true } }), '/laid'),
    { argv: [...BUILDX, '--file', '/laid/Dockerfile', '/laid'] },
  ],
  [
    'the legacy builder',
    { builder: 'legacy' },
    { argv: [...LEGACY, '--file', '/c/Dockerfile', '/c'], processEnvironment: { DOCKER_BUILDKIT: '0' } },
  ],
  [
    'arguments, whose values are not in argv unless docker would read them itself',
    {
      buildArguments: new Map([...[['A', 'b'] as const], ...[['DOCKER_REGISTRY', 'r'] as const], ['HTTP_PROXY', 'p']]),
    },
    {
      argv: [
        ...[...BUILDX, '--build-arg', 'A', '--build-arg', 'DOCKER_REGISTRY', '--build-arg', 'HTTP_PROXY=p'],
        ...['--file', '/c/Dockerfile', '/c'],
      ],
      processEnvironment: { A: 'b', DOCKER_REGISTRY: 'r' },
    },
  ],
] as const;

for (const [what, given, command] of BUILDS) {
  s(`a build with ${what}`, () => assert.equal(toBuildImageCommand(build(given)), command));
}

const APART = {
  isApart: true,
  images: new Map([
    ['r:v', 'own'],
    ['r', 'own'],
  ]),
  localImages: [{ name: 'x', platform: 'linux/amd64' }],
};

s('a build names the places of the images that its builder is given, and leaves the others to it', () => {
  const addressOf = (image: string) => (image === 'own' ? 'oci-layout://own@sha256:1' : undefined);
  const { argv } = toBuildImageCommand(build(APART), addressOf);
  assert.equal(argv.slice(BUILDX.length, -3), [
    ...['--build-context', 'r:v=oci-layout://own@sha256:1', '--build-context', 'r=oci-layout://own@sha256:1'],
    ...['--build-context', 'x=docker-image://x'],
  ]);
});

s('a builder is given each image once, and none where it sees those of the engine', () => {
  assert.equal(givenImages(build(APART)), ['own', 'x']);
  assert.equal(givenImages(build({ ...APART, isApart: false })), []);
});

const commit = {
  ...common('a/commit'),
  kind: 'commitContainer',
  variables: [],
  container: 'one',
  baseImage: 'b',
  image: 'i',
} as const;
const LABELS = 'LABEL buildrunner.build="" buildrunner.owner="" buildrunner.step="" buildrunner.role=""';

s('a commit gives back what the base image runs', () => {
  const base = {
    Id: 'sha256:1',
    Config: { Cmd: ['sh', '-c', 'a "b"'], Entrypoint: ['/e'], WorkingDir: '/w', User: 'u' },
  };
  const changes = ['ENTRYPOINT ["/e"]', 'CMD ["sh","-c","a \\"b\\""]', 'WORKDIR /w', 'USER u', LABELS];
  const flags = changes.flatMap((change) => ['--change', change]);
  assert.equal(toCommitCommand(commit, JSON.stringify(base)).argv, ['docker', 'commit', ...flags, 'one', 'i']);
});

s('a commit on a base image that says nothing', () => {
  const flags = ['--change', 'WORKDIR /', '--change', LABELS];
  const { argv } = toCommitCommand(commit, '{"Config":{"Cmd":null,"WorkingDir":""}}');
  assert.equal(argv, ['docker', 'commit', ...flags, 'one', 'i']);
});

s('an image that is itself a commit of another build stays as it is', () => {
  const base = { Config: { Labels: { 'buildrunner.build': 'x"$y' } } };
  const { argv } = toCommitCommand(commit, JSON.stringify(base));
  assert.ok(argv.some((word) => word.startsWith('LABEL buildrunner.build="x\\"\\$y" ')));
});

s('the id of an image', () => {
  assert.equal(toInspectImageCommand('i').argv, ['docker', 'image', 'inspect', '--format', '{{json .}}', 'i']);
  assert.is(parseImageId('{"Id":"sha256:12"}\n'), 'sha256:12');
  assert.throws(() => parseImageId('{}'), /no image id/);
});

s('a tag', () => {
  assert.equal(toTagCommand({ image: 'i', reference: 'r:1' }).argv, ['docker', 'tag', 'i', 'r:1']);
});

s.run();
