import type { ExecInContainer } from '../plan/operation.ts';
import { dockerCommand, flag, type DockerCommand, type Resolve } from './command.ts';
import { toEnvironmentArgs } from './environment.ts';

/** Runs a command in a running container; its standard input is empty, its exit code is docker's. */
export function toExecCommand(
  operation: Pick<ExecInContainer, 'container' | 'argv' | 'environment' | 'user'>,
  resolve: Resolve,
): DockerCommand {
  const { args, ...environment } = toEnvironmentArgs(operation.environment, resolve);
  const words = ['exec', ...flag('--user', operation.user), ...args, operation.container, ...operation.argv];
  return { ...dockerCommand(...words), ...environment };
}
