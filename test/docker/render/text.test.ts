import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderText } from '../../../src/docker/render/text.ts';
import type { Operation } from '../../../src/plan/operation.ts';
import { artifact, build, common, container, exec, planOf } from '../operations.ts';

const s = suite('a plan as text');

const REMOVAL = { containers: ['b', 'a'], foreignContainers: [], networks: ['n'], volumes: [], images: [] };
const ROWS: readonly (readonly [Operation, string])[] = [
  [{ ...common('a/begin'), kind: 'beginStep' }, 'a/begin: begin step a (because: a test)'],
  [
    { ...common('a/run', ['a/begin']), kind: 'beginTask', task: 'run' },
    'a/run: begin run (after a/begin; because: a test)',
  ],
  [
    exec({ ...common('a/command-2', ['a/command-1'], ['x']), argv: ['sh', '-xc', 'echo "a\nb"'] }),
    'a/command-2: docker exec one sh -xc \'echo "a\\nb"\' (after a/command-1; when over: x; because: a test)',
  ],
  [
    container({ environment: new Map([['A', 'b']]), dns: [{ late: 'address', from: 'a/start service x' }] }),
    'a/create: docker create --pull never --name one --env-file /dev/stdin --dns ' +
      "'<address of a/start service x>' base (because: a test)",
  ],
  [
    build({ dockerfile: { text: 'FROM x' }, context: null }),
    'a/build: docker buildx build --load --provenance=false --progress plain --tag made - (because: a test)',
  ],
  [
    build({ dockerfile: { text: 'FROM x' }, context: null, isApart: true, images: new Map([['x', 'own']]) }),
    'a/build: docker save own && docker buildx build --load --provenance=false --progress plain --tag made ' +
      "--build-context 'x=oci-layout://own@<digest>' - (because: a test)",
  ],
  [
    {
      ...{ ...common('a/wait'), kind: 'waitForPort', container: 'one', service: 'x', port: 80 },
      timeout: 600_000,
    },
    'a/wait: wait until port 80 of one is open, 600 s at most (because: a test)',
  ],
  [artifact('*.txt'), "a/collect *.txt: collect '*.txt' of one, folders as .tar.gz (because: a test)"],
  [
    {
      ...common('a/copy'),
      kind: 'copyToContainer',
      container: 'one',
      path: '/',
      content: { kind: 'checkout', directory: '/p q', overlays: 3 },
    },
    "a/copy: tar of '/p q' and 3 views | docker cp - one:/ (because: a test)",
  ],
  [
    { ...common('a/remove'), kind: 'removeResources', ...REMOVAL },
    'a/remove: docker rm --force --volumes b a && docker network rm n (because: a test)',
  ],
  [{ ...common('/make-folder'), kind: 'makeFolder', path: '/a b' }, "/make-folder: mkdir -p '/a b' (because: a test)"],
  [
    {
      ...{ ...common('a/scan'), kind: 'scanImage', container: 'one', image: 'made', platform: 'linux/amd64' },
      ...{ scanner: 'trivy', argv: ['trivy', 'image', 'made'], report: '/trivy/results.json', listings: [] },
      ...{ threshold: 7, findingsCode: null },
    },
    'a/scan: docker exec one trivy image made && docker cp one:/trivy/results.json -, where a score of 7 fails ' +
      '(because: a test)',
  ],
  [
    { ...common('a/end'), kind: 'endStep', expectsFailureOf: 'a/run' },
    'a/end: end step, which must have failed (because: a test)',
  ],
];

for (const [operation, line] of ROWS) {
  s(`${operation.kind} is a line`, () => assert.is(renderText(planOf([operation])), `${line}\n`));
}

s('secret values do not stand in it, wherever they are used', () => {
  const secret = container({ environment: new Map([['MY_TOKEN', 'hush-hush']]) });
  const text = renderText(planOf([secret, exec({ argv: ['sh', '-xc', 'login hush-hush'] })]));
  assert.not.ok(text.includes('hush'));
  assert.ok(text.includes("sh -xc 'login ***'"));
});

s.run();
