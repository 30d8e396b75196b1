import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderShell } from '../../../src/docker/render/shell.ts';
import type { Operation } from '../../../src/plan/operation.ts';
import { artifact, build, common, container, exec, planOf } from '../operations.ts';

const s = suite('a plan as a script');

const FACTS = {
  identity: { buildId: 'BUILD', owner: 'OWNER' },
  sourceExclusions: { rootNames: ['buildrunner.results'], patterns: ['*.o', 'a\\b'] },
};
const render = (...operations: Operation[]) => renderShell(planOf(operations), FACTS);

/** What stands after the functions. */
function bodyOf(script: string): string {
  return script.slice(script.indexOf('\nbegin\n') + '\nbegin\n'.length);
}

const CHECKOUT = { kind: 'checkout', directory: '/p q', overlays: 2 } as const;
const EVERYTHING: readonly Operation[] = [
  { ...common('a/begin'), kind: 'beginStep' },
  { ...common('a/pull'), kind: 'pullImage', image: 'base', policy: 'missing' },
  build({ dockerfile: { text: "FROM x\nRUN echo 'a' $b" } }),
  {
    ...common('a/network'),
    kind: 'createNetwork',
    name: 'BUILD-net',
    labels: new Map([['buildrunner.owner', 'OWNER']]),
  },
  container({ name: 'BUILD-one', environment: new Map([['A', 'x\ny']]) }),
  { ...common('a/copy', ['a/create']), kind: 'copyToContainer', container: 'BUILD-one', path: '/', content: CHECKOUT },
  {
    ...{ ...common('a/start'), kind: 'startContainer', container: 'BUILD-one', attach: 'background' },
    speaker: { kind: 'service', name: 'web' },
  },
  exec({ environment: new Map([['ID', { late: 'containerId', from: 'a/create' }]]) }),
  { ...common('a/wait'), kind: 'waitForPort', container: 'BUILD-one', service: 'web', port: 8080, timeout: 2500 },
  artifact("it's"),
  artifact('*.txt b', { ...common('a/collect ended'), shell: null }),
  {
    ...common('a/commit'),
    kind: 'commitContainer',
    variables: ['V'],
    container: 'BUILD-one',
    baseImage: 'base',
    image: 'BUILD/i',
  },
  {
    ...{ ...common('a/tag'), kind: 'tagImage', image: 'BUILD/i', reference: 'r:1' },
    ...{ isKept: false, listing: { repository: 'r', tags: ['1'], id: 'short', isMain: false } },
  },
  {
    ...{
      ...common('a/push'),
      kind: 'pushImage',
      image: 'BUILD/i',
      repository: 'r',
      tags: ['1', '2'],
      carrier: 'BUILD',
    },
    listing: { repository: 'r', tags: ['1'], id: 'short', isMain: false },
  },
  { ...common('a/back'), kind: 'copyFromContainer', container: 'BUILD-one', path: '/x', target: '/y' },
  { ...common('a/end'), kind: 'endStep', expectsFailureOf: null },
  {
    ...{ ...common('a/import'), kind: 'importImage', archive: '/a b.tar', image: 'BUILD/k', platform: 'p' },
  },
  {
    ...{ ...common('a/remove', [], ['a/end']), kind: 'removeResources', containers: ['BUILD-one'] },
    ...{ foreignContainers: ['other'], networks: ['BUILD-net'], volumes: ['v'], images: ['BUILD/i'] },
  },
];

for (const shell of [['dash'], ['busybox', 'sh'], ['sh']] as const) {
  const [program = '', ...args] = shell;
  if (spawnSync(program, [...args, '-c', ':']).status !== 0) continue;
  s(`${shell.join(' ')} can read a script with everything in it`, () => {
    const checked = spawnSync(program, [...args, '-n'], { input: render(...EVERYTHING), encoding: 'utf8' });
    assert.equal([checked.stderr, checked.status], ['', 0]);
  });
}

s('each run has its own build and owner', () => {
  const script = render(...EVERYTHING);
  assert.not.match(script, 'BUILD-one');
  assert.not.match(script, 'OWNER');
  assert.match(script, 'docker network create --label buildrunner.owner="$owner" "$build"-net');
});

s('an operation runs when what it depends on has succeeded', () => {
  const script = bodyOf(render(exec(common('a/one')), exec({ ...common('a/two', ['a/one']), cause: 'the\nreason' })));
  assert.match(script, '# a/two (the reason)\nif have 1; then\n  say ');
});

s('containers and volumes are noted before they are made', () => {
  const volume = { kind: 'volume', name: 'BUILD-v', target: '/v', labels: new Map(), overlay: null } as const;
  const lines = bodyOf(render(container({ mounts: [volume] }))).split('\n');
  const at = lines.findIndex((line) => line.includes('docker create'));
  assert.equal(lines.slice(at - 2, at), ['containers="$containers "one', 'note_volume "$build"-v']);
});

s('a push names the tag that the image goes by, and the entry of artifacts.json that its tags have made', () => {
  const script = bodyOf(render(...EVERYTHING));
  const properties = '{\n    "type": "docker-image",\n    "docker:image": "@ID@",\n    "docker:repository": "r",';
  assert.match(script, `list_image 1 "$build"/i short a/@ID@/r '${properties}`);
  assert.match(script, 'push_image 1 "$build"/i r "$build" 1 2\n');
  assert.match(script, 'images="$images "r:1\n');
});

s('an environment is held once and handed over on standard input', () => {
  const environment = new Map([['A', "it's $x"]]);
  const script = bodyOf(render(exec({ environment }), exec({ ...common('a/command-2'), environment })));
  assert.is(script.split("input_1='A=it'\\''s $x'").length, 2);
  assert.is(script.split('\n$input_1\n.\n').length, 3);
});

s('values of secret variables are asked of the caller', () => {
  const script = render(exec({ environment: new Map([['MY_TOKEN', 'hush-hush']]) }));
  assert.not.match(script, 'hush');
  assert.match(script, ': "${MY_TOKEN:?is secret, so this script does not hold it}"');
  assert.match(script, `input_1=MY_TOKEN="$MY_TOKEN"`);
});

s("texts in the user's commands are never replaced", () => {
  const script = bodyOf(render(exec({ argv: ['sh', '-xc', 'echo BUILD-x'], shown: 'echo BUILD-x' })));
  assert.match(script, "say 'cmd> echo BUILD-x'");
  assert.match(script, "sh -xc 'echo BUILD-x';");
});

s('a late text is a variable of the script', () => {
  const environment = new Map([['ID', { late: 'containerId', from: 'a/create' } as const]]);
  const script = render(container(), exec({ environment }));
  assert.match(script, '\ncontainer_1=\n');
  assert.match(script, 'read -r container_1 <"$work/id"');
  assert.match(script, 'input_1=ID="$container_1"');
});

s('what is left out of the checkout is matched as Python does', () => {
  const copy = { ...common('a/copy'), kind: 'copyToContainer', container: 'one', path: '/' } as const;
  const script = bodyOf(render({ ...copy, content: { ...CHECKOUT, overlays: 0 } }));
  assert.match(script, "copy_checkout '/p q' one ./buildrunner.results './*.o' './a\\\\b'");
});

s('functions that nothing needs are left out', () => {
  const script = render(exec());
  for (const name of ['wait_for', 'collect', 'copy_checkout', 'commit_container']) {
    assert.not.match(script, `\n${name}() `);
  }
});

s.run();
