import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Mount, Plan } from '../../src/plan/operation.ts';
import { ofKind, operationOf, planOf, type Circumstances } from './input.ts';

const s = suite('the copy of the checkout');

/** The mounts at /source: container, then volume, then the lower folder of an overlay. */
function sources(plan: Plan): string[] {
  return ofKind(plan, 'createContainer').map(({ name, mounts }) => {
    const mount = mounts.find(({ target }) => target === '/source');
    return `${name.replace('buildrunner-0-', '')}: ${mount === undefined ? 'none' : sourceText(mount)}`;
  });
}

function sourceText(mount: Mount): string {
  if (mount.kind === 'bind') return mount.isReadOnly ? mount.source : `${mount.source} to write`;
  const views = mount.overlay === null ? '' : ` over ${mount.overlay.lower.replace('/var/lib/docker/volumes/', '')}`;
  return `${mount.name?.replace('buildrunner-0-', '') ?? 'its own'}${views}`;
}

const ONE =
  'steps: {b: {build: {dockerfile: "FROM a:1\\n"}}, one: {run: {image: "a:1", cmd: x, services: {s: {image: a}}}}}';
const TWO = `
steps:
  one: {run: {image: "a:1", cmd: x, services: {s: {image: "a:1"}}}}
  two: {run: {image: "a:1", cmd: x}}
`;
const COPIED: Circumstances = { engine: { canOverlayVolumes: false } };
const VIEWABLE: Circumstances = { isCheckoutViewable: true };

const rows: readonly [string, string, Circumstances, readonly string[]][] = [
  [
    'is worked on itself where only one step runs',
    ONE,
    {},
    ['source-container: source', 'one-service-s: source', 'one-step: source'],
  ],
  [
    'is worked on itself where only one step is selected',
    TWO,
    { ...COPIED, selectedSteps: ['two'] },
    ['two-step: its own'],
  ],
  ...(
    [
      ['a service', 'cmd: x, services: {s: {image: a}}', ['one-service-s: source']],
      ['a file within it', 'cmd: x, files: {f: /./source/inside:rw}', []],
      ["the image's own command", 'env: {A: b}', []],
    ] as const
  ).map(([what, keys, others]): (typeof rows)[number] => [
    `is in a container of its own where a step is alone but has ${what}`,
    `steps: {one: {run: {image: a, ${keys}}}}`,
    { localFiles: { f: { kind: 'path', path: '/home/me/f', isDirectory: false } } },
    ['source-container: source', ...others, 'one-step: source'],
  ]),
  [
    'is the own volume of a container that is alone',
    'steps: {one: {run: {image: a, cmds: [x], files: {f: /sources}}}}',
    { localFiles: { f: { kind: 'path', path: '/home/me/f', isDirectory: false } } },
    ['one-step: its own'],
  ],
  [
    'has a view for each step, shared by its services',
    TWO,
    {},
    [
      'source-container: source',
      'one-service-s: one-source over buildrunner-0-source/_data',
      'one-step: one-source over buildrunner-0-source/_data',
      'two-step: its own over buildrunner-0-source/_data',
    ],
  ],
  [
    'has a copy for each step where the engine refuses views',
    TWO,
    COPIED,
    ['source-container: source', 'one-service-s: one-source', 'one-step: one-source', 'two-step: two-source'],
  ],
  [
    'is none where steps may have views of the checkout itself',
    TWO,
    VIEWABLE,
    [
      'source-container: /home/me/project',
      'one-service-s: one-source over /home/me/project',
      'one-step: one-source over /home/me/project',
      'two-step: its own over /home/me/project',
    ],
  ],
  [
    'is none for a step that is alone either',
    TWO,
    { ...VIEWABLE, selectedSteps: ['two'] },
    ['source-container: /home/me/project', 'two-step: its own over /home/me/project'],
  ],
  ...(
    [
      ['the engine refuses views', { engine: { canOverlayVolumes: false } }, ''],
      ['the engine does not see it', { engine: { view: { kind: 'apart' } } }, ''],
      ['a step may write into it', {}, ', files: {part: "/part:rw"}'],
      [
        'a step may write into what holds it',
        { localFiles: { part: { kind: 'path', path: '/home', isDirectory: true } } },
        ', files: {part: "/part:rw"}',
      ],
    ] as const
  ).map(([why, given, keys]): (typeof rows)[number] => [
    `is made all the same where ${why}`,
    `steps: {one: {run: {image: a, cmd: x${keys}}}}`,
    { ...VIEWABLE, ...given },
    ['one-step: its own'],
  ]),
  [
    'is none where a step only reads a file of it',
    'steps: {one: {run: {image: a, cmd: x, files: {part: "/part:ro"}}}}',
    VIEWABLE,
    ['source-container: /home/me/project', 'one-step: its own over /home/me/project'],
  ],
  ['is not made where nothing runs', 'steps: {one: {build: {dockerfile: "FROM a:1\\n"}}}', {}, []],
];
for (const [name, text, given, expected] of rows) {
  s(name, async () => assert.equal(sources(await planOf(text, given)), expected));
}

s('gives each view folders of its own', async () => {
  const plan = await planOf(TWO);
  const uppers = ofKind(plan, 'createContainer').flatMap(({ mounts }) =>
    mounts.flatMap((mount) => (mount.kind === 'volume' ? (mount.overlay?.upper ?? []) : [])),
  );
  const folder = '/var/lib/docker/volumes/buildrunner-0-overlay/_data';
  assert.equal(uppers, [`${folder}/0/upper`, `${folder}/0/upper`, `${folder}/1/upper`]);
  const { content } = operationOf(plan, 'copyToContainer', '/copy-source');
  assert.equal(content, { kind: 'checkout', directory: '/home/me/project', overlays: 2 });
});

const images: readonly [string, string, string][] = [
  ['the first step that runs', 'one: {run: {image: "a:1", cmd: x}}, two: {run: {image: "b:1", cmd: x}}', 'a:1'],
  [
    'another step where the first is to fail',
    'one: {run: {image: "a:1", cmd: x, xfail: true}}, two: {run: {image: "b:1", cmd: x}}',
    'b:1',
  ],
  [
    'no step that uses what this build makes, where the first is to fail',
    `one: {run: {image: "a:1", cmd: x, xfail: true}}, two: {run: {image: "b:1", cmd: x}, commit: "r:1"},
     three: {run: {image: "r:1", cmd: x}}`,
    'b:1',
  ],
  ['the first step, where all are to fail', 'one: {run: {image: "a:1", xfail: true}}', 'a:1'],
];
for (const [name, steps, image] of images) {
  s(`is brought by an image of ${name}`, async () => {
    const plan = await planOf(`steps: {${steps}}`);
    assert.is(operationOf(plan, 'createContainer', '/create-source').image, image);
  });
}

s.run();
