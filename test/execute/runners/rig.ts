import type { ExecutionContext } from '../../../src/execute/context.ts';
import { execInContainer } from '../../../src/execute/runners/command.ts';
import { createContainer, startContainer } from '../../../src/execute/runners/container.ts';
import type { Failure, Result } from '../../../src/failure.ts';
import type { CreateContainer, ExecInContainer, StartContainer } from '../../../src/plan/operation.ts';
import { docker } from '../../support/engine.ts';

/** The image that the set-up makes: busybox, and `sh` as its command. */
export const IMAGE = 'buildrunner-base:1';

/** What operations of these tests have in common. */
export const COMMON = { step: 'one', dependsOn: [], follows: [], cause: 'a test' } as const;
const made: string[] = [];

/** A name for a container of these tests alone; `removeContainers` removes it. */
export function containerName(): string {
  const name = `runners-test-${process.pid}-${made.length}`;
  made.push(name);
  return name;
}

/** Removes all containers that have got a name. */
export async function removeContainers(): Promise<void> {
  if (made.length > 0) await docker('rm', '--force', '--volumes', ...made);
}

export function createOperation(name: string, values: Partial<CreateContainer> = {}): CreateContainer {
  return {
    ...{ ...COMMON, id: `create ${name}`, kind: 'createContainer', role: 'service', name, image: IMAGE },
    ...{ labels: new Map(), command: null, hasTerminal: false, environment: new Map(), network: null, dns: [] },
    ...{ dnsSearch: [], extraHosts: [], ports: [], mounts: [], volumesFrom: [], isPrivileged: false },
    ...{ addedCapabilities: [], securityOptions: [] },
    ...values,
  };
}

export function startOperation(container: string, values: Partial<StartContainer> = {}): StartContainer {
  return {
    ...{ ...COMMON, id: `start ${container}`, kind: 'startContainer', container, attach: 'none' },
    speaker: { kind: 'service', name: 'db' },
    ...values,
  };
}

/** A command of the step, shown as it is, in a shell. */
export function execOperation(
  container: string,
  command: string,
  values: Partial<ExecInContainer> = {},
): ExecInContainer {
  return {
    ...{ ...COMMON, id: `exec ${container}`, kind: 'execInContainer', container, argv: ['sh', '-c', command] },
    ...{ speaker: { kind: 'step' }, environment: new Map(), shown: command, isBackground: false },
    ...values,
  };
}

/** A service whose shell waits for commands: its container's name. */
export async function startShell(context: ExecutionContext): Promise<string> {
  const name = containerName();
  succeeded(await createContainer(createOperation(name, { command: ['sh'], hasTerminal: true }), context));
  succeeded(await startContainer(startOperation(name), context));
  return name;
}

/** A service that runs a command of its own, with its output followed: its container's name. */
export async function startCommand(context: ExecutionContext, script: string): Promise<string> {
  const name = containerName();
  succeeded(await createContainer(createOperation(name, { command: ['sh', '-c', script] }), context));
  succeeded(await startContainer(startOperation(name, { attach: 'background' }), context));
  return name;
}

/** Runs a command beside the step. */
export async function startBackground(context: ExecutionContext, container: string, command: string): Promise<void> {
  const speaker = { kind: 'service', name: 'db' } as const;
  succeeded(await execInContainer(execOperation(container, command, { speaker, isBackground: true }), context));
}

/** What a result holds. @throws with the failure's summary when it is one. */
export function succeeded<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`${result.failure.summary}\n${(result.failure.details ?? []).join('\n')}`);
  return result.value;
}

/** The failure of a result. @throws when it is none. */
export function failureOf(result: Result<unknown>): Failure {
  if (result.ok) throw new Error('it has succeeded');
  return result.failure;
}
