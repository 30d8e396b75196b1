import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../support/eventually.ts';
import { SIGNALS } from '../support/signals.ts';
import { endStandIns, fakeDocker, isGone, remains, startStandIn } from './rig.ts';

const test = suite('trap', { timeout: 60_000 });
test.after(endStandIns);

const EVERYTHING = ['container', 'container', 'container', 'network', 'volume', 'image', 'file', 'child'];

for (const [signal, code] of SIGNALS) {
  test(`${signal} removes everything, containers in one call, closes the report and exits with ${code}`, async () => {
    const docker = fakeDocker('');
    const build = await startStandIn([...EVERYTHING, 'unlisted'], { env: { PATH: docker.path } });
    const before = docker.log().length;
    const sent = performance.now();
    process.kill(build.id, signal);
    assert.equal(await build.ended, { code, signal: null });
    assert.ok(performance.now() - sent < 5000);
    assert.equal(await remains(build), []);
    const calls = docker.log().slice(before);
    const [first] = calls;
    const names = [0, 1, 2].map((index) => `${build.buildId}-${index}`);
    assert.is(first, `rm --force --volumes ${names.join(' ')}`);
    // What nobody had registered is found by its label.
    const removals = calls.filter((call) => call.startsWith('rm '));
    assert.equal(removals.slice(1), [`rm --force --volumes ${build.buildId}-8`]);
    assert.match(build.output(), new RegExp(`"kind":"interrupted","signal":"${signal}"`));
    assert.match(build.output(), /"kind":"cleanedUp","removed":\["container/);
    assert.match(build.output(), /closed\n$/);
  });
}

test('a hundred containers are removed in one call', async () => {
  // Only their names are registered: making so many would take a minute.
  const docker = fakeDocker('');
  const build = await startStandIn(Array<string>(100).fill('announced'), { env: { PATH: docker.path } });
  process.kill(build.id, 'SIGTERM');
  assert.is((await build.ended).code, 143);
  const removals = docker.log().filter((call) => call.startsWith('rm '));
  assert.is(removals.length, 1);
  assert.is(removals[0]?.split(' ').length, 103);
});

test('an engine that hangs does not keep it from exiting within five seconds, and it says what is left', async () => {
  const docker = fakeDocker('case $1 in rm) while :; do sleep 1000; done ;; esac');
  const build = await startStandIn(['container', 'volume'], { env: { PATH: docker.path } });
  const sent = performance.now();
  process.kill(build.id, 'SIGTERM');
  assert.is((await build.ended).code, 143);
  assert.ok(performance.now() - sent < 5000);
  await eventually(() => build.output().includes('closed'), 1000);
  assert.match(build.output(), `"left":["container \\"${build.buildId}-0\\"","volume \\"${build.buildId}-1\\""]`);
  assert.match(build.output(), `"reason":"the docker engine did not answer in time"`);
  assert.match(build.output(), `docker rm --force --volumes ${build.buildId}-0`);
});

test('an engine that is not there is told of at once', async () => {
  const docker = fakeDocker('case $1 in rm|volume) DOCKER_HOST=unix:///nowhere; export DOCKER_HOST ;; esac');
  const build = await startStandIn(['container', 'child'], { env: { PATH: docker.path } });
  process.kill(build.id, 'SIGTERM');
  assert.is((await build.ended).code, 143);
  await eventually(() => build.output().includes('closed'), 1000);
  assert.match(build.output(), `"reason":"the docker engine does not answer","commands":["docker rm`);
});

test('a second signal makes it exit at once; the watchdog removes the rest', async () => {
  const docker = fakeDocker('case "$PPID $*" in *"rm --force"*) sleep 2 ;; esac');
  const build = await startStandIn(EVERYTHING, { env: { PATH: docker.path } });
  process.kill(build.id, 'SIGINT');
  await eventually(() => docker.log().some((call) => call.startsWith('rm ')), 3000);
  // Longer than two signals that are one may be apart.
  await pause(150);
  const sent = performance.now();
  process.kill(build.id, 'SIGTERM');
  assert.is((await build.ended).code, 143);
  assert.ok(performance.now() - sent < 500);
  await isGone(build, 12_000);
});

test('two signals at the same time, as npm and a terminal send them, are one', async () => {
  const build = await startStandIn(EVERYTHING);
  process.kill(build.id, 'SIGINT');
  process.kill(build.id, 'SIGHUP');
  const { code } = await build.ended;
  assert.ok(code === 129 || code === 130);
  assert.equal(await remains(build), []);
});

test('a terminal that is gone does not stop it', async () => {
  const build = await startStandIn(EVERYTHING, { isOutputLost: true });
  process.kill(build.id, 'SIGHUP');
  assert.is((await build.ended).code, 129);
  assert.equal(await remains(build), []);
});

test('a container that the engine is still at work on when its docker is killed goes too', async () => {
  // Some of these moments are before the request is sent, some while the engine is at work, some after.
  for (const moment of [10, 25, 40, 55, 70, 85]) {
    const build = await startStandIn(['in-flight']);
    await pause(moment);
    process.kill(build.id, 'SIGTERM');
    assert.is((await build.ended).code, 143);
    assert.equal(await remains(build), []);
  }
});

test('an internal error is told, everything is removed, and it exits with 1', async () => {
  const build = await startStandIn([...EVERYTHING, 'throw']);
  assert.is((await build.ended).code, 1);
  assert.match(
    build.output(),
    /"kind":"warned","step":null,"text":"Internal error: Error: something unforeseen\\n {4}at /,
  );
  assert.equal(await remains(build), []);
});

test.run();
