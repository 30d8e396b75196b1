import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatFailure } from '../../src/failure.ts';
import { ofKind, planFailure, planOf, type Circumstances } from './input.ts';

const s = suite('images for several platforms');

const BOTH = 'build: {dockerfile: "FROM x", platforms: [linux/arm64, linux/amd64]}';

/** What is built, as `<id> for <platform> by <builder>`. */
async function buildsOf(text: string, given: Circumstances = {}): Promise<string[]> {
  const plan = await planOf(text, given);
  return ofKind(plan, 'buildImage').map(
    ({ id, platform, builderName }) => `${id} for ${platform ?? 'any'} by ${builderName ?? 'the current one'}`,
  );
}

const rows: readonly (readonly [string, string, readonly string[], Circumstances?])[] = [
  ['are built one for each', BOTH, ['arm64 for linux/arm64', 'amd64 for linux/amd64']],
  [
    'of which two are the same are built once',
    'build: {dockerfile: "FROM x", platforms: [linux/arm64, linux/amd64, linux/arm64/v8]}',
    ['arm64 for linux/arm64', 'amd64 for linux/amd64'],
  ],
  ['with --platform', BOTH, ['s390x for linux/s390x'], { flags: { platform: 'linux/s390x' } }],
  ['with --disable-multi-platform', BOTH, ['amd64 for linux/amd64'], { flags: { isDisableMultiPlatform: true } }],
  [
    'with disable-multi-platform, on another engine',
    BOTH,
    ['arm64 for linux/arm64'],
    { global: { 'disable-multi-platform': true }, engine: { platform: 'linux/riscv64' } },
  ],
];
for (const [name, task, expected, given] of rows) {
  s(name, async () => {
    const found = await buildsOf(`steps: {one: {${task}}}`, given);
    assert.equal(
      found,
      expected.map((one) => `one/build-image linux/${one} by the current one`),
    );
  });
}

s('no platforms are as none', async () => {
  const found = await buildsOf('steps: {one: {build: {dockerfile: "FROM x", platforms: []}}}');
  assert.equal(found, ['one/build-image for any by the current one']);
});

s('go to the builders that the global file names, always the same one of several in a build', async () => {
  const builders = ['a', 'b', 'c'];
  const global = {
    'platform-builders': new Map([
      ['linux/arm64/v8', builders],
      ['linux/amd64', ['d']],
    ]),
  };
  const found = await buildsOf(`steps: {one: {${BOTH}}, two: {${BOTH}}}`, { global });
  const [arm, amd, armAgain, amdAgain] = found.map((one) => one.replace(/^.* by /, ''));
  assert.ok(builders.includes(arm ?? ''));
  assert.equal([armAgain, amd, amdAgain], [arm, 'd', 'd']);
  const single = 'steps: {one: {build: {dockerfile: "FROM x"}}}';
  assert.match((await buildsOf(`use-legacy-builder: false\n${single}`, { global })).join(), / by d$/);
  assert.match((await buildsOf(single, { global })).join(), / by the current one$/);
});

s('take the caches of the builders that the global file lists', async () => {
  const global = {
    'platform-builders': new Map([['linux/arm64', ['far']]]),
    'docker-build-cache': { builders: ['far'], from: 'type=gha' },
  };
  const plan = await planOf(`steps: {one: {${BOTH}}}`, { global });
  assert.equal(
    ofKind(plan, 'buildImage').map(({ cacheFrom }) => cacheFrom),
    [['type=gha'], []],
  );
});

const only = (repository: string, tag: string) => `{repository: ${repository}, tags: [${tag}], add_build_tag: false}`;

s('have an entry of their own also where two steps push them to one repository', async () => {
  const plan = await planOf(
    `steps: {one: {${BOTH}, push: ${only('R', 'a')}}, two: {${BOTH}, push: ${only('r', 'b')}}, three: {${BOTH}, push: q}}`,
  );
  const listings = ofKind(plan, 'tagImage').flatMap(({ step, listing }) =>
    listing === null ? [] : [`${step} ${listing.repository} ${listing.isMain ? 'main' : 'other'}`],
  );
  assert.equal(listings, ['one r other', 'two r main', 'three q main']);
});

const problems: readonly (readonly [string, string, readonly string[], Circumstances?])[] = [
  [
    'a platform to run that is not among them',
    `steps: {one: {${BOTH}, commit: "r:v1"}, two: {run: {image: "r:v1", platform: linux/s390x, cmd: x}}}`,
    [
      '"r:v1" is wanted for linux/s390x, and step "one" makes it for linux/arm64 and linux/amd64 only',
      'Add the platform to "platforms" of step "one".',
    ],
  ],
  [
    'a platform to build on that is not among them',
    `steps: {one: {${BOTH}, commit: "r:v1"}, two: {build: {dockerfile: "FROM r:v1", platforms: [linux/386]}}}`,
    [
      '"r:v1" is wanted for linux/386, and step "one" makes it for linux/arm64 and linux/amd64 only',
      'Add the platform to "platforms" of step "one".',
    ],
  ],
  [
    'the legacy builder, which finds only one of them',
    `use-legacy-builder: true\nsteps: {one: {${BOTH}, commit: "r:v1"}, two: {build: {dockerfile: "FROM r:v1", platform: linux/arm64}}}`,
    [
      '"r:v1" is wanted for linux/arm64, and the legacy builder finds only that for this engine',
      'Do without "use-legacy-builder: true".',
    ],
  ],
  [
    'a Dockerfile that wants two of them under one name',
    `steps: {one: {${BOTH}, commit: "r:v1"}, two: {build: {dockerfile: "FROM --platform=$BUILDPLATFORM r:v1 AS x\\nFROM r:v1\\nCOPY --from=x / /", platforms: [linux/arm64]}}}`,
    [
      '"r:v1" is wanted for two platforms by one Dockerfile, and it can be only one of them at a time',
      'Build what is the same for all platforms in a step of its own.',
    ],
  ],
  [
    'an engine without BuildKit',
    `steps: {one: {build: {dockerfile: "FROM x", platforms: [linux/arm64]}}}`,
    [
      '"steps.one.build.platforms" needs BuildKit, and this engine is used without it',
      'Install the buildx plug-in of the docker command line client.',
    ],
    { engine: { hasBuildKit: false } },
  ],
];
for (const [name, text, expected, given] of problems) {
  s(`locates ${name}`, async () => {
    const lines = formatFailure(await planFailure(text, given));
    assert.match(lines[1] ?? '', /^ {2}buildrunner\.yaml:\d+:\d+ /);
    assert.equal([lines[1]?.replace(/^\S* *\S+ /, ''), lines.at(-1)?.trim()], expected);
  });
}

s("a stage for the builder's own platform gets the image for that", async () => {
  const dockerfile = 'FROM --platform=$BUILDPLATFORM r:v1 AS x\\nFROM other\\nCOPY --from=x / /';
  const plan = await planOf(
    `steps: {one: {${BOTH}, commit: "r:v1"}, two: {build: {dockerfile: "${dockerfile}", platforms: [linux/arm64]}}}`,
  );
  const built = ofKind(plan, 'buildImage').find(({ step }) => step === 'two');
  assert.match(built?.images.get('r:v1') ?? '', /one-build-image-linux-amd64/);
});

s('the same platform in another spelling is the same', async () => {
  const made = 'build: {dockerfile: "FROM x", platforms: [linux/arm64/v8, linux/amd64]}, commit: "r:v1"';
  const plan = await planOf(`steps: {one: {${made}}, two: {run: {image: "r:v1", platform: linux/arm64, cmd: x}}}`);
  const [source, step] = ofKind(plan, 'createContainer');
  assert.match(step?.image ?? source?.image ?? '', /one-build-image-linux-arm64-v8/);
});

s.run();
