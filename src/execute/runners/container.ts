import { toCreateContainerCommand, toCreateNetworkCommand, toStartCommand } from '../../docker/container.ts';
import { parseAddress, parseState, toAddressCommand, toStateCommand } from '../../docker/inspect.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { fail, succeed, type Failure, type Result } from '../../failure.ts';
import type { CreateContainer, CreateNetwork, StartContainer } from '../../plan/operation.ts';
import type { CommandResult } from '../../process/command.ts';
import type { Background } from '../background.ts';
import type { ExecutionContext } from '../context.ts';
import { callDocker, dockerFailure, toCommand } from '../docker-call.ts';
import { follow, type FollowedCommand } from '../follow.ts';
import { commandFailure } from './command.ts';

export async function createNetwork(operation: CreateNetwork, context: ExecutionContext): Promise<Result<void>> {
  context.registry.register({ kind: 'network', name: operation.name });
  const problem = `The network of step "${operation.step ?? ''}" could not be created`;
  const created = await callDocker(context, { docker: toCreateNetworkCommand(operation), problem });
  return created.ok ? succeed(undefined) : created;
}

/** Makes a container, known by its name before it exists. Named volumes that it is the first to mount come with it. */
export async function createContainer(operation: CreateContainer, context: ExecutionContext): Promise<Result<void>> {
  context.registry.register({ kind: 'container', name: operation.name });
  for (const mount of operation.mounts) {
    if (mount.kind === 'volume' && mount.name !== null) context.registry.register({ kind: 'volume', name: mount.name });
  }
  const created = await callDocker(context, {
    docker: toCreateContainerCommand(operation, (text) => context.late.resolve(text)),
    problem: `A container of image "${operation.image}" could not be created`,
  });
  if (!created.ok) return created;
  context.late.setContainerId(operation.id, created.value.stdout.trim());
  return succeed(undefined);
}

/** Starts a container; one that runs in the foreground is waited for, and its exit code counts. */
export async function startContainer(operation: StartContainer, context: ExecutionContext): Promise<Result<void>> {
  const { step, speaker, container, attach } = operation;
  const problem = `The container of ${speaker.kind === 'step' ? `step "${step}"` : `service "${speaker.name}"`} could not be started`;
  const docker = toStartCommand(operation);
  if (attach === 'none') {
    const started = await callDocker(context, { docker, problem });
    if (!started.ok) return started;
    return speaker.kind === 'service' ? noteAddress(operation, context) : succeed(undefined);
  }
  const running = follow(context, docker, { step, speaker, isTerminal: attach === 'background' });
  if (attach === 'background') return startBeside(operation, context, { running, problem });
  const result = await running.ended;
  if (result.exitCode === null) return fail(dockerFailure(problem, result));
  if (result.exitCode === 0) return succeed(undefined);
  if (!(await isStarted(container, context))) return fail(startFailure(problem, result, running));
  return fail(commandFailure({ step, speaker, shown: null }, result.exitCode, running.lastLines()));
}

/** Goes on as soon as the container runs; its output is followed until it ends. */
async function startBeside(
  operation: StartContainer,
  context: ExecutionContext,
  { running, problem }: { readonly running: FollowedCommand; readonly problem: string },
): Promise<Result<void>> {
  const { container } = operation;
  const ended = running.ended.then(({ exitCode }) => exitCode);
  const background: Background = { ended, isContainer: true, lastLines: running.lastLines };
  context.backgrounds.add(container, background);
  for (;;) {
    // Looked at first: what has ended may have started in the meantime.
    const wasOver = background.exitCode !== undefined;
    if (await isStarted(container, context)) return noteAddress(operation, context);
    if (wasOver) return fail(startFailure(problem, await running.ended, running));
    await pause(START_INTERVAL);
  }
}

/** Milliseconds between two looks at a container that is starting. */
const START_INTERVAL = 20;

/** Whether a container is past its start, which an attachment does not tell. */
async function isStarted(container: string, context: ExecutionContext): Promise<boolean> {
  const command = toCommand({ docker: toStateCommand(container) }, context);
  const state = parseState((await context.run(command, { signal: context.signal })).stdout);
  return state?.status !== 'created';
}

/** Where the container never ran, what was followed are docker's own words. */
function startFailure(problem: string, result: CommandResult, { lastLines }: FollowedCommand): Failure {
  return dockerFailure(problem, { ...result, stderr: lastLines().join('\n') });
}

/** Notes the address of a service for those that name it in `extra_hosts` or `dns`. */
async function noteAddress({ id, container }: StartContainer, context: ExecutionContext): Promise<Result<void>> {
  const problem = `The address of container "${container}" could not be found`;
  const inspected = await callDocker(context, { docker: toAddressCommand(container), problem });
  if (!inspected.ok) return inspected;
  context.late.setAddress(id, parseAddress(inspected.value.stdout) ?? '');
  return succeed(undefined);
}
