import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { docker } from '../support/engine.ts';
import { useOwnEngine } from '../support/own-engine.ts';
import { createProject, listFiles } from '../support/project.ts';
import { endAll, isGone, killTree, startDoomed, type Doomed } from './doomed.ts';
import { LASTING, SERVICE, SMALL } from './steps.ts';

const WAITING = 'echo command""runs; until [ -e /go ]; do sleep 0.1; done; echo gone > result';
const NEIGHBOUR = { one: { run: { ...BASE, services: { web: SERVICE }, cmd: WAITING, artifacts: { result: null } } } };

const s = suite('of two builds side by side', { timeout: 60_000 });
s.after(endAll);
useOwnEngine(s);

for (const [what, kill] of [
  ['SIGTERM', killBy('SIGTERM')],
  ['SIGKILL', killBy('SIGKILL')],
  ['SIGKILL also of its watchdog, and a third build,', killAndSweep],
] as const) {
  s(`${what} to one touches nothing of the other`, async () => {
    const neighbour = startDoomed({ steps: NEIGHBOUR });
    await neighbour.waitForOutput(/commandruns/, 30_000);
    const neighbourId = neighbour.buildId();
    const doomed = startDoomed({ steps: LASTING, home: neighbour.project.home });
    await doomed.waitForOutput(/commandruns/, 30_000);
    assert.is.not(doomed.buildId(), '');
    const before = await thingsOf(neighbour);
    assert.is(before.filter((one) => /^container .* (running|created)$/.test(one)).length, 3, before.join(', '));

    await kill(doomed);
    const { home } = doomed.project;
    await isGone(
      doomed,
      5000,
      listFiles(home).filter((name) => name.includes(neighbourId) || /^\.buildrunner\/(builds\/)?$/.test(name)),
    );
    assert.equal(await thingsOf(neighbour), before);

    await docker('exec', `${neighbourId}-one-step`, 'touch', '/go');
    const { exitCode, stdout, stderr } = await neighbour.ended;
    assert.is(exitCode, 0, stdout + stderr);
    assert.ok(existsSync(join(neighbour.project.directory, 'buildrunner.results/one/result')));
    await isGone(neighbour, 1000);
  });
}

function killBy(signal: NodeJS.Signals) {
  return async (doomed: Doomed): Promise<void> => {
    doomed.kill(signal);
    await doomed.ended;
  };
}

async function killAndSweep(doomed: Doomed): Promise<void> {
  killTree(doomed);
  await doomed.ended;
  const project = { ...createProject({ files: SMALL }), home: doomed.project.home };
  const third = await runBuildrunner({ project });
  assert.is(third.exitCode, 0, third.stdout + third.stderr);
}

/** What a build has, and in what state. */
async function thingsOf({ mark }: Doomed): Promise<string[]> {
  const filter = ['--no-trunc', '--filter', `label=kill-test=${mark}`, '--format'];
  const lists = await Promise.all([
    docker('ps', '--all', ...filter, 'container {{.ID}} {{.State}}'),
    docker('network', 'ls', ...filter, 'network {{.ID}}'),
    docker('volume', 'ls', ...filter.slice(1), 'volume {{.Name}}'),
  ]);
  return lists.flatMap((list) => list.split('\n')).sort();
}

s.run();
