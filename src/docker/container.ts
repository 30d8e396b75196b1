import type { CreateContainer, StartContainer } from '../plan/operation.ts';
import { dockerCommand, onlyIf, flag, flags, type DockerCommand, type Resolve } from './command.ts';
import { toEnvironmentArgs } from './environment.ts';
import { toLabelArgs } from './labels.ts';
import { toMountValue } from './mount.ts';

export { toCreateNetworkCommand } from './network.ts';

/**
 * Makes a container without starting it; prints its full id. Images are never pulled on the way. Volumes that it is
 * the first to mount are made with it.
 */
export function toCreateContainerCommand(operation: CreateContainer, resolve: Resolve): DockerCommand {
  const { args, ...environment } = toEnvironmentArgs(operation.environment, resolve);
  const words = [
    ...['create', '--pull', 'never', '--name', operation.name],
    ...toLabelArgs(operation.labels),
    ...(operation.hasTerminal ? ['--interactive', '--tty'] : []),
    ...flag('--entrypoint', operation.entryPoint),
    ...args,
    ...placeArgs(operation),
    ...networkArgs(operation, resolve),
    ...flags('--mount', operation.mounts.map(toMountValue)),
    ...flags('--volumes-from', operation.volumesFrom),
    ...powerArgs(operation),
    operation.image,
    ...(operation.command ?? []),
  ];
  return { ...dockerCommand(...words), ...environment };
}

function placeArgs({ workingDirectory, user, hostname }: CreateContainer): string[] {
  return [...flag('--workdir', workingDirectory), ...flag('--user', user), ...flag('--hostname', hostname)];
}

function networkArgs(operation: CreateContainer, resolve: Resolve): string[] {
  const { network, dns, dnsSearch, extraHosts, ports } = operation;
  const hosts = extraHosts.map(({ host, address }) => `${host}:${resolve(address)}`);
  const published = ports.map(({ container, host }) => (host === null ? `${container}` : `${host}:${container}`));
  return [
    ...(network === null ? [] : ['--network', network.name, ...flags('--network-alias', network.aliases)]),
    ...flags('--dns', dns.map(resolve)),
    ...flags('--dns-search', dnsSearch),
    ...flags('--add-host', hosts),
    ...flags('--publish', published),
  ];
}

function powerArgs(operation: CreateContainer): string[] {
  return [
    ...onlyIf(operation.isPrivileged, '--privileged'),
    ...flags('--cap-add', operation.addedCapabilities),
    ...flags('--security-opt', operation.securityOptions),
    ...flag('--memory', operation.memoryLimit),
    ...flag('--cpu-shares', operation.cpuShares),
    ...flag('--cpu-period', operation.cpuPeriod),
    ...flag('--cpu-quota', operation.cpuQuota),
  ];
}

/** Starts a container; unless its output is followed, returns as soon as it runs. */
export function toStartCommand({ container, attach }: Pick<StartContainer, 'container' | 'attach'>): DockerCommand {
  return dockerCommand('start', ...onlyIf(attach !== 'none', '--attach'), container);
}

/** Prints what a container has written since its start and goes on until it ends. */
export function toFollowCommand(container: string): DockerCommand {
  return dockerCommand('logs', '--follow', container);
}
