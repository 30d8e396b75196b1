import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderShell } from '../../../src/docker/render/shell.ts';
import { toInjection } from '../../../src/plan/injection.ts';
import type { BuildImage, Operation } from '../../../src/plan/operation.ts';
import { filesIn, prepare, type Places } from '../../execute/build-context/tree-folders.ts';
import { TREES, type Tree } from '../../execute/build-context/trees.ts';
import { removeNames } from '../../support/registry.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { build, common, planOf } from '../operations.ts';

const s = suite('build contexts in the script of a plan', { timeout: 200_000 });

const PREFIX = `context-script-${process.pid}`;
const FACTS = {
  identity: { buildId: 'BUILD', owner: 'OWNER' },
  sourceExclusions: { rootNames: [], patterns: [] },
};

s.after(async () => {
  await removeNames(PREFIX);
});

/** A build of a tree under a name that the script keeps, and one of the same files made by hand. */
function operationsFor(tree: Tree, places: Places, index: number): Operation[] {
  const byHand = { path: join(places.hand, 'Dockerfile') };
  const isAlone = tree.context.length === 0;
  const injections = tree.inject.map(([pattern, destination]) => toInjection(pattern, destination, places.project));
  const context = isAlone ? null : places.context;
  const dockerfile = isAlone ? byHand : ({ isInContext: true } as const);
  return [
    ...kept(`laid-${index}`, { context, injections, dockerfile }),
    ...kept(`hand-${index}`, { context: places.hand, dockerfile: byHand }),
  ];
}

function kept(name: string, values: Partial<BuildImage>): Operation[] {
  const image = `${PREFIX}/${name}:temporary`;
  const reference = `${PREFIX}/${name}:kept`;
  return [
    build({ ...common(name), image, ...values }),
    { ...common(`tag ${name}`, [name]), kind: 'tagImage', image, reference, isKept: true, listing: null },
  ];
}

function run(operations: readonly Operation[]) {
  const root = temporaryDirectory();
  const temporary = join(root, 'temporary');
  mkdirSync(temporary);
  const script = join(root, 'script.sh');
  const follows = operations.map(({ id }) => id);
  const end = { ...common('a/end', [], follows), kind: 'endStep', expectsFailureOf: null } as const;
  writeFileSync(script, renderShell(planOf([...operations, end], join(root, 'results')), FACTS));
  const { status, stdout } = spawnSync('sh', [script], {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: temporary },
  });
  return { status, stdout, left: readdirSync(temporary) };
}

s('hold the same files as docker builds from them by hand', async () => {
  const operations = TREES.flatMap((tree, index) => operationsFor(tree, prepare(tree), index));
  const { status, stdout, left } = run(operations);
  assert.is(status, 0, stdout);
  assert.equal(left, []);
  for (const [index, { what, context }] of TREES.entries()) {
    const isOwn = (line: string) => context.length > 0 || !line.startsWith('Dockerfile ');
    const laid = await filesIn(`${PREFIX}/laid-${index}:kept`);
    assert.equal(laid, (await filesIn(`${PREFIX}/hand-${index}:kept`)).filter(isOwn), what);
  }
});

s('refuse what finds nothing, and what leads out of them', () => {
  const outside = temporaryDirectory();
  const tree: Tree = { what: '', context: ['a', `out -> ${outside}`], project: ['one'], inject: [], added: {} };
  const rows = [
    ['no*', 'n', /Nothing is found for "no\*"/],
    ['one', 'out/deep/one', /leads out of the build context/],
  ] as const;
  for (const [pattern, destination, message] of rows) {
    const inject = [[pattern, destination]] as const;
    const { status, stdout, left } = run(operationsFor({ ...tree, inject }, prepare(tree), 0).slice(0, 1));
    assert.is(status, 1);
    assert.match(stdout, message);
    assert.equal(left, []);
  }
  assert.equal(readdirSync(outside), []);
});

s.run();
