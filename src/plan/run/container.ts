import type { ContainerKeys } from '../../config/build-file.ts';
import type { CreateContainer, LateText, OperationId } from '../operation.ts';
import { emptyContainer } from '../source.ts';
import type { RunPlace } from './place.ts';

/** The shell of a container that runs commands and names none (buildrunner 3.27). */
export const DEFAULT_SHELL = '/bin/sh';

/** The words of `shell`: a program, maybe with arguments. */
export function shellWords(keys: Pick<ContainerKeys, 'shell'>): readonly string[] {
  return (keys.shell ?? DEFAULT_SHELL).split(/\s+/).filter((word) => word !== '');
}

/** Services that run already, by name, and the operation that started each: where their addresses come from. */
export type StartedServices = ReadonlyMap<string, { readonly container: string; readonly started: OperationId }>;

/** The flags of a container that follow from keys which a step and a service share. */
export function planShape(place: RunPlace, keys: ContainerKeys, services: StartedServices, aliases: readonly string[]) {
  const address = (name: string): LateText => {
    const service = services.get(name);
    return service === undefined ? name : { late: 'address', from: service.started };
  };
  return {
    ...emptyContainer,
    workingDirectory: keys.cwd,
    user: keys.user,
    hostname: keys.hostname,
    memoryLimit: keys['mem-limit']?.toString(),
    cpuShares: keys['cpu-shares'],
    cpuPeriod: keys['cpu-period'],
    cpuQuota: keys['cpu-quota'],
    network: place.network === null ? null : { name: place.network.name, aliases },
    dns: (keys.dns ?? []).map(address),
    dnsSearch: (keys.dns_search ?? '').split(',').filter((domain) => domain !== ''),
    extraHosts: [...(keys.extra_hosts ?? [])].map(([host, target]) => ({ host, address: address(target) })),
    volumesFrom: (keys.volumes_from ?? []).map((entry) => volumesFrom(entry, services)),
  };
}

/** The operations whose results stand in texts of the container, so that it can only be made after them. */
export function lateSources(container: Pick<CreateContainer, 'dns' | 'extraHosts' | 'environment'>): OperationId[] {
  const texts = [
    ...container.dns,
    ...container.extraHosts.map(({ address }) => address),
    ...container.environment.values(),
  ];
  return [...new Set(texts.flatMap((text) => (text === null || typeof text === 'string' ? [] : [text.from])))];
}

/** `service[:mode]` with the service's container in the place of its name. */
function volumesFrom(entry: string, services: StartedServices): string {
  const [name = entry, ...mode] = entry.split(':');
  return [services.get(name)?.container ?? name, ...mode].join(':');
}
