import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  buildFolders,
  endAll,
  isGone,
  killProcess,
  onEngine,
  processesOf,
  startDoomed,
  type Doomed,
} from '../kill/doomed.ts';
import { LASTING, SMALL } from '../kill/steps.ts';
import { runBuildrunner, type Finished } from '../support/buildrunner.ts';
import { startEngineProxy, type EngineProxy } from '../support/engine-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { useOwnEngine } from '../support/own-engine.ts';
import { createProject, listFiles } from '../support/project.ts';

const s = suite('an engine that is lost', { timeout: 90_000 });
s.after(endAll);
useOwnEngine(s);

s('in the middle of a build ends that, which says what is left; the next start removes it', async () => {
  await withProxy(async (proxy) => {
    const doomed = await startAt(proxy, /commandruns/);
    const left = await onEngine(doomed);
    assert.is(left.length, 5, left.join(', '));
    const lost = performance.now();
    await proxy.become('gone');
    const ended = await doomed.ended;
    assert.is(ended.exitCode, 1);
    assert.ok(performance.now() - lost < 10_000, `it took ${performance.now() - lost} ms`);
    assert.match(
      ended.stdout,
      /Step "one" failed: the command "echo .*" was cut short: the docker engine does not answer/,
    );
    assertNamed(ended, left);
    await assertRemovedByNext(doomed, proxy);
  });
});

for (const state of ['gone', 'silent'] as const) {
  s(
    `and is ${state} when SIGTERM comes still lets the build exit within five seconds and say what is left`,
    async () => {
      await withProxy(async (proxy) => {
        const doomed = await startAt(proxy, /commandruns/);
        const left = await onEngine(doomed);
        // Not only by the cut connection: the signal has to be there first, or be the only one to end it.
        if (state === 'gone') proxy.becomeAt(/ \/v[\d.]+\/containers\/[^ ]*force=1/, 'gone');
        else await proxy.become('silent');
        const sent = performance.now();
        doomed.kill('SIGTERM');
        const ended = await doomed.ended;
        assert.is(ended.exitCode, 143);
        assert.ok(performance.now() - sent < 5000, `it took ${performance.now() - sent} ms`);
        assertNamed(ended, left);
        await assertRemovedByNext(doomed, proxy);
      });
    },
  );
}

s('and does not answer is waited for as long as --docker-timeout says', async () => {
  await withProxy(async (proxy) => {
    proxy.becomeAt(/POST \/v[\d.]+\/containers\/create\?name=[^ ]*-one-step/, 'silent');
    const doomed = startAtOnce(proxy, ['--docker-timeout', '5']);
    await eventually(() => doomed.docker.calls().some((call) => /^create .*-one-step/.test(call)), 30_000);
    assert.is.not(doomed.buildId(), '');
    const asked = performance.now();
    const ended = await doomed.ended;
    assert.is(ended.exitCode, 1);
    assert.ok(performance.now() - asked < 20_000, `it took ${performance.now() - asked} ms`);
    assert.match(ended.stdout + ended.stderr, /docker did not answer within 5 s/);
    assertNamed(ended, await onEngine(doomed));
    await assertRemovedByNext(doomed, proxy);
  });
});

s('before anything is made is told of as soon as --docker-timeout says', async () => {
  await withProxy(async (proxy) => {
    await proxy.become('silent');
    const ended = await runBuildrunner({
      ...{ files: SMALL, env: { DOCKER_HOST: proxy.host } },
      arguments: ['--docker-timeout', '2'],
    });
    assert.is(ended.exitCode, 1);
    assert.match(ended.stderr, /The docker engine at "unix:.*" \(from DOCKER_HOST\) did not answer within 2 seconds/);
    assert.ok(ended.duration < 10_000, `it took ${ended.duration} ms`);
    assert.equal(listFiles(ended.project.home), []);
  });
});

async function withProxy(action: (proxy: EngineProxy) => Promise<void>): Promise<void> {
  const proxy = await startEngineProxy();
  try {
    await action(proxy);
  } finally {
    await proxy.close();
  }
}

function startAtOnce({ host }: EngineProxy, flags: readonly string[] = []): Doomed {
  return startDoomed({ steps: LASTING, env: { DOCKER_HOST: host }, arguments: flags });
}

async function startAt(proxy: EngineProxy, output: RegExp): Promise<Doomed> {
  const doomed = startAtOnce(proxy);
  await doomed.waitForOutput(output, 30_000);
  assert.is.not(doomed.buildId(), '');
  return doomed;
}

/** Everything that is there still is named on standard error, with a command that removes it. */
function assertNamed({ stdout, stderr }: Finished, left: readonly string[]): void {
  for (const one of left) {
    const [kind = '', name = ''] = one.split(' ');
    assert.ok(stderr.includes(`${kind} "${name}"`), `${one}\n${stderr}\n${stdout}`);
    assert.match(stderr, new RegExp(`docker (${kind} )?rm .*${name}`));
  }
}

async function assertRemovedByNext(doomed: Doomed, proxy: EngineProxy): Promise<void> {
  // The watchdog tries, too; where nobody answers, that would take it more than a minute.
  await eventually(() => {
    const running = processesOf(doomed);
    for (const { id } of running) killProcess(id);
    return running.length === 0;
  }, 10_000);
  assert.equal(buildFolders(doomed.project), [doomed.buildId()]);
  await proxy.become('alive');
  const project = { ...createProject({ files: SMALL }), home: doomed.project.home };
  const next = await runBuildrunner({ project, env: { DOCKER_HOST: proxy.host } });
  assert.is(next.exitCode, 0, next.stdout + next.stderr);
  await isGone(doomed, 1000);
}

s.run();
