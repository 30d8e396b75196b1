import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { messageOf } from '../../src/failure.ts';
import { BASE } from '../support/build.ts';
import type { Finished } from '../support/buildrunner.ts';
import { useOwnEngine } from '../support/own-engine.ts';
import { listFiles } from '../support/project.ts';
import { endAll, isGone, startDoomed, type Doomed } from './doomed.ts';

const KILLS = 30;
/** Milliseconds from the signal to the exit, and from a kill to the moment when all is gone. */
const LIMIT = 5000;

const STEPS = {
  one: {
    run: {
      ...BASE,
      services: { web: { ...BASE, cmd: 'httpd -f -p 8080 -h /source', wait_for: [8080] } },
      cmds: ['mkdir out', 'wget -q -O out/fetched http://web:8080/buildrunner.yaml'],
      artifacts: { out: null },
    },
  },
  two: { run: { ...BASE, cmd: 'tar -xzf /artifacts/one/out.tar.gz', artifacts: { 'out/*': null } } },
  three: { run: { ...BASE, cmd: 'cat /artifacts/two/fetched > copy', artifacts: { copy: null } } },
};

const WAYS = [
  { name: 'SIGTERM', code: 143, kill: (doomed: Doomed) => doomed.kill('SIGTERM') },
  { name: 'SIGINT', code: 130, kill: (doomed: Doomed) => doomed.kill('SIGINT') },
  { name: 'SIGHUP', code: 129, kill: (doomed: Doomed) => doomed.kill('SIGHUP') },
  { name: 'SIGKILL', code: null, kill: (doomed: Doomed) => doomed.kill('SIGKILL') },
  { name: 'SIGKILL of the group', code: null, kill: (doomed: Doomed) => doomed.killGroup('SIGKILL') },
] as const;
type Way = (typeof WAYS)[number];

/** The same seed gives the same kills, as far as this machine takes the same time for the same. */
const seed = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
const random = randomNumbers(seed);
console.log(`KILL_SEED=${seed}`);

const s = suite('a build killed at a random moment', { timeout: 90_000 });
s.after(endAll);
useOwnEngine(s);

/** Milliseconds that the build takes when nobody kills it. */
let duration = 0;

s('leaves its results alone when it is not killed', async () => {
  const doomed = startDoomed({ steps: STEPS });
  const ended = await doomed.ended;
  assert.is(ended.exitCode, 0, ended.stdout + ended.stderr);
  assert.ok(listFiles(doomed.project.directory).includes('buildrunner.results/three/copy'));
  await isGone(doomed, 1000);
  duration = ended.duration;
});

for (let kill = 1; kill <= KILLS; kill += 1) {
  const way = WAYS[Math.floor(random() * WAYS.length)] ?? WAYS[0];
  const fraction = random();
  s(`leaves nothing (kill ${kill} of ${KILLS})`, async () => {
    const moment = Math.round(fraction * duration);
    await killAt(moment, way).catch((cause: unknown) => {
      const reason = messageOf(cause);
      throw new Error(`${way.name} after ${moment} ms (KILL_SEED=${seed}, kill ${kill}): ${reason}`, { cause });
    });
  });
}

async function killAt(moment: number, way: Way): Promise<void> {
  const doomed = startDoomed({ steps: STEPS });
  await pause(moment);
  doomed.buildId();
  const sent = performance.now();
  try {
    way.kill(doomed);
  } catch {
    // It has ended before.
  }
  const ended = await doomed.ended;
  const took = performance.now() - sent;
  try {
    assert.ok(way.code === null || took < LIMIT, `it took ${took} ms to exit`);
    await isGone(doomed, way.code !== null && ended.exitCode === way.code ? 1000 : LIMIT);
    assertEnd(ended, way);
  } catch (cause) {
    const reason = messageOf(cause);
    const { exitCode, signal, stdout, stderr } = ended;
    const how = `exit code ${exitCode}, signal ${signal}, ${Math.round(took)} ms after the kill`;
    throw new Error([reason, how, stdout, stderr, ...doomed.docker.calls()].join('\n'), { cause });
  }
}

/** Where it has ended by the signal itself, it had not begun yet or was through. */
function assertEnd({ exitCode, signal, stdout }: Finished, { code }: Way): void {
  const hasPassed = stdout.includes('Build SUCCESS.');
  if (exitCode !== null) assert.ok(exitCode === code || (exitCode === 0 && hasPassed), `exit code ${exitCode}`);
  else assert.ok(code === null || stdout === '' || hasPassed, `ended by ${signal}`);
}

/** Numbers from 0 to 1, always the same ones for a seed (mulberry32). */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

s.run();
