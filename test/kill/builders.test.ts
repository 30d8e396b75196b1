import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE } from '../support/build.ts';
import { docker } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { liveProcesses } from '../support/processes.ts';
import { startRemoteBuilder, type RemoteBuilder } from '../support/remote-builder.ts';
import { endAll, isGone, newMark, startDoomed, type Doomed } from './doomed.ts';
import { LIMIT } from './point.ts';

const s = suite('a killed build by a builder that does not see the engine', { timeout: 120_000 });

const LARGE = `builders-large-${process.pid}:1`;
let builder: RemoteBuilder;
s.before(async () => {
  builder = await startRemoteBuilder();
  const name = `builders-large-${process.pid}`;
  await docker('run', '--name', name, BASE.image, 'dd', 'if=/dev/zero', 'of=/large', 'bs=1M', 'count=512');
  await docker('commit', name, LARGE);
  await docker('rm', name);
});
s.after(async () => {
  await docker('image', 'rm', LARGE);
  await builder.stop();
  await endAll();
});

function begin(dockerfile: string, platforms: readonly string[]): Doomed {
  const one = { build: { dockerfile, pull: false, ...(platforms.length === 0 ? {} : { platforms }) } };
  const env = { BUILDX_CONFIG: builder.configuration, BUILDX_BUILDER: builder.name };
  return startDoomed({ steps: { one }, env });
}

function isRunning(command: string): boolean {
  return liveProcesses().some((one) => one.command === command || one.command.endsWith(` ${command}`));
}

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGKILL', null],
] as const) {
  const end = async (doomed: Doomed) => {
    assert.is.not(doomed.buildId(), '');
    doomed.kill(signal);
    assert.is((await doomed.ended).exitCode, code);
    await isGone(doomed, 5000);
  };

  s(`leaves nothing after ${signal} while instructions run for two platforms`, async () => {
    // A number that no other process sleeps for.
    const sleep = `sleep ${parseInt(newMark().slice(-6), 16)}.5`;
    const base = `FROM ${BASE.image}-\${TARGETARCH}\n`;
    const doomed = begin(`${base}RUN echo instruction""runs; ${sleep}\n`, ['linux/amd64', 'linux/arm64']);
    for (const platform of ['amd64', 'arm64'])
      await doomed.waitForOutput(new RegExp(`\\[linux/${platform}\\].*instructionruns`), LIMIT);
    await eventually(() => isRunning(sleep), LIMIT);
    await end(doomed);
    await eventually(() => !isRunning(sleep), 5000);
  });

  s(`leaves nothing after ${signal} while an image is given to the builder`, async () => {
    const doomed = begin(`FROM ${LARGE}\n`, []);
    await doomed.waitForOutput(/Giving image/, LIMIT);
    await eventually(() => isRunning(`docker save ${LARGE}`), LIMIT);
    await end(doomed);
  });
}

s.run();
