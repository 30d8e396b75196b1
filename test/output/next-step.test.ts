import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, startBuild } from '../support/build.ts';
import { docker } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';

const s = suite('the next step', { timeout: 60_000 });

/** Whether the container of step two runs. */
async function isWaiting(mark: string): Promise<boolean> {
  const filters = [`label=mark=${mark}`, 'label=buildrunner.step=two'].flatMap((filter) => ['--filter', filter]);
  return (await docker('ps', '--quiet', ...filters)) !== '';
}

for (const [title, status] of [
  ['passes', 0],
  ['fails', 3],
] as const) {
  s(`waits in its container while a step runs that ${title}`, async () => {
    const building = startBuild({
      steps: {
        one: {
          run: { ...BASE, cmd: `echo going on; sleep 4; echo made > made; exit ${status}`, artifacts: { made: null } },
        },
        two: { run: { ...BASE, cmds: ['cat /artifacts/one/made; ls /source'] } },
      },
    });
    await building.waitForOutput(/^.*INFO +going on$/m, 20_000);
    await eventually(() => isWaiting(building.mark), 3000);
    const { exitCode, stdout } = await building.built;
    assert.is(exitCode === 0, status === 0);
    // What it sees is what there is when it begins, and it is told of then.
    for (const line of [/INFO +made$/m, /INFO +buildrunner\.yaml$/m])
      assert.is(line.test(stdout), status === 0, stdout);
    assert.is(stdout.includes('Running step "two"'), status === 0);
  });
}

s('is there when somebody has removed what does not run meanwhile', async () => {
  const db = { ...BASE, cmd: 'sleep 1000' };
  const building = startBuild({
    steps: {
      one: { run: { ...BASE, cmd: 'echo going on; sleep 3' } },
      two: { run: { ...BASE, cmd: 'ls /source', services: { db } } },
      three: { run: { ...BASE, cmd: 'echo still going on; sleep 3' } },
      four: { run: { ...BASE, cmd: 'cat /source/buildrunner.yaml' } },
    },
  });
  const ours = ['--force', '--filter', `label=mark=${building.mark}`];
  for (const said of [/^.*INFO +going on$/m, /^.*INFO +still going on$/m]) {
    await building.waitForOutput(said, 20_000);
    // What is done ahead is done by now.
    await pause(1000);
    await docker('container', 'prune', ...ours);
    await docker('network', 'prune', ...ours);
  }
  const { exitCode, stdout } = await building.built;
  assert.is(exitCode, 0, stdout);
});

s.run();
