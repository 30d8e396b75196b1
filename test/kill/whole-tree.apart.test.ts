import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runBuildrunner } from '../support/buildrunner.ts';
import { eventually } from '../support/eventually.ts';
import { useOwnEngine } from '../support/own-engine.ts';
import { createProject, type Project } from '../support/project.ts';
import { buildFolders, endAll, isGone, killTree, onEngine, processesOf, startDoomed, type Doomed } from './doomed.ts';
import { LASTING, SMALL } from './steps.ts';

const s = suite('a build killed together with its watchdog', { timeout: 60_000 });
s.after(endAll);
useOwnEngine(s);

/** A build of which nothing runs any more, and everything else is still there. */
async function killedBuild(): Promise<Doomed> {
  const doomed = startDoomed({ steps: LASTING });
  await doomed.waitForOutput(/commandruns/, 30_000);
  assert.is.not(doomed.buildId(), '');
  killTree(doomed);
  await eventually(() => processesOf(doomed).length === 0, 5000);
  return doomed;
}

/** What a home belongs to, with nothing in the project. */
function withHomeOf({ project }: Doomed): Project {
  return { ...createProject({ files: SMALL }), home: project.home };
}

s('is listed by ps, and the next build removes what it has left', async () => {
  const doomed = await killedBuild();
  const left = await onEngine(doomed);
  assert.is(left.filter((one) => one.startsWith('container ')).length, 3, left.join(', '));
  const listed = await runBuildrunner({ project: doomed.project, arguments: ['ps'] });
  assert.is(listed.exitCode, 0, listed.stderr);
  assert.match(listed.stdout, new RegExp(`^${doomed.buildId()} +dead `, 'm'));

  const next = await runBuildrunner({ project: withHomeOf(doomed) });
  assert.is(next.exitCode, 0, next.stdout + next.stderr);
  // Not for all that was left: a build of somebody else may have begun at the same time.
  const removed = /Removed what \d+ earlier builds? had left: .*/.exec(next.stdout)?.[0] ?? '';
  assert.ok(removed.includes(doomed.buildId().replace(/^buildrunner-/, '')), next.stdout);
  await isGone(doomed, 1000);
});

s('is removed from the engine by the build of another user', async () => {
  const doomed = await killedBuild();
  const next = await runBuildrunner({ files: SMALL });
  assert.is(next.exitCode, 0, next.stdout + next.stderr);
  assert.equal(await onEngine(doomed), []);

  // Its folder can only be found from its own home.
  assert.equal(buildFolders(doomed.project), [doomed.buildId()]);
  const reaped = await runBuildrunner({ project: doomed.project, arguments: ['reap'] });
  assert.is(reaped.exitCode, 0, reaped.stderr);
  await isGone(doomed, 1000);
});

s('is removed by reap', async () => {
  const doomed = await killedBuild();
  const reaped = await runBuildrunner({ project: doomed.project, arguments: ['reap'] });
  assert.is(reaped.exitCode, 0, reaped.stderr);
  assert.match(reaped.stdout, new RegExp(`^Build "${doomed.buildId()}" \\(dead; process ${doomed.id} on .*\\):$`, 'm'));
  await isGone(doomed, 1000);
});

s.run();
