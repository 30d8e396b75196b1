import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatFailure } from '../../src/failure.ts';
import type { PlanFlags } from '../../src/plan/input.ts';
import { ofKind, operationOf, planFailure, planOf, type Circumstances } from './input.ts';

const s = suite('images of steps');

const pulls: readonly [string, string, Partial<PlanFlags>, string][] = [
  ['as it is', 'image: "a:1"', {}, 'a:1 always'],
  ['in small letters', 'image: "Host/A:V1"', {}, 'host/a:v1 always'],
  ['that may be old', 'image: "a:1", pull: false', {}, 'a:1 missing'],
  ['with --local-images', 'image: "a:1"', { isLocalImages: true }, 'a:1 missing'],
  ['with --local-images, whatever "pull" says', 'image: "a:1", pull: true', { isLocalImages: true }, 'a:1 missing'],
  ['of a platform', 'image: "a:1", platform: linux/arm64', {}, 'a:1 always linux/arm64'],
  ['with --platform', 'image: "a:1", platform: linux/arm64', { platform: 'linux/amd64' }, 'a:1 always linux/amd64'],
];
for (const [name, keys, flags, expected] of pulls) {
  s(`pulls an image ${name}`, async () => {
    const plan = await planOf(`steps: {one: {run: {${keys}}}}`, { flags });
    const pulled = ofKind(plan, 'pullImage').map(({ image, policy, platform }) => [image, policy, platform].join(' '));
    assert.equal(
      pulled.map((line) => line.trim()),
      [expected],
    );
    assert.is(operationOf(plan, 'createContainer', 'one/create').image, expected.split(' ', 1)[0]);
  });
}

s('pulls an image once for all that want it alike', async () => {
  const plan = await planOf(`
steps:
  one: {run: {image: "a:1", cmd: x, services: {s: {image: "A:1"}}}}
  two: {run: {image: "a:1", cmd: x}}
  three: {run: {image: "a:1", cmd: x, pull: false}}
  four: {run: {image: "a:1", cmd: x, platform: p}}
`);
  assert.equal(
    ofKind(plan, 'pullImage').map(({ id }) => id),
    ['/pull a:1', '/pull a:1 missing', '/pull a:1 p'],
  );
});

const made: readonly [string, string, string, string][] = [
  ['name and tag', 'commit: {repository: r, tags: [v]}', 'r:v', 'one/commit r:v'],
  ['other letters', 'commit: {repository: R, tags: [V]}', 'r:V', 'one/commit r:v'],
  ['no tag', 'push: "r:latest"', 'r', 'one/push r:latest'],
  [
    'a registry with a port',
    'push: "h:5000/r"',
    'h:5000/r:main-3.i0a1b2c.m0-42',
    'one/push h:5000/r:main-3.i0a1b2c.m0-42',
  ],
];
for (const [name, task, image, tagging] of made) {
  s(`pulls no image that an earlier step has made, named by ${name}`, async () => {
    const plan = await planOf(`
steps:
  one: {run: {image: "a:1", cmd: x}, ${task}}
  two: {run: {image: "${image}", cmd: x, services: {s: {image: "${image}"}}}}
`);
    assert.equal(
      ofKind(plan, 'pullImage').map((one) => one.image),
      ['a:1'],
    );
    for (const id of ['two/create', 'two/create service s']) {
      assert.ok(operationOf(plan, 'createContainer', id).dependsOn.includes(tagging), id);
    }
  });
}

s('pulls an image that only a later step, or one that is not selected, makes', async () => {
  const text = `
steps:
  use: {run: {image: "r:v", cmd: x}}
  make: {run: {image: "a:1", cmd: x}, commit: "r:v"}
  again: {run: {image: "r:v", cmd: x}}
`;
  const pulled = async (given: Circumstances) => ofKind(await planOf(text, given), 'pullImage').map((one) => one.image);
  assert.equal(await pulled({}), ['r:v', 'a:1']);
  assert.equal(await pulled({ selectedSteps: ['again'] }), ['r:v']);
});

const PROJECT = ['d/', 'd/Dockerfile', 'other.df'];
const builds: readonly [string, string, Record<string, unknown>, Circumstances?][] = [
  [
    'a folder',
    '{build: d}',
    { context: '/home/me/project/d', dockerfile: { path: '/home/me/project/d/Dockerfile' }, isPulled: true },
  ],
  ['the same, written out', '{build: {path: d}}', { dockerfile: { path: '/home/me/project/d/Dockerfile' } }],
  [
    'a Dockerfile of the project',
    '{build: {path: d, dockerfile: other.df}}',
    { context: '/home/me/project/d', dockerfile: { path: '/home/me/project/other.df' } },
  ],
  ['text', '{build: {dockerfile: "FROM x\\n"}}', { context: null, dockerfile: { text: 'FROM x\n' } }],
  ['a file and no folder', '{build: {dockerfile: other.df}}', { context: null }],
  ['a target', '{build: {path: d, target: t}}', { target: 't' }],
  ['no cache', '{build: {path: d, no-cache: true}}', { isUncached: true }],
  ['no pull', '{build: {path: d, pull: false}}', { isPulled: false }],
  ['--local-images', '{build: {path: d, pull: true}}', { isPulled: false }, { flags: { isLocalImages: true } }],
  ['--platform', '{build: {path: d, platform: p}}', { platform: 'q' }, { flags: { platform: 'q' } }],
  ['an engine without BuildKit', '{build: d}', { builder: 'legacy' }, { engine: { hasBuildKit: false } }],
  ['an engine with BuildKit', '{build: d}', { builder: 'buildkit' }],
  ['nothing that uses the image', '{build: d}', { isLoaded: false }],
  ['a run on the image', '{build: d, run: {cmd: x}}', { isLoaded: true }],
  ['a tag for the image', '{build: d, push: r}', { isLoaded: true }],
  ['a tag for the image that stays here', '{build: d, commit: r}', { isLoaded: true }],
  ['a cache within the image', '{build: {path: d, cache_to: type=inline}}', { isLoaded: true }],
  ['a builder that always loads', '{build: d}', { isLoaded: true }, { engine: { hasBuildKit: false } }],
  [
    'build arguments',
    '{build: {path: d, buildargs: {A: true, B: null, C: 1.50, DOCKER_REGISTRY: mine}}}',
    {
      buildArguments: new Map([
        ['A', 'True'],
        ['B', 'None'],
        ['C', '1.5'],
        ['DOCKER_REGISTRY', 'docker.io'],
      ]),
    },
  ],
];
for (const [name, step, expected, given] of builds) {
  s(`builds with ${name}`, async () => {
    const plan = await planOf(`steps: {one: ${step}}`, { project: PROJECT, ...given });
    const built: Record<string, unknown> = { ...operationOf(plan, 'buildImage', 'one/build-image') };
    for (const [key, value] of Object.entries(expected)) assert.equal(built[key], value, key);
  });
}

s('leaves out a cache that the builder cannot write, with a warning, unless buildx is asked for', async () => {
  const steps = 'steps: {one: {build: {dockerfile: FROM x, cache_to: type=local}}}';
  const engine = { canExportCache: false };
  const built = operationOf(await planOf(steps, { engine }), 'buildImage', 'one/build-image');
  assert.equal([built.cacheTo.length, built.warnings.length], [0, 1]);
  const buildx = operationOf(
    await planOf(`use-legacy-builder: false\n${steps}`, { engine }),
    'buildImage',
    'one/build-image',
  );
  assert.equal([...buildx.cacheTo, ...buildx.warnings], ['type=local']);
});

s('takes no cache at all with a builder that the global file does not list', async () => {
  const text = 'use-legacy-builder: false\nsteps: {one: {build: {dockerfile: FROM x, cache_from: type=gha}}}';
  const global = { 'docker-build-cache': { builders: ['remote'], to: 'type=gha' } };
  const { cacheFrom, cacheTo } = operationOf(await planOf(text, { global }), 'buildImage', 'one/build-image');
  assert.equal([...cacheFrom, ...cacheTo], []);
});

s('builds with the legacy builder where the build file wants it', async () => {
  const plan = await planOf('use-legacy-builder: true\nsteps: {one: {build: d}}', { project: PROJECT });
  assert.is(operationOf(plan, 'buildImage', 'one/build-image').builder, 'legacy');
});

const problems: readonly [string, string, readonly string[]][] = [
  [
    'a folder that is not there',
    'steps: {one: {build: nowhere}}',
    [
      'The configuration has 2 problems',
      '  buildrunner.yaml:1:22 "nowhere" is no folder of the project',
      '    steps: {one: {build: nowhere}}',
      '                         ^',
      '    Name a folder that holds a Dockerfile.',
      '  buildrunner.yaml:1:22 "build" of step "one" has no Dockerfile',
      '    steps: {one: {build: nowhere}}',
      '                         ^',
      '    Give "dockerfile", or put a Dockerfile into the folder of "path".',
    ],
  ],
  [
    'an archive that is not there, and one that is a folder',
    'steps: {one: {build: {import: none}, run: {cmd: a, services: {s: {build: {import: e}}}}}}',
    [
      'The configuration has 2 problems',
      '  buildrunner.yaml:1:31 "none" is not there',
      '    steps: {one: {build: {import: none}, run: {cmd: a, services: {s: {build: {import: e}}}}}}',
      '                                  ^',
      '    Name an archive of "docker export" or "docker save", relative to the build directory.',
      '  buildrunner.yaml:1:83 "e" is a folder',
      '    steps: {one: {build: {import: none}, run: {cmd: a, services: {s: {build: {import: e}}}}}}',
      '                                                                                      ^',
      '    Name an archive of "docker export" or "docker save", relative to the build directory.',
    ],
  ],
  [
    'a folder without a Dockerfile, of a service',
    'steps: {one: {run: {image: a, services: {s: {build: e}}}}}',
    [
      'The configuration has 1 problem',
      '  buildrunner.yaml:1:53 "build" of step "one" has no Dockerfile',
      '    steps: {one: {run: {image: a, services: {s: {build: e}}}}}',
      '                                                        ^',
      '    Give "dockerfile", or put a Dockerfile into the folder of "path".',
    ],
  ],
  [
    'a secret for the legacy builder',
    'use-legacy-builder: true\nsteps: {one: {run: {image: a, services: {s: {build: {dockerfile: FROM x, secrets: [id=a]}}}}}}',
    [
      'The configuration has 1 problem',
      '  buildrunner.yaml:2:83 "steps.one.run.services.s.build.secrets" needs BuildKit, and "use-legacy-builder" is true',
      '    steps: {one: {run: {image: a, services: {s: {build: {dockerfile: FROM x, secrets: [id=a]}}}}}}',
      '                                                                                      ^',
      '    Take "use-legacy-builder: true" away.',
    ],
  ],
  [
    'a secret that is no file, and a destination outside the context',
    'steps: {one: {build: {dockerfile: FROM x, secrets: ["id=a,src=none"], inject: {a: b/../../c}}}}',
    [
      'The configuration has 2 problems',
      '  buildrunner.yaml:1:83 "b/../../c" leads out of the files that the image is built from',
      '    steps: {one: {build: {dockerfile: FROM x, secrets: ["id=a,src=none"], inject: {a: b/../../c}}}}',
      '                                                                                      ^',
      '    Name a place below their root.',
      '  buildrunner.yaml:1:53 "none" is no file',
      '    steps: {one: {build: {dockerfile: FROM x, secrets: ["id=a,src=none"], inject: {a: b/../../c}}}}',
      '                                                        ^',
      '    Name a file relative to the build directory.',
    ],
  ],
  [
    'a cache of BuildKit for the legacy builder',
    'use-legacy-builder: true\nsteps: {one: {build: {dockerfile: FROM x, cache_from: {type: gha}}}}',
    [
      'The configuration has 1 problem',
      '  buildrunner.yaml:2:55 "steps.one.build.cache_from" needs BuildKit: the legacy builder takes images alone',
      '    steps: {one: {build: {dockerfile: FROM x, cache_from: {type: gha}}}}',
      '                                                          ^',
      '    Write a list of images, or do without "use-legacy-builder: true".',
    ],
  ],
  [
    'a push of nothing',
    'steps: {one: {push: r}}',
    [
      'The configuration has 1 problem',
      '  buildrunner.yaml:1:21 Step "one" has no image to push',
      '    steps: {one: {push: r}}',
      '                        ^',
      '    Add "build" or "run" to the step.',
    ],
  ],
  [
    'a provisioner that is not there',
    'steps: {one: {run: {image: a, provisioners: {shell: p.sh}}}}',
    [
      'The configuration has 1 problem',
      '  buildrunner.yaml:1:53 "p.sh" is no file of the project',
      '    steps: {one: {run: {image: a, provisioners: {shell: p.sh}}}}',
      '                                                        ^',
      '    Name a script relative to the build directory.',
    ],
  ],
];
for (const [name, text, expected] of problems) {
  s(`refuses ${name}`, async () => {
    const failure = await planFailure(text, { project: ['e/'] });
    assert.is(failure.kind, 'configuration');
    assert.equal(formatFailure(failure), expected);
  });
}

s.run();
