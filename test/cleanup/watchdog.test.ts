import { chmodSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE } from '../support/build.ts';
import { docker } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { endStandIns, fakeDocker, isGone, processesOf, remains, startStandIn, type StandIn } from './rig.ts';

const test = suite('watchdog', { timeout: 60_000 });
test.after(endStandIns);

const EVERYTHING = [
  'container',
  'container',
  'network',
  'volume',
  'image',
  'file',
  'child',
  'unlisted',
  'unlisted-child',
];

for (const target of ['process', 'process group'] as const) {
  test(`SIGKILL of its ${target}: everything is gone within five seconds`, async () => {
    const build = await startStandIn(EVERYTHING);
    assert.ok((await remains(build)).length >= 12);
    process.kill(target === 'process' ? build.id : -build.id, 'SIGKILL');
    await build.ended;
    await isGone(build, 5000);
  });
}

test('it removes all containers of the journal in one call', async () => {
  const wrapper = fakeDocker('');
  const build = await startStandIn(['container', 'container', 'container'], { env: { PATH: wrapper.path } });
  const before = wrapper.log().length;
  process.kill(build.id, 'SIGKILL');
  await isGone(build, 5000);
  const removals = wrapper
    .log()
    .slice(before)
    .filter((call) => call.startsWith('rm '));
  const names = [0, 1, 2].map((index) => `${build.buildId}-${index}`);
  assert.equal(removals, [`rm --force --volumes ${names.join(' ')}`]);
});

test('what the engine makes after the end of a build is removed, and that is the end of it', async () => {
  const build = await startStandIn(['committing', 'container']);
  process.kill(build.id, 'SIGTERM');
  assert.is((await build.ended).code, 143);
  // It may have shells of its own at work.
  assert.ok(processesOf(build.buildId).some(({ command }) => command.startsWith('sh ')));
  const late = `buildrunner.local/${build.buildId}/late:1`;
  await docker('tag', BASE.image, late);
  await isGone(build, 15_000);
  assert.is(await docker('image', 'ls', '--quiet', late), '');
});

test('another build that runs beside it keeps everything', async () => {
  const [killed, other] = await Promise.all([
    startStandIn(EVERYTHING),
    startStandIn(['container', 'network', 'child']),
  ]);
  const before = await remains(other);
  process.kill(-killed.id, 'SIGKILL');
  await isGone(killed, 5000);
  assert.equal((await remains(other)).sort(), before.sort());
  process.kill(other.id, 'SIGTERM');
  assert.is((await other.ended).code, 143);
});

test('a process that has got the number of one of the journal lives on', async () => {
  const build = await startStandIn(['alien']);
  const [, alien] = /alien (\d+)/.exec(build.output()) ?? [];
  process.kill(build.id, 'SIGKILL');
  await eventually(async () => (await remains(build)).length === 0, 5000);
  process.kill(Number(alien), 'SIGKILL');
});

test('an engine that does not answer leaves the journal to the sweep', async () => {
  const build = await startStandIn(['child'], { env: { DOCKER_HOST: 'unix:///nowhere' } });
  process.kill(build.id, 'SIGKILL');
  await eventually(() => processesOf(build.buildId).length === 0, 5000);
  assert.ok((await remains(build)).includes(`file .buildrunner/builds/${build.buildId}/journal`));
});

test('a docker that hangs is ended', async () => {
  const wrapper = fakeDocker('case $1 in ps) exec sleep 1000 ;; esac');
  const build = await startStandIn([], { env: { PATH: wrapper.path } });
  process.kill(build.id, 'SIGKILL');
  await eventually(() => processesOf(build.buildId).length === 0, 15_000);
});

test('children do not hold the stream that it waits on', async () => {
  const build = await startStandIn(['child']);
  const [watchdog] = processesOf(build.buildId).filter(({ command }) => command.startsWith('sh '));
  const child = processesOf(build.buildId).find(({ command }) => command === 'sleep 601');
  assert.equal(openFiles(watchdog?.id).slice(1, 3), ['/dev/null', '/dev/null']);
  const stream = openFiles(watchdog?.id)[0] ?? '';
  assert.match(stream, /^(socket|pipe):/);
  // Beyond the three of its own it may have what those who run the tests pass on, but no stream of ours.
  const inherited = openFiles(child?.id).slice(3);
  const ours = openFiles(build.id).filter((file) => file.startsWith('socket:'));
  assert.ok(ours.length > 0);
  assert.equal(
    ours.filter((file) => inherited.includes(file)),
    [],
  );
  process.kill(build.id, 'SIGKILL');
  await isGone(build, 5000);
});

test('a CI system that looks for processes of the job does not find it', async () => {
  const env = { JENKINS_NODE_COOKIE: 'x', BUILD_ID: 'x', RUNNER_TRACKING_ID: 'x', KEPT: 'x' };
  const build = await startStandIn([], { env });
  const names = environmentOfWatchdog(build);
  assert.equal(
    ['JENKINS_NODE_COOKIE', 'BUILD_ID', 'RUNNER_TRACKING_ID', 'KEPT'].filter((name) => names.includes(name)),
    ['KEPT'],
  );
  process.kill(build.id, 'SIGTERM');
  await build.ended;
});

test('it withstands the signals that end a session', async () => {
  const build = await startStandIn(['container']);
  const [watchdog] = processesOf(build.buildId).filter(({ command }) => command.startsWith('sh '));
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.kill(watchdog?.id ?? 0, signal);
  process.kill(build.id, 'SIGKILL');
  await isGone(build, 5000);
});

test('after a build that has ended by itself it is gone at once', async () => {
  const build = await startStandIn(['container', 'end']);
  assert.equal(await build.ended, { code: 0, signal: null });
  await isGone(build, 500);
  assert.is(await docker('ps', '--all', '--quiet', '--filter', `name=${build.buildId}`), '');
});

for (const shell of ['dash', 'busybox sh', 'bash']) {
  test(`it works in ${shell}`, async () => {
    const wrapper = fakeDocker('');
    const folder = wrapper.path.split(':')[0] ?? '';
    writeFileSync(join(folder, 'sh'), `#!/bin/dash\nexec ${shell} "$@"\n`);
    chmodSync(join(folder, 'sh'), 0o755);
    const build = await startStandIn(EVERYTHING, { env: { PATH: wrapper.path } });
    process.kill(build.id, 'SIGKILL');
    await isGone(build, 5000);
  });
}

/** What the file descriptors of a process are, by number. */
function openFiles(id: number | undefined): string[] {
  const folder = `/proc/${id ?? 0}/fd`;
  const files: string[] = [];
  for (const name of readdirSync(folder)) files[Number(name)] = readlinkSync(join(folder, name));
  return files;
}

function environmentOfWatchdog({ buildId }: StandIn): string[] {
  const [watchdog] = processesOf(buildId).filter(({ command }) => command.startsWith('sh '));
  return readEnvironment(watchdog?.id ?? 0);
}

function readEnvironment(id: number): string[] {
  return readFileSync(`/proc/${id}/environ`, 'latin1')
    .split('\0')
    .map((line) => line.split('=')[0] ?? '');
}

test.run();
