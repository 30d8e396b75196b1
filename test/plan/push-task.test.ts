import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ofKind, operationOf, planOf } from './input.ts';

const s = suite('the push and commit of a step');

const BUILD_TAG = 'main-3.i0a1b2c.m0-42';

const rows: readonly [string, readonly string[]][] = [
  ['push: r', [`r:${BUILD_TAG}`]],
  ['push: "r:v1"', ['r:v1', `r:${BUILD_TAG}`]],
  ['push: "Host:5000/R:V1"', ['host:5000/r:v1', `host:5000/r:${BUILD_TAG}`]],
  ['push: {repository: r, tags: [v1, "b c"]}', ['r:v1', 'r:b-c', `r:${BUILD_TAG}`]],
  ['push: {repository: r, tags: [v1, V1]}', ['r:v1', `r:${BUILD_TAG}`]],
  ['push: {repository: r, tags: [v1], add_build_tag: false}', ['r:v1']],
  ['push: ["r:a", "r:b"]', ['r:a', `r:${BUILD_TAG}`, 'r:b', `r:${BUILD_TAG}`]],
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

s('tags with and without --push, and pushes only with it, each reference once and after all steps', async () => {
  const text = `
steps:
  one: {run: {image: "a:1", cmd: x}, push: ["r:a", "r:b"], commit: "r:c"}
  two: {run: {image: "a:1", cmd: x}, push: r}
  build: {run: {image: "a:1", cmd: x}, push: q}
`;
  assert.equal(ofKind(await planOf(text), 'pushImage'), []);
  const pushes = ofKind(await planOf(text, { flags: { isPush: true } }), 'pushImage');
  assert.equal(
    pushes.map(({ reference, step }) => `${step}: ${reference}`),
    ['one: r:a', `one: r:${BUILD_TAG}`, 'one: r:b', `build: q:${BUILD_TAG}`],
  );
  for (const { dependsOn } of pushes) assert.equal(dependsOn, ['one/end', 'two/end', 'build/end']);
});

s('lists an image once for each target of "push", with all of its tags, and none of "commit"', async () => {
  const tasks = 'push: ["r:a", {repository: q, tags: [b], add_build_tag: false}], commit: c';
  const plan = await planOf(`steps: {one: {run: {image: "a:1", cmd: x}, ${tasks}}}`);
  assert.equal(
    ofKind(plan, 'tagImage').map(({ reference, listing }) => [reference, listing]),
    [
      ['r:a', null],
      [`r:${BUILD_TAG}`, { repository: 'r', tags: ['a', BUILD_TAG] }],
      ['q:b', { repository: 'q', tags: ['b'] }],
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

s('commits a run after its commands, artifacts and files, and only where all have succeeded', async () => {
  const keys = 'cmds: [x, y], artifacts: {a: , b: }, files: {f: "/f:rw"}';
  const plan = await planOf(`steps: {one: {run: {image: "a:1", ${keys}}, commit: r}}`, {
    engine: { view: { kind: 'apart' } },
  });
  const { dependsOn } = operationOf(plan, 'commitContainer', 'one/commit-container');
  assert.equal(dependsOn, ['one/command-2', 'one/collect a', 'one/collect b', 'one/copy-out step /f']);
  assert.ok(operationOf(plan, 'beginTask', 'one/commit').dependsOn.includes('one/command-2'));
});

s.run();
