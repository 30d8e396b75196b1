import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { docker } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { SIGNALS } from '../support/signals.ts';
import { endAll, isGone, onEngine, volumesInUse, type Doomed } from './doomed.ts';
import type { Reached } from './point.ts';
import { POINTS } from './points.ts';

/** Milliseconds from the signal to the exit, and from a kill to the moment when all is gone. */
const LIMIT = 5000;

const s = suite('a killed build', { timeout: 60_000 });
s.after(endAll);

for (const point of POINTS) {
  for (const [signal, code] of SIGNALS) {
    s(`leaves nothing after ${signal} while ${point.name}, and exits with ${code}`, async () => {
      await withReached(point.reach(), async ({ doomed, homeFiles }) => {
        const callsBefore = doomed.docker.calls().length;
        const containers = await containersOf(doomed);
        const sent = performance.now();
        doomed.kill(signal);
        const { exitCode, stdout } = await doomed.ended;
        assert.is(exitCode, code);
        assert.ok(performance.now() - sent < LIMIT, `it took ${performance.now() - sent} ms`);
        // The watchdog has been told that it is not needed; ending takes it a moment.
        await isGone(doomed, 1000, homeFiles);
        assertBulk(doomed, doomed.docker.calls().slice(callsBefore), containers);
        assertReported(doomed, stdout, signal);
      });
    });
  }
  for (const [what, kill] of [
    ['its process', (doomed: Doomed) => doomed.kill('SIGKILL')],
    ['its process group', (doomed: Doomed) => doomed.killGroup('SIGKILL')],
  ] as const) {
    s(`leaves nothing after SIGKILL of ${what} while ${point.name}`, async () => {
      await withReached(point.reach(), async ({ doomed, homeFiles }) => {
        kill(doomed);
        await isGone(doomed, LIMIT, homeFiles);
        assert.is((await doomed.ended).signal, 'SIGKILL');
      });
    });
  }
}

async function withReached(reaching: Promise<Reached>, check: (reached: Reached) => Promise<void>): Promise<void> {
  const reached = await reaching;
  try {
    assert.is.not(reached.doomed.buildId(), '');
    const volumes = await volumesInUse(reached.doomed);
    await check(reached);
    const present = (await docker('volume', 'ls', '--quiet')).split('\n');
    assert.equal(
      volumes.filter((name) => present.includes(name)),
      [],
    );
    await eventually(reached.isOver, LIMIT);
  } finally {
    reached.close();
  }
}

async function containersOf(doomed: Doomed): Promise<string[]> {
  const prefix = 'container ';
  return (await onEngine(doomed)).flatMap((one) => (one.startsWith(prefix) ? [one.slice(prefix.length)] : []));
}

/**
 * All containers go in one call, a child by its id. A further call may only be for one that the engine was still making
 * when its docker was killed; calls for other builds are the sweep's.
 */
function assertBulk(doomed: Doomed, calls: readonly string[], containers: readonly string[]): void {
  const removals = calls.filter((call) => /^(rm|container rm) /.test(call) && call.includes(doomed.buildId()));
  if (containers.length === 0) return;
  const [first = '', ...late] = removals;
  const [, , , ...names] = first.split(' ');
  const ours = containers.filter((name) => name.startsWith('buildrunner-'));
  assert.equal(
    ours.filter((name) => !names.includes(name)),
    [],
  );
  assert.ok(names.length >= containers.length, first);
  for (const call of late)
    assert.not.ok(
      ours.some((name) => call.includes(name)),
      removals.join('\n'),
    );
}

/** All that scripts read has been written before the exit. */
function assertReported({ project }: Doomed, stdout: string, signal: string): void {
  const read = (name: string) => readFileSync(join(project.directory, 'buildrunner.results', name), 'utf8');
  const log = read('build.log');
  for (const text of [log, stdout]) {
    assert.match(text, `Interrupted by ${signal}`);
    assert.match(text, /Step +Result +Duration\n(.*\n)*.* one +(interrupted|passed|skipped) /);
    assert.match(text, `The build was ended by ${signal}`);
  }
  const manifest: unknown = JSON.parse(read('artifacts.json'));
  assert.ok(typeof manifest === 'object' && manifest !== null && 'build.log' in manifest);
  if (log.includes('Running step "two"')) assert.ok('one/result.txt' in manifest);
}

s.run();
