import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Builder, Builders } from '../../src/facts/facts.ts';
import { formatFailure } from '../../src/failure.ts';
import { namedBuilders } from '../../src/plan/builder.ts';
import { operationOf, planFailure, planInput, planOf, type Circumstances } from './input.ts';

const s = suite('builders of images');

const ENGINE: Builder = { name: 'default', kind: 'engine' };

function builders(kind: Builder['kind'], name = 'far'): Builders {
  return { current: ENGINE, named: new Map([[name, { name, kind }]]) };
}

const GLOBAL = { 'platform-builders': new Map([['linux/arm64', ['far']]]) };
const APART: Circumstances = { global: GLOBAL, builders: builders('apart') };
const CURRENT: Circumstances = { builders: { current: { name: 'far', kind: 'apart' }, named: new Map() } };

const MADE = 'made: {build: {dockerfile: FROM x}, commit: {repository: r, tags: [v], add_build_tag: false}}';
const own = (step: string, part = 'build-image') => `buildrunner.local/buildrunner-0/${step}-${part}:owner.1`;

const given: readonly (readonly [string, string, Record<string, unknown>, Circumstances?])[] = [
  [
    'an image of an earlier step',
    'dockerfile: "FROM r:v"',
    { images: new Map([['r:v', own('made')]]), isPulled: true },
  ],
  ['nothing that a registry has', 'dockerfile: "FROM x"', { images: new Map(), localImages: [], isPulled: true }],
  [
    'what the engine has, with "pull: false"',
    'dockerfile: "FROM x AS a\\nFROM r:v\\nCOPY --from=a / /\\nCOPY --from=z / /", pull: false',
    {
      images: new Map([['r:v', own('made')]]),
      localImages: [
        { name: 'x', platform: 'linux/amd64' },
        { name: 'z', platform: 'linux/amd64' },
      ],
    },
  ],
  [
    'what the engine has for the platform, with --local-images',
    'dockerfile: "FROM x\\nCOPY --from=y / /", platform: linux/aarch64',
    {
      localImages: [
        { name: 'x', platform: 'linux/arm64' },
        { name: 'y', platform: 'linux/arm64' },
      ],
    },
    { flags: { isLocalImages: true } },
  ],
  [
    'none that is wanted for two platforms',
    'dockerfile: "FROM --platform=linux/arm64 x AS a\\nFROM --platform=linux/amd64 x\\nCOPY --from=a / /", pull: false',
    { localImages: [] },
  ],
  [
    'all that is named, where the Dockerfile is not known yet',
    'inject: {any.df: Dockerfile}',
    { images: new Map([['r:v', own('made')]]) },
  ],
];
for (const [what, build, expected, more] of given) {
  s(`one that does not see the engine's images is given ${what}`, async () => {
    const plan = await planOf(`steps: {${MADE}, one: {build: {${build}}}}`, { ...CURRENT, ...more });
    const built: Record<string, unknown> = { ...operationOf(plan, 'buildImage', 'one/build-image') };
    assert.is(built['isApart'], true);
    for (const [key, value] of Object.entries(expected)) assert.equal(built[key], value, key);
  });
}

s('one that does not see them is given the container that "post-build" goes on from', async () => {
  const text = 'steps: {one: {run: {image: x, cmd: a, post-build: {dockerfile: "COPY --from=y / /"}}, commit: r}}';
  const { images, localImages } = operationOf(await planOf(text, CURRENT), 'buildImage', 'one/post-build');
  assert.equal([...images.keys()], [...images.values()]);
  assert.is(images.size, 1);
  assert.equal(localImages, [{ name: 'y', platform: 'linux/amd64' }]);
});

s('is asked to have an image for its platform alone, and the engine for the other', async () => {
  const platforms = 'platforms: [linux/amd64, linux/arm64]';
  const text = `steps: {m: {build: {dockerfile: FROM x, ${platforms}}, commit: r}, n: {build: {dockerfile: FROM r:main-3.i0a1b2c.m0-42, ${platforms}}}}`;
  const plan = await planOf(text, APART);
  const [amd, arm] = ['amd64', 'arm64'].map((name) => operationOf(plan, 'buildImage', `n/build-image linux/${name}`));
  assert.equal([amd?.isApart, arm?.isApart], [false, true]);
  assert.equal([amd?.builderName, arm?.builderName], [null, 'far']);
  assert.is(arm?.images.size, 1);
});

const TEXT = 'steps: {one: {build: {dockerfile: FROM x, platforms: [linux/arm64]}}}';
const refused: readonly (readonly [string, Circumstances, readonly string[]])[] = [
  [
    'that is not there',
    { global: GLOBAL, builders: builders('missing') },
    [
      'Builder "far" of "platform-builders" for linux/arm64 is not there',
      'Make it with "docker buildx create --name far", or name one that "docker buildx ls" lists.',
    ],
  ],
  [
    'of another engine',
    { global: GLOBAL, builders: builders('elsewhere') },
    [
      'Builder "far" of "platform-builders" for linux/arm64 is that of another engine, which would keep the image',
      'Make one that gives its images away with "docker buildx create --driver docker-container far", or name one that "docker buildx ls" lists.',
    ],
  ],
  [
    'that docker was told to use and is not there',
    { builders: { current: { name: 'far', kind: 'missing' }, named: new Map() } },
    [
      'Docker\'s builder "far" is not there',
      'Make it with "docker buildx create --name far", or choose another (BUILDX_BUILDER, "docker buildx use").',
    ],
  ],
];
for (const [what, circumstances, [message = '', next = '']] of refused) {
  s(`refuses a builder ${what}`, async () => {
    assert.equal(formatFailure(await planFailure(TEXT, circumstances)), [
      'The configuration has 1 problem',
      `  buildrunner.yaml:1:22 ${message}`,
      `    ${TEXT}`,
      `    ${' '.repeat(21)}^`,
      `    ${next}`,
    ]);
  });
}

s('builds with the legacy builder whatever docker was told to use', async () => {
  const text = 'use-legacy-builder: true\nsteps: {one: {build: {dockerfile: FROM x}}}';
  const missing = { builders: { current: { name: 'far', kind: 'missing' }, named: new Map() } } as const;
  assert.is(operationOf(await planOf(text, missing), 'buildImage', 'one/build-image').isApart, false);
});

const named: readonly (readonly [string, string, Circumstances, readonly string[]])[] = [
  ['of the platforms of steps', 'platforms: [linux/aarch64]', {}, ['far']],
  ['of none that is not built for', 'platforms: [linux/386]', {}, []],
  ['of no build that buildx was not chosen for', 'platform: linux/arm64', {}, []],
  ['of --platform', 'platforms: [linux/386]', { flags: { platform: 'linux/arm64' } }, ['far']],
];
for (const [what, keys, circumstances, expected] of named) {
  s(`asks for the builders ${what}`, async () => {
    const text = `steps: {one: {build: {dockerfile: FROM x, ${keys}}}, two: {run: {image: a}}}`;
    assert.equal(namedBuilders(await planInput(text, { global: GLOBAL, ...circumstances }), 'linux/amd64'), expected);
  });
}

s("asks for the builders of the engine's platform where buildx is chosen", async () => {
  const text = 'use-legacy-builder: false\nsteps: {one: {build: {dockerfile: FROM x}}}';
  assert.equal(namedBuilders(await planInput(text, { global: GLOBAL }), 'linux/arm64'), ['far']);
});

s.run();
