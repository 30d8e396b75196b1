import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ofKind, operationOf, planOf, type Circumstances } from './input.ts';

const s = suite('the push and commit of a step');

const BUILD_TAG = 'main-3.i0a1b2c.m0-42';

const rows: readonly [string, readonly string[]][] = [
  ['push: r', [`r:${BUILD_TAG}`]],
  ['push: "r:v1"', ['r:v1', `r:${BUILD_TAG}`]],
  ['push: "Host:5000/R:V1"', ['host:5000/r:v1', `host:5000/r:${BUILD_TAG}`]],
  ['push: {repository: r, tags: [v1, "b c"]}', ['r:v1', 'r:b-c', `r:${BUILD_TAG}`]],
  ['push: {repository: r, tags: [v1, V1]}', ['r:v1', `r:${BUILD_TAG}`]],
  ['push: {repository: r, tags: [v1], add_build_tag: false}', ['r:v1']],
  ['push: ["r:a", "r:b"]', ['r:a', `r:${BUILD_TAG}`, 'r:b']],
  ['commit: "r:v1", push: other', [`other:${BUILD_TAG}`, 'r:v1', `r:${BUILD_TAG}`]],
];
for (const [tasks, expected] of rows) {
  s(`tags by ${tasks}`, async () => {
    const plan = await planOf(`steps: {one: {run: {image: "a:1", cmd: x}, ${tasks}}}`);
    assert.equal(
      ofKind(plan, 'tagImage').map(({ reference }) => reference),
      expected,
    );
  });
}

/** What is pushed: `<step>: <image> to <repository> as <tags>, by <carrier>`. */
async function pushesOf(text: string, given: Circumstances = {}): Promise<string[]> {
  const plan = await planOf(text, { ...given, flags: { isPush: true, ...given.flags } });
  return ofKind(plan, 'pushImage').map(({ step, image, repository, tags, carrier }) => {
    const name = image.replace(/^buildrunner.local\/buildrunner-0\/|:owner.1$/g, '');
    return `${step}: ${name} to ${repository} as ${tags.join(' ')}, by ${carrier ?? 'each'}`;
  });
}

s('pushes only with --push, an image once to each repository, after all steps and one after the other', async () => {
  const text = `
steps:
  one: {run: {image: "a:1", cmd: x}, push: ["r:a", "r:b"], commit: "r:c"}
  two: {run: {image: "a:1", cmd: x}, push: h:5000/q}
`;
  assert.equal(ofKind(await planOf(text), 'pushImage'), []);
  assert.equal(await pushesOf(text), [
    `one: one-commit to r as a ${BUILD_TAG} b, by ${BUILD_TAG}`,
    `two: two-commit to h:5000/q as ${BUILD_TAG}, by each`,
  ]);
  const [first, second] = ofKind(await planOf(text, { flags: { isPush: true } }), 'pushImage');
  assert.equal(first?.dependsOn, ['one/end', 'two/end']);
  assert.equal(second?.dependsOn, ['one/end', 'two/end', '/push r']);
});

s('pushes under a tag of its own what has no tag of this build alone, which goes with the build', async () => {
  const text =
    'steps: {one: {run: {image: "a:1", cmd: x}, push: {repository: r, tags: [latest], add_build_tag: false}}}';
  assert.equal(await pushesOf(text), ['one: one-commit to r as latest, by buildrunner-0']);
  const plan = await planOf(text, { flags: { isPush: true } });
  assert.ok(operationOf(plan, 'removeResources', '/remove').images.includes('r:buildrunner-0'));
});

s('pushes each tag for itself where no registry can be told to make an alias', async () => {
  const text = 'steps: {one: {run: {image: "a:1", cmd: x}, push: "r:latest"}}';
  assert.equal(await pushesOf(text, { engine: { canAliasImages: false } }), [
    `one: one-commit to r as latest ${BUILD_TAG}, by each`,
  ]);
});

s('pushes the image that got a tag last, in whatever task', async () => {
  const text = `
steps:
  one: {run: {image: "a:1", cmd: x}, push: "r:a"}
  two: {run: {image: "a:1", cmd: x}, push: "r:b"}
  three: {run: {image: "a:1", cmd: x}, commit: {repository: r, tags: [a], add_build_tag: false}}
`;
  assert.equal(await pushesOf(text), [
    'three: three-commit to r as a, by buildrunner-0',
    `two: two-commit to r as ${BUILD_TAG} b, by ${BUILD_TAG}`,
  ]);
  const plan = await planOf(text, { flags: { isPush: true } });
  assert.equal(
    ofKind(plan, 'pushImage').map(({ listing }) => listing?.tags ?? null),
    [null, ['b', BUILD_TAG]],
  );
});

s('runs an image that an earlier step has tagged by the name that nobody else moves', async () => {
  const text = `
steps:
  one: {run: {image: "a:1", cmd: x}, commit: "Repo:v1", push: "repo:v2"}
  two: {run: {image: "repo:V1", cmd: x, pull: true, services: {db: {image: "repo:v2"}}}, commit: other}
`;
  const plan = await planOf(text);
  const own = 'buildrunner.local/buildrunner-0/one-commit:owner.1';
  const containers = ofKind(plan, 'createContainer').filter(({ step }) => step === 'two');
  assert.equal(
    containers.map(({ image }) => image),
    [own, own],
  );
  assert.is(operationOf(plan, 'commitContainer', 'two/commit-container').baseImage, own);
  assert.equal(
    ofKind(plan, 'pullImage').map(({ image }) => image),
    ['a:1'],
  );
});

s('takes its tags away at the end with --cleanup-images', async () => {
  const text = 'steps: {one: {run: {image: "a:1", cmd: x}, commit: "r:v1"}}';
  const plan = await planOf(text, { flags: { isCleanupImages: true } });
  const { images } = operationOf(plan, 'removeResources', '/remove');
  assert.equal(images, ['buildrunner.local/buildrunner-0/one-commit:owner.1', 'r:v1', `r:${BUILD_TAG}`]);
  assert.equal(
    ofKind(plan, 'tagImage').map(({ isKept }) => isKept),
    [false, false],
  );
});

s('lists an image once for each repository of "push", with all of its tags, and none of "commit"', async () => {
  const tasks = 'push: ["r:a", {repository: q, tags: [b], add_build_tag: false}, "r:c"], commit: c';
  const plan = await planOf(`steps: {one: {run: {image: "a:1", cmd: x}, ${tasks}}}`);
  assert.equal(
    ofKind(plan, 'tagImage').map(({ reference, listing }) => [reference, listing]),
    [
      ['r:a', null],
      [`r:${BUILD_TAG}`, null],
      ['r:c', { repository: 'r', tags: ['a', BUILD_TAG, 'c'], id: 'full', isMain: false }],
      ['q:b', { repository: 'q', tags: ['b'], id: 'full', isMain: true }],
      [`c:${BUILD_TAG}`, null],
    ],
  );
});

s('takes the image of the run where there is one, of the image that the step ran', async () => {
  const text = `
steps:
  built: {build: d, push: r}
  both: {build: d, run: {cmd: x}, push: r}
  other: {build: d, run: {image: "A:1", cmd: x}, push: r}
`;
  const plan = await planOf(text, { project: ['d/', 'd/Dockerfile'] });
  const images = ofKind(plan, 'tagImage').map(({ image }) => image.replace(/^buildrunner.local\/buildrunner-0\//, ''));
  assert.equal(images, ['built-build-image:owner.1', 'both-commit:owner.1', 'other-commit:owner.1']);
  const base = (step: string) => operationOf(plan, 'commitContainer', `${step}/commit-container`).baseImage;
  assert.is(base('both'), operationOf(plan, 'buildImage', 'both/build-image').image);
  assert.is(base('other'), 'a:1');
});

s('commits a run after its commands, and tags it where all else of the run has succeeded, too', async () => {
  const keys = 'cmds: [x, y], artifacts: {a: , b: }, files: {f: "/f:rw"}';
  const plan = await planOf(`steps: {one: {run: {image: "a:1", ${keys}}, commit: r}}`, {
    engine: { view: { kind: 'apart' } },
  });
  assert.equal(operationOf(plan, 'commitContainer', 'one/commit-container').dependsOn, ['one/command-2']);
  const results = ['one/collect a', 'one/collect b', 'one/copy-out step /f'];
  assert.equal(operationOf(plan, 'beginTask', 'one/commit').dependsOn, ['one/command-2', ...results]);
});

s('brings nothing into or out of a container that runs and is committed', async () => {
  const run = 'run: {image: "a:1", cmd: x, artifacts: {a: }}';
  const plan = await planOf(`steps: {one: {${run}, commit: r}}`);
  assert.ok(operationOf(plan, 'startContainer', 'one/start').dependsOn.includes('one/copy-source'));
  assert.equal(operationOf(plan, 'collectArtifact', 'one/collect a').follows, ['one/commit-container']);
  const plain = await planOf(`steps: {one: {${run}}}`);
  assert.not.ok(operationOf(plain, 'startContainer', 'one/start').dependsOn.includes('one/copy-source'));
});

s.run();
