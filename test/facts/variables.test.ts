import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { VersionControl } from '../../src/facts/facts.ts';
import { createIdentity } from '../../src/facts/identity.ts';
import { gatherInvoker } from '../../src/facts/invoker.ts';
import { computedVariables, overlayVariables, toDockerTag } from '../../src/facts/variables.ts';

const s = suite('facts/variables');

const versionControl: VersionControl = {
  name: 'project',
  branch: 'Feature/Ab_1+x',
  number: '2',
  id: 'f5e2be'.padEnd(40, '0'),
  shortId: 'f5e2be0',
  modified: '0',
  release: '2.If5e2be.M0',
};
const question = {
  identity: { buildNumber: '007', buildTime: 1_700_000_000 },
  versionControl,
  machine: 'x86_64',
  steps: ['one'],
  isPush: false,
};

s('are those of buildrunner 3.27, in its order', () => {
  assert.equal(
    [...computedVariables(question)],
    [
      ['BUILDRUNNER_ARCH', 'x86_64'],
      ['BUILDRUNNER_BUILD_NUMBER', '007'],
      ['BUILDRUNNER_BUILD_ID', 'Feature/Ab_1+x-2.If5e2be.M0-007'],
      ['BUILDRUNNER_BUILD_DOCKER_TAG', 'feature-ab_1-x-2.if5e2be.m0-007'],
      ['BUILDRUNNER_BUILD_TIME', '1700000000'],
      ['BUILDRUNNER_STEPS', ['one']],
      ['VCSINFO_NAME', 'project'],
      ['VCSINFO_BRANCH', 'Feature/Ab_1+x'],
      ['VCSINFO_NUMBER', '2'],
      ['VCSINFO_ID', versionControl.id],
      ['VCSINFO_SHORT_ID', 'f5e2be0'],
      ['VCSINFO_MODIFIED', '0'],
      ['VCSINFO_RELEASE', '2.If5e2be.M0'],
    ],
  );
});

s('follow --platform and --push', () => {
  const variables = computedVariables({ ...question, platform: 'linux/arm64', isPush: true });
  assert.is(variables.get('BUILDRUNNER_ARCH'), 'linux/arm64');
  assert.is(variables.get('BUILDRUNNER_DO_PUSH'), 1);
  assert.is(computedVariables({ ...question, platform: '' }).get('BUILDRUNNER_ARCH'), 'x86_64');
});

s('are overlaid by global env, and that by prefixed variables of the process', () => {
  const global = new Map([
    ['VCSINFO_BRANCH', 'global'],
    ['PACKAGER_A', 'global'],
    ['OWN', 'global'],
  ]);
  const environment = { PACKAGER_A: 'process', OWN: 'process', GAUNTLET_B: 'process', HOME: '/' };
  assert.equal(
    [...overlayVariables(new Map([['VCSINFO_BRANCH', 'main']]), global, environment)],
    [
      ['VCSINFO_BRANCH', 'global'],
      ['PACKAGER_A', 'process'],
      ['OWN', 'global'],
      ['GAUNTLET_B', 'process'],
    ],
  );
});

const tags: readonly (readonly [string, string])[] = [
  ['main-1.If5e2be.M0-42', 'main-1.if5e2be.m0-42'],
  ['a  /:b', 'a-b'],
  ['é/ü-1', '1'],
  ['x é/ü', 'x-'],
  ['-.-main', 'main'],
  ['_a', '_a'],
  ['/', '_'],
  [`${'a'.repeat(130)}-7`, `${'a'.repeat(126)}-7`],
  [`${'a'.repeat(9)}${'-'.repeat(122)}1234567`, '1234567'],
];
for (const [id, tag] of tags) {
  s(`${JSON.stringify(id)} as a docker tag is ${tag}`, () => assert.is(toDockerTag(id), tag));
}
s.run();

const identity = suite('facts/identity');

identity('has a new build id each time, and a UUID for each step', () => {
  const make = () => createIdentity({ owner: 'me', stepNames: ['a', 'b'], startedAt: 1_700_000_000_999 });
  const [one, other] = [make(), make()];
  assert.match(one.buildId, /^buildrunner-[0-9a-f]{10}$/);
  assert.is.not(one.buildId, other.buildId);
  assert.equal([...one.stepIds.keys()], ['a', 'b']);
  const ids = new Set([...one.stepIds.values(), ...other.stepIds.values()]);
  assert.is(ids.size, 4);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

identity('has the number that was given, else the start in seconds', () => {
  const base = { owner: 'me', stepNames: [], startedAt: 1_700_000_000_999 };
  const { buildNumber, buildTime, owner } = createIdentity(base);
  assert.equal({ buildNumber, buildTime, owner }, { buildNumber: '1700000000', buildTime: 1_700_000_000, owner: 'me' });
  assert.is(createIdentity({ ...base, buildNumber: '007' }).buildNumber, '007');
});
identity.run();

const invoker = suite('facts/invoker');

invoker('names who runs us', () => {
  const { userId, groupId, user, machine } = gatherInvoker();
  assert.is(userId, process.getuid?.());
  assert.is(groupId, process.getgid?.());
  assert.ok(user.length > 0);
  assert.match(machine, /^\w+$/);
});

invoker('calls a group by its name, or by its number when it has none', () => {
  const files = (text: string | null) => ({
    read: () => text,
    ...{
      exists: () => false,
      isExecutable: () => false,
      isBinary: () => false,
      list: () => [],
      resolve: (path: string) => path,
    },
  });
  const id = process.getgid?.();
  assert.is(gatherInvoker(files(`a:x:99999:\nteam:x:${id}:me\n`)).group, 'team');
  assert.is(gatherInvoker(files(null)).group, String(id));
});
invoker.run();
