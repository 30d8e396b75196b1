import { spawn } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeOwner, type Life } from '../../src/cleanup/judgement.ts';
import { describeOwnProcess, formatOwner, parseOwner, readOwnOwner, type Owner } from '../../src/cleanup/owner.ts';
import { run } from './rig.ts';

const test = suite('owner');

const CONTAINER = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const FIRST = '4026531836';
const self: Owner = {
  ...describeOwnProcess(null),
  ...{ host: 'here', machine: '11aa', boot: '22bb', namespace: FIRST },
};
const inContainer: Owner = { ...self, container: CONTAINER, host: '', machine: '' };

test('we read as ourselves again from one word', async () => {
  for (const container of [null, CONTAINER]) {
    const own = await readOwnOwner(container, run);
    const word = formatOwner(own);
    assert.equal(parseOwner(word), own);
    assert.match(word, /^[a-z0-9][A-Za-z0-9._-]{0,127}$/);
    assert.ok(Math.abs(own.since - Date.now() / 1000) < 600);
  }
});

test('the word fits where ids, host names and numbers are as long as they get', () => {
  const longest = { boot: 'f'.repeat(12), namespace: '4294967295', processId: 4_194_304, startTime: '9'.repeat(12) };
  const since = 4_000_000_000;
  const process = { container: null, host: 'h'.repeat(24), machine: 'f'.repeat(12), ...longest, since };
  assert.ok(formatOwner(process).length <= 128);
  assert.ok(formatOwner({ ...process, container: CONTAINER, host: '', machine: '' }).length <= 128);
});

for (const text of ['', 'p1', 'p2_a_b', 'c1_abc_1_1_1_1_1', `${formatOwner(self)}_x`, 'p1_h_zz_1_1_x_1_1']) {
  test(`"${text}" is nobody`, () => assert.is(parseOwner(text), null));
}

const dead = await endedProcess();

const JUDGEMENTS: readonly (readonly [string, Owner | null, Life])[] = [
  ['this process', self, 'alive'],
  ['one that has ended', { ...self, processId: dead }, 'dead'],
  ['one whose number another process has by now', { ...self, startTime: '1' }, 'dead'],
  ['one of an earlier start of this machine', { ...self, boot: '33cc' }, 'dead'],
  ['one of another machine', { ...self, boot: '33cc', machine: '44dd' }, 'unknown'],
  ['one of a machine without an id of its own', { ...self, boot: '33cc', machine: '' }, 'unknown'],
  ['one of an unknown container', { ...self, namespace: '1' }, 'unknown'],
  ['one of a container of a machine that seems the same', { ...self, boot: '33cc', namespace: '1' }, 'unknown'],
  ['this process, in a container that runs', inContainer, 'alive'],
  ['one that has ended, in a container that runs', { ...inContainer, processId: dead }, 'dead'],
  ['one in a container that runs, which we cannot look into', { ...inContainer, namespace: '1' }, 'alive'],
  ['one in a container that runs no more', { ...inContainer, container: OTHER }, 'dead'],
  ['nobody', null, 'unknown'],
];

for (const [what, owner, life] of JUDGEMENTS) {
  test(`${what} is ${life}`, async () => {
    assert.is(await judgeOwner(owner, { self, run, runningContainers: new Set([CONTAINER]) }), life);
  });
}

test('a container is not judged by an engine that was not asked', async () => {
  assert.is(await judgeOwner(inContainer, { self, run, runningContainers: null }), 'unknown');
});

test('where there is no /proc, ps is asked', async () => {
  const [bare, started] = [{ ...self, boot: '', namespace: '' }, 'Mon.Nov.23.21.46.52.2026'];
  const ps = async () => ({
    ...{ command: { argv: ['ps'] as const }, ending: 'exited' as const, exitCode: 0 },
    ...{ stdout: 'Mon Nov 23 21:46:52 2026\n', stderr: '' },
  });
  const view = { self: bare, run: ps, runningContainers: null };
  assert.is(await judgeOwner({ ...bare, startTime: started }, view), 'alive');
  assert.is(await judgeOwner({ ...bare, startTime: 'Mon.Nov.23.21.46.53.2026' }, view), 'dead');
  assert.is(await judgeOwner({ ...bare, startTime: started, host: 'elsewhere' }, view), 'unknown');
});

/** The number of a process that is no more. */
async function endedProcess(): Promise<number> {
  const child = spawn('true');
  await new Promise((resolve) => child.once('close', resolve));
  return child.pid ?? 0;
}

test.run();
