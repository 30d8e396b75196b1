import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gatherBuilders, type Builder } from '../../src/facts/builders.ts';
import { canExportCache } from '../../src/facts/buildx.ts';
import { scriptedFiles, scriptedRun, type Answer } from './scripted-run.ts';

const s = suite('facts/builders');

const inspected = (name: string, driver: string, endpoint: string): Answer => ({
  stdout: `Name:   ${name}\nDriver: ${driver}\n\nNodes:\nName:      ${name}0\nEndpoint:  ${endpoint}\nStatus:    running\n`,
});
const MISSING: Answer = { exitCode: 1, stderr: 'ERROR: no builder "gone" found\n' };

interface World {
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly names?: readonly string[];
}

async function gather({ environment = {}, files = {}, answers = {}, names = [] }: World) {
  const { run, asked } = scriptedRun(answers);
  const place = { environment: { HOME: '/me', ...environment }, files: scriptedFiles(files) };
  return { ...(await gatherBuilders({ run, ...place, timeout: 1000 }, names)), asked };
}

const CURRENT = '/me/.docker/buildx/current';
const unasked: readonly (readonly [string, World])[] = [
  ['nothing was ever chosen', {}],
  ['the choice was taken back', { files: { [CURRENT]: '{"Key":"unix:///s","Name":"","Global":false}' } }],
  ['a variable is empty', { environment: { BUILDX_BUILDER: '' } }],
];
for (const [why, world] of unasked) {
  s(`takes the engine's own without a question where ${why}`, async () => {
    const { current, asked } = await gather(world);
    assert.equal([current, asked], [{ name: 'default', kind: 'engine' }, []]);
  });
}

const ASKED = 'docker buildx inspect';
const FAR = { [ASKED]: inspected('far', 'docker-container', 'unix:///s') };
const chosen: readonly (readonly [string, World, Builder])[] = [
  ['BUILDX_BUILDER', { environment: { BUILDX_BUILDER: 'far' }, answers: FAR }, { name: 'far', kind: 'apart' }],
  ['buildx use', { files: { [CURRENT]: '{"Name":"far"}' }, answers: FAR }, { name: 'far', kind: 'apart' }],
  [
    'buildx use --default, in a folder of its own',
    { environment: { BUILDX_CONFIG: '/x' }, files: { '/x/defaults/13c4': 'far' }, answers: FAR },
    { name: 'far', kind: 'apart' },
  ],
  [
    'a variable that names none',
    { environment: { BUILDX_BUILDER: 'gone' }, answers: { [ASKED]: MISSING } },
    { name: 'gone', kind: 'missing' },
  ],
];
for (const [how, world, expected] of chosen) {
  s(`asks docker what was chosen by ${how}`, async () => {
    const { current, asked } = await gather(world);
    assert.equal([current, asked], [expected, [ASKED]]);
  });
}

const INFO = 'docker info --format {{.ID}}';
const OTHER = 'docker --context far info --format {{.ID}}';
const named: readonly (readonly [string, Answer, World, Builder['kind'], readonly string[]])[] = [
  ['with a store of its own', inspected('far', 'remote', 'tcp://far:1'), {}, 'apart', []],
  ['that docker does not have', MISSING, {}, 'missing', []],
  ['that docker says nothing of', { exitCode: 1, stderr: 'ERROR: timeout' }, {}, 'apart', []],
  ['of the engine', inspected('default', 'docker', 'default'), {}, 'engine', []],
  [
    'of the context that docker uses',
    inspected('far', 'docker', 'far'),
    { environment: { DOCKER_CONTEXT: 'far' } },
    'engine',
    [],
  ],
  [
    'of another context, which leads to the same engine',
    inspected('far', 'docker', 'far'),
    { answers: { [INFO]: { stdout: 'id\n' }, [OTHER]: { stdout: 'id\n' } } },
    'engine',
    [INFO, OTHER],
  ],
  [
    'of another engine',
    inspected('far', 'docker', 'far'),
    {
      environment: { DOCKER_HOST: 'tcp://h', DOCKER_CONTEXT: 'far' },
      answers: { [INFO]: { stdout: 'id\n' }, [OTHER]: {} },
    },
    'elsewhere',
    [INFO, OTHER],
  ],
];
for (const [what, answer, world, kind, further] of named) {
  s(`knows a builder ${what}`, async () => {
    const answers = { [`${ASKED} far`]: answer, ...world.answers };
    const { named: found, asked } = await gather({ ...world, answers, names: ['far'] });
    assert.is(found.get('far')?.kind, kind);
    assert.equal(asked, [`${ASKED} far`, ...further]);
  });
}

s('knows that a builder apart writes caches, and the engine by its image store', async () => {
  const STORE = 'docker info --format {{json .DriverStatus}}';
  const can = async (kind: Builder['kind'], answer: Answer) => {
    const { run } = scriptedRun({ [STORE]: answer });
    return canExportCache({ name: 'x', kind }, run, 1000);
  };
  assert.is(await can('apart', { exitCode: 1 }), true);
  assert.is(await can('engine', { stdout: '[["Backing Filesystem","extfs"]]' }), false);
  assert.is(await can('engine', { stdout: '[["driver-type","io.containerd.snapshotter.v1"]]' }), true);
  assert.is(await can('engine', { exitCode: 1 }), true);
});

s.run();
