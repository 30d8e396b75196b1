import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildImage } from '../../../src/execute/runners/build.ts';
import { toInjection } from '../../../src/plan/injection.ts';
import type { BuildImage } from '../../../src/plan/operation.ts';
import { build } from '../../docker/operations.ts';
import { docker } from '../../support/engine.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { memoryContext } from '../context.ts';
import { failureOf, succeeded } from '../runners/rig.ts';
import { filesIn, listing, prepare, type Places } from './tree-folders.ts';
import { TREES, type Tree } from './trees.ts';

const s = suite('files laid over a build context', { timeout: 60_000 });

const PREFIX = `buildrunner.local/context-test-${process.pid}`;
let count = 0;
const made: string[] = [];

s.after.each(async () => {
  if (made.length > 0) await docker('image', 'rm', '--force', ...made.splice(0));
});

function operationFor(tree: Tree, { context, project }: Places, values: Partial<BuildImage> = {}): BuildImage {
  count += 1;
  const image = `${PREFIX}/tree-${count}:1`;
  made.push(image);
  const injections = tree.inject.map(([pattern, destination]) => toInjection(pattern, destination, project));
  return build({ image, context, injections, dockerfile: { isInContext: true }, ...values });
}

for (const builder of ['buildkit', 'legacy'] as const) {
  for (const tree of TREES) {
    if (builder === 'legacy' && tree.dockerignore === undefined && tree.context.every((one) => !one.includes('->')))
      continue;
    s(`${tree.what}: as docker builds the same files with the builder "${builder}"`, async () => {
      const places = prepare(tree);
      const isAlone = tree.context.length === 0;
      const given = isAlone ? { context: null, dockerfile: { path: join(places.hand, 'Dockerfile') } } : {};
      const context = memoryContext();
      const operation = operationFor(tree, places, { builder, ...given });
      succeeded(await buildImage(operation, context));
      const byHand = operationFor({ ...tree, inject: [] }, { ...places, context: places.hand }, { builder });
      const plain = { ...byHand, dockerfile: { path: join(places.hand, 'Dockerfile') } };
      succeeded(await buildImage(plain, memoryContext()));
      const files = await filesIn(operation.image);
      const isOwn = (line: string) => !isAlone || !line.startsWith('Dockerfile ');
      assert.equal(files, (await filesIn(plain.image)).filter(isOwn));
      assert.ok(files.length > 0);
      assert.equal(readdirSync(context.temporaryDirectory), []);
      assert.equal(
        context.registry.list().map(({ kind }) => kind),
        ['image'],
      );
    });
  }
}

s('refuses a pattern that finds nothing, before anything is built', async () => {
  const tree: Tree = { what: '', context: ['a'], project: ['.hidden'], inject: [['*', 'n/']], added: {} };
  const context = memoryContext();
  const failure = failureOf(await buildImage(operationFor(tree, prepare(tree)), context));
  assert.is(failure.kind, 'configuration');
  assert.is(failure.summary, 'Nothing is found for "*" of "a test.inject" of step "a"');
  assert.equal(readdirSync(context.temporaryDirectory), []);
  made.splice(0);
});

s('refuses a destination that a link of the context leads out of it, and writes nothing there', async () => {
  const outside = temporaryDirectory();
  const tree: Tree = {
    ...{
      what: '',
      context: ['a', `out -> ${outside}`],
      project: ['one'],
      inject: [['one', 'out/deep/one']],
      added: {},
    },
  };
  const failure = failureOf(await buildImage(operationFor(tree, prepare(tree)), memoryContext()));
  assert.is(failure.kind, 'configuration');
  assert.match(failure.summary, '"out/deep/one" of "a test.inject" leads out of the files');
  assert.equal(readdirSync(outside), []);
  made.splice(0);
});

s('leaves the files that it was given as they were', async () => {
  const tree: Tree = {
    ...{ what: '', context: ['a', 'sub/b'], project: ['one', 'dir/x'] },
    ...{
      inject: [
        ['one', 'a'],
        ['dir', 'sub'],
        ['one', 'sub/b'],
      ],
      added: {},
    },
  };
  const places = prepare(tree);
  const before = [listing(places.context), listing(places.project)];
  succeeded(await buildImage(operationFor(tree, places), memoryContext()));
  assert.equal([listing(places.context), listing(places.project)], before);
});

s.run();
