import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { waitForPort } from '../../../src/execute/runners/wait.ts';
import type { FileView } from '../../../src/facts/facts.ts';
import type { WaitForPort } from '../../../src/plan/operation.ts';
import { docker } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';
import { factsWith, memoryContext, type MemoryContext } from '../context.ts';
import {
  containerName,
  failureOf,
  IMAGE,
  removeContainers,
  startBackground,
  startCommand,
  startShell,
  succeeded,
} from './rig.ts';

const s = suite('waiting for a port of a service', { timeout: 60_000 });

/** Longer than any test takes that does not wait in vain. */
const LONG = 50_000;

function wait(container: string, timeout: number, port = 80): WaitForPort {
  return {
    ...{ id: 'one/wait', kind: 'waitForPort', step: 'one', dependsOn: [], follows: [], cause: 'wait_for' },
    ...{ container, service: 'db', port, timeout },
  };
}

/** A connection from here, and looks from inside the container. */
const VIEWS: readonly FileView[] = [{ kind: 'same' }, { kind: 'apart' }, { kind: 'mapped', mounts: [] }];

function contextFor(view: FileView): MemoryContext {
  const context = memoryContext();
  return { ...context, facts: factsWith(context.facts, { view }) };
}

s.after(removeContainers);

for (const view of VIEWS) {
  s(`ends when a service listens, late as it may be (engine: ${view.kind})`, async () => {
    const context = contextFor(view);
    const container = await startShell(context);
    let isOver = false;
    const waiting = waitForPort(wait(container, LONG), context).finally(() => (isOver = true));
    await docker('exec', container, 'true');
    assert.is(isOver, false);
    await startBackground(context, container, 'httpd -f -p 80');
    succeeded(await waiting);
  });

  s(`does not take a listener for ready that only the container itself reaches (engine: ${view.kind})`, async () => {
    const context = contextFor(view);
    const container = await startShell(context);
    await startBackground(context, container, 'httpd -f -p 127.0.0.1:80');
    await eventually(async () => (await docker('exec', container, 'netstat', '-ltn')).includes('127.0.0.1:'), 10_000);
    const failure = failureOf(await waitForPort(wait(container, 700), context));
    assert.equal(failure, {
      kind: 'step',
      summary: 'Service "db" of step "one" failed: port 80 was not open within 0.7 s',
      details: [],
      next: 'See whether the service listens on that port on all of its addresses, or give "wait_for" a longer "timeout"',
    });
  });

  s(`fails at once when the container has ended, with its last lines (engine: ${view.kind})`, async () => {
    const context = contextFor(view);
    const container = await startCommand(context, 'seq 1 20; exit 3');
    const failure = failureOf(await waitForPort(wait(container, LONG), context));
    assert.is(
      failure.summary,
      'Service "db" of step "one" failed: its container exited with code 3 before port 80 was open',
    );
    assert.equal(
      failure.details,
      Array.from({ length: 10 }, (_, index) => `| ${index + 11}`),
    );
  });
}

s('fails at once when the container ends while it waits', async () => {
  const context = memoryContext();
  const container = await startCommand(context, 'echo up; until [ -e /end ]; do :; done');
  const waiting = waitForPort(wait(container, LONG), context);
  // Not waited for: it ends with the container, and may be taken along.
  await docker('exec', '--detach', container, 'touch', '/end');
  const { summary, details } = failureOf(await waiting);
  assert.match(summary, 'its container exited with code 0 before port 80 was open');
  assert.equal(details, ['| up']);
});

s('fails at once when the container is killed', async () => {
  const context = memoryContext();
  const container = await startCommand(context, 'echo up; while :; do sleep 1000; done');
  const waiting = waitForPort(wait(container, LONG), context);
  await docker('kill', container);
  assert.match(failureOf(await waiting).summary, 'its container exited with code 137 before port 80 was open');
});

s('fails at once when the command of a service has failed, though its shell lives on', async () => {
  const context = memoryContext();
  const container = await startShell(context);
  await startBackground(context, container, 'echo cannot >&2; exit 4');
  const failure = failureOf(await waitForPort(wait(container, LONG), context));
  assert.is(
    failure.summary,
    'Service "db" of step "one" failed: its command exited with code 4 before port 80 was open',
  );
  assert.equal(failure.details, ['| cannot']);
});

s('goes on when the command of a service has ended well, since it may have left a daemon', async () => {
  const context = memoryContext();
  const container = await startShell(context);
  await startBackground(context, container, '(until [ -e /go ]; do :; done; httpd -p 80) >/dev/null 2>&1 &');
  await eventually(() => context.backgrounds.of(container)[0]?.exitCode === 0, 10_000);
  const waiting = waitForPort(wait(container, LONG), context);
  await docker('exec', container, 'touch', '/go');
  succeeded(await waiting);
});

s('says of a service that is too late what it has written', async () => {
  const context = memoryContext();
  const container = await startCommand(context, 'echo still loading; while :; do sleep 1000; done');
  await eventually(() => context.output().includes('still loading'), 10_000);
  const { summary, details } = failureOf(await waitForPort(wait(container, 300, 8080), context));
  assert.is(summary, 'Service "db" of step "one" failed: port 8080 was not open within 0.3 s');
  assert.equal(details, ['| still loading']);
});

s('ends when the build does', async () => {
  const context = memoryContext();
  const container = await startShell(context);
  const waiting = waitForPort(wait(container, LONG), context);
  await docker('exec', container, 'true');
  context.abort();
  failureOf(await waiting);
});

s('fails for a container that is not there', async () => {
  const failure = failureOf(await waitForPort(wait(containerName(), LONG), memoryContext()));
  assert.is(failure.kind, 'engine');
});

s('takes what another container connects to for ready', async () => {
  const context = memoryContext();
  const container = await startShell(context);
  await startBackground(context, container, 'httpd -f -p 80 -h /');
  succeeded(await waitForPort(wait(container, LONG), context));
  const address = await docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', container);
  const client = containerName();
  const answer = await docker(
    'run',
    '--name',
    client,
    IMAGE,
    'wget',
    '-q',
    '-O',
    '-',
    `http://${address}/etc/hostname`,
  );
  assert.is(answer, await docker('inspect', '--format', '{{.Config.Hostname}}', container));
});

s.run();
