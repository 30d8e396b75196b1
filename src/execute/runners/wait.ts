import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { isListening, toListenersCommand } from '../../docker/listeners.ts';
import { parseAddress, toAddressCommand } from '../../docker/inspect.ts';
import { fail, succeed, type Failure, type Result } from '../../failure.ts';
import type { WaitForPort } from '../../plan/operation.ts';
import { hasSucceeded } from '../../process/command.ts';
import type { ExecutionContext } from '../context.ts';
import { callDocker, toCommand } from '../docker-call.ts';
import { quoteOutput } from './command.ts';

/** Milliseconds between two looks. */
const INTERVAL = 100;
/** Milliseconds that one connection may take to be made. */
const CONNECT_TIMEOUT = 1000;

/**
 * Waits until something in the container listens on the port. Fails when the time is over, and at once when the
 * container has ended or the service's command has failed; a command that ends well may have left a daemon behind.
 */
export async function waitForPort(operation: WaitForPort, context: ExecutionContext): Promise<Result<void>> {
  const probe = await chooseProbe(operation, context);
  if (!probe.ok) return probe;
  const deadline = context.now() + operation.timeout;
  for (;;) {
    if (await probe.value()) return succeed(undefined);
    const ended = endOf(operation, context);
    if (ended !== null) return fail(ended);
    if (context.signal.aborted || context.now() > deadline) return fail(lateFailure(operation, context));
    await pause(INTERVAL, undefined, { signal: context.signal }).catch(() => undefined);
  }
}

/** A connection from here where the engine's networks can be reached from here, else a look from inside. */
async function chooseProbe(operation: WaitForPort, context: ExecutionContext): Promise<Result<() => Promise<boolean>>> {
  if (context.facts.engine.view.kind !== 'same') return succeed(() => probeFromInside(operation, context));
  const problem = `The address of service "${operation.service}" could not be found`;
  const inspected = await callDocker(context, { docker: toAddressCommand(operation.container), problem });
  if (!inspected.ok) return inspected;
  const address = parseAddress(inspected.value.stdout);
  return succeed(() => (address === null ? Promise.resolve(false) : canConnect(address, operation.port)));
}

async function probeFromInside({ container, port }: WaitForPort, context: ExecutionContext): Promise<boolean> {
  const command = toCommand({ docker: toListenersCommand(container) }, context);
  const result = await context.run(command, { signal: context.signal });
  return hasSucceeded(result) && isListening(result.stdout, port);
}

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT });
    const finish = (isOpen: boolean) => () => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', finish(true)).once('error', finish(false)).once('timeout', finish(false));
  });
}

function endOf({ step, service, container, port }: WaitForPort, context: ExecutionContext): Failure | null {
  for (const background of context.backgrounds.of(container)) {
    const { exitCode } = background;
    if (exitCode === undefined || (exitCode === 0 && !background.isContainer)) continue;
    const what = background.isContainer ? 'its container' : 'its command';
    const how = exitCode === null ? 'was ended' : `exited with code ${exitCode}`;
    return {
      kind: 'step',
      summary: `Service "${service}" of step "${step}" failed: ${what} ${how} before port ${port} was open`,
      details: quoteOutput(background.lastLines()),
    };
  }
  return null;
}

function lateFailure({ step, service, container, port, timeout }: WaitForPort, context: ExecutionContext): Failure {
  return {
    kind: 'step',
    summary: `Service "${service}" of step "${step}" failed: port ${port} was not open within ${timeout / 1000} s`,
    details: context.backgrounds.of(container).flatMap((background) => quoteOutput(background.lastLines())),
    next: 'See whether the service listens on that port on all of its addresses, or give "wait_for" a longer "timeout"',
  };
}
