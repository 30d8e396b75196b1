import { mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listBuilds } from '../../src/cleanup/listing.ts';
import { describeOwnProcess, formatOwner, parseOwner } from '../../src/cleanup/owner.ts';
import { reap, type ReapRequest } from '../../src/cleanup/reap.ts';
import { sweep } from '../../src/cleanup/sweep.ts';
import { BASE } from '../support/build.ts';
import { docker } from '../support/engine.ts';
import { useOwnEngine } from '../support/own-engine.ts';
import { killGroup } from '../support/processes.ts';
import {
  endStandIns,
  environmentOf,
  newBuildId,
  newHome,
  processesOf,
  remains,
  run,
  startStandIn,
  type StandIn,
} from './rig.ts';

const test = suite('sweep', { timeout: 90_000 });
test.after(endStandIns);
useOwnEngine(test);

const EVERYTHING = ['container', 'container', 'network', 'volume', 'image', 'file', 'child', 'unlisted'];

/** A build that was killed together with its watchdog. */
async function startKilled(things: readonly string[], home: string): Promise<StandIn> {
  const build = await startStandIn(things, { home });
  for (const { group, command } of processesOf(build.buildId)) if (command.startsWith('sh ')) killGroup(group);
  process.kill(build.id, 'SIGKILL');
  await build.ended;
  return build;
}

async function list(home: string, format: 'text' | 'json') {
  const listed = await listBuilds({ run, environment: environmentOf(home), format, now: Date.now() });
  if (!listed.ok) throw new Error(listed.failure.summary);
  return listed.value;
}

test('the next start removes what a build has left that was killed together with its watchdog, and nothing else', async () => {
  const home = newHome();
  const [killed, other] = await Promise.all([
    startKilled(EVERYTHING, home),
    startStandIn(['container', 'volume'], { home }),
  ]);
  const before = (await remains(other)).filter((thing) => !thing.includes(killed.buildId));
  assert.ok((await remains(killed)).length >= 12);
  const report = await sweep({ run, environment: environmentOf(home) });
  assert.ok(report.buildCount >= 1);
  assert.ok(report.removed.includes(`container "${killed.buildId}-0"`));
  assert.equal(report.left, []);
  const left = (await remains(killed)).filter((thing) => !before.includes(thing));
  assert.equal(left, []);
  assert.equal(before.sort(), (await remains(other)).sort());
  process.kill(other.id, 'SIGTERM');
  assert.is((await other.ended).code, 143);
});

test('it finds them without a journal too: by labels, and by the names of images', async () => {
  const killed = await startKilled(['container', 'network', 'volume', 'image'], newHome());
  await sweep({ run, environment: environmentOf(newHome()) });
  const left = (await remains(killed)).filter((thing) => !thing.startsWith('file '));
  assert.equal(left, []);
});

test('a build whose owner cannot be judged from here is left alone', async () => {
  const [buildId, home] = [newBuildId(), newHome()];
  const owner = formatOwner({ ...describeOwnProcess(null), boot: 'abc', machine: 'def', host: 'elsewhere' });
  const labels = ['--label', `buildrunner.build=${buildId}`, '--label', `buildrunner.owner=${owner}`];
  await docker('volume', 'create', ...labels, `${buildId}-v`);
  await sweep({ run, environment: environmentOf(home) });
  assert.equal(await remains({ buildId, home }), [`volume ${buildId}-v`]);
  const line = (await list(home, 'text')).find((one) => one.startsWith(buildId));
  assert.match(line ?? '', /^buildrunner-clean\w+ +unknown +\d+[smh] +process \d+ on elsewhere +1 volume$/);
  await docker('volume', 'rm', `${buildId}-v`);
});

test('a container of the engine owns what it has made for as long as it runs', async () => {
  const [buildId, home] = [newBuildId(), newHome()];
  const id = await docker('run', '--detach', '--init', BASE.image, 'sleep', '600');
  const owner = formatOwner({ ...describeOwnProcess(id), namespace: '1' });
  const labels = ['--label', `buildrunner.build=${buildId}`, '--label', `buildrunner.owner=${owner}`];
  await docker('volume', 'create', ...labels, `${buildId}-v`);
  const environment = environmentOf(home);
  await sweep({ run, environment });
  assert.equal(await remains({ buildId, home }), [`volume ${buildId}-v`]);
  await docker('rm', '--force', id);
  await sweep({ run, environment });
  assert.equal(await remains({ buildId, home }), []);
});

test('while the engine does not answer everything stays as it is, and ps says so', async () => {
  const home = newHome();
  const environment = { ...environmentOf(home), DOCKER_HOST: 'unix:///nowhere' };
  const build = await startStandIn(['child'], { home, env: { DOCKER_HOST: 'unix:///nowhere' } });
  for (const { group, command } of processesOf(build.buildId)) if (command.startsWith('sh ')) killGroup(group);
  process.kill(build.id, 'SIGKILL');
  await build.ended;
  const silent: typeof run = (command, options) =>
    run({ ...command, env: { ...command.env, DOCKER_HOST: 'unix:///nowhere' } }, options);
  assert.is((await sweep({ run: silent, environment })).buildCount, 0);
  assert.ok((await remains(build)).includes(`file .buildrunner/builds/${build.buildId}/journal`));
  const listed = await listBuilds({ run: silent, environment, format: 'text', now: Date.now() });
  assert.equal(listed, {
    ok: false,
    failure: {
      kind: 'engine',
      summary: 'The docker engine cannot be asked for what builds have on it: the docker engine does not answer',
      details: [`build "${build.buildId}" (dead) may have something there`],
      next: 'See whether the engine runs with "docker version", and check DOCKER_HOST and the docker context',
    },
  });
  // Another engine answers: the journal of the first one is not its business.
  await sweep({ run, environment: environmentOf(home) });
  assert.ok((await remains(build)).includes(`file .buildrunner/builds/${build.buildId}/journal`));
  // "The engine is back."
  await sweep({ run, environment });
  assert.equal(await remains(build), []);
});

test('a folder that was made and never claimed goes after a minute', async () => {
  const [home, buildId] = [newHome(), newBuildId()];
  const path = join(home, '.buildrunner/builds', buildId);
  mkdirSync(path, { recursive: true });
  await sweep({ run, environment: environmentOf(home) });
  assert.ok((await remains({ buildId, home })).length > 0);
  const earlier = Date.now() / 1000 - 61;
  utimesSync(path, earlier, earlier);
  await sweep({ run, environment: environmentOf(home) });
  assert.equal(await remains({ buildId, home }), []);
});

test('ps lists builds by name and kind, as a table and as JSON', async () => {
  const home = newHome();
  const build = await startStandIn(['container', 'network', 'volume', 'image'], { home });
  const table = await list(home, 'text');
  assert.match(table[0] ?? '', /^BUILD +STATE +AGE +OWNER +HOLDS$/);
  const line = table.find((one) => one.startsWith(build.buildId));
  const pattern = new RegExp(`alive +\\d+[sm] +process ${build.id} on .+ 1 container, 1 network, 1 volume, 1 image$`);
  assert.match(line ?? '', pattern);
  const values: unknown = JSON.parse((await list(home, 'json')).join('\n'));
  const entries: unknown[] = Array.isArray(values) ? values : [];
  const entry = entries.find((value) => JSON.stringify(value).includes(`"build":"${build.buildId}"`));
  const own = describeOwnProcess(null);
  const word = (await docker('image', 'ls', '--format', '{{.Tag}}', `buildrunner.local/${build.buildId}/3`)).trim();
  assert.equal(entry, {
    ...{ build: build.buildId, state: 'alive', folder: join(home, '.buildrunner/builds', build.buildId) },
    owner: { host: own.host, process: build.id, container: null },
    started: new Date((parseOwner(word)?.since ?? 0) * 1000).toISOString(),
    containers: [`${build.buildId}-0`],
    networks: [`${build.buildId}-1`],
    volumes: [`${build.buildId}-2`],
    images: [`buildrunner.local/${build.buildId}/3:${word}`],
  });
  process.kill(build.id, 'SIGTERM');
  await build.ended;
});

test('reap says what it would remove, removes it and says so, and leaves builds alone that run', async () => {
  const home = newHome();
  const [killed, other] = await Promise.all([startKilled(EVERYTHING, home), startStandIn(['container'], { home })]);
  const request: ReapRequest = {
    ...{ run, environment: environmentOf(home), isDryRun: false, isAll: false },
    labels: [{ key: 'buildrunner.build', value: killed.buildId }],
  };
  const before = (await remains(killed)).sort();
  const planned = await reap({ ...request, isDryRun: true });
  assert.equal((await remains(killed)).sort(), before);
  assert.is(planned.failure, null);
  assert.match(
    planned.lines[0] ?? '',
    new RegExp(`^Build "${killed.buildId}" \\(dead; process ${killed.id} on .+\\):$`),
  );
  assert.ok(planned.lines.includes(`  would remove container "${killed.buildId}-0"`));
  const done = await reap(request);
  assert.is(done.failure, null);
  assert.equal(done.lines.map((line) => line.replace('  removed', '  would remove')).sort(), [...planned.lines].sort());
  assert.equal(
    (await remains(killed)).filter((thing) => thing.includes(killed.buildId)),
    [],
  );
  assert.ok((await remains(other)).includes(`container ${other.buildId}-0`));
  const spared = await reap({ ...request, labels: [{ key: 'buildrunner.build', value: other.buildId }] });
  assert.equal(spared, { lines: ['There is nothing to remove.', 'Left alone: 1 build still running.'], failure: null });
  const all = await reap({ ...request, isAll: true, labels: [{ key: 'buildrunner.build', value: other.buildId }] });
  assert.ok(all.lines.includes(`  removed container "${other.buildId}-0"`));
  process.kill(other.id, 'SIGTERM');
  assert.is((await other.ended).code, 143);
});

test('reap fails where something is left, and names the command for it', async () => {
  const home = newHome();
  const killed = await startKilled(['volume'], home);
  const volume = `${killed.buildId}-0`;
  const user = await docker('create', '--volume', `${volume}:/v`, BASE.image);
  const labels = [{ key: 'buildrunner.build', value: killed.buildId }];
  const request = { run, environment: environmentOf(home), isDryRun: false, isAll: false, labels };
  const { failure } = await reap(request);
  assert.equal(failure, {
    kind: 'engine',
    summary: `volume "${volume}" could not be removed: remove ${volume}: volume is in use - [${user}]`,
    details: [`docker volume rm --force ${volume}`],
    next: 'Remove what is left with the commands above',
  });
  assert.ok((await remains(killed)).includes(`file .buildrunner/builds/${killed.buildId}/journal`));
  await docker('rm', user);
  assert.is((await reap(request)).failure, null);
  assert.equal(await remains(killed), []);
});

test.run();
