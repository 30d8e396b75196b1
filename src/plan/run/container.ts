import type { ContainerKeys } from '../../config/build-file.ts';
import type { Draft } from '../draft.ts';
import type { PlannedImage } from '../image.ts';
import { NONE } from '../operation-fields.ts';
import type { CreateContainer, LateText, OperationId } from '../operation.ts';
import type { RunPlace } from './place.ts';

/** The shell of a container that runs commands and names none (buildrunner 3.27). */
export const DEFAULT_SHELL = '/bin/sh';

/** The words of `shell`: a program, maybe with arguments. */
export function shellWords({ shell }: Pick<ContainerKeys, 'shell'>): readonly string[] {
  return shell === undefined ? [DEFAULT_SHELL] : shell.split(/\s+/).filter((word) => word !== '');
}

/** Services that run already, by name, and the operation that started each: where their addresses come from. */
export type StartedServices = ReadonlyMap<string, { readonly container: string; readonly started: OperationId }>;

/** What a step's own container and a service do not have in common. */
interface OwnParts extends Pick<
  CreateContainer,
  | 'id'
  | 'cause'
  | 'role'
  | 'name'
  | 'hasTerminal'
  | 'environment'
  | 'workingDirectory'
  | 'hostname'
  | 'mounts'
  | 'ports'
  | 'isPrivileged'
  | 'addedCapabilities'
> {
  readonly image: PlannedImage;
  /** A shell waits in the container for commands. */
  readonly hasShell: boolean;
  /** Services that it may name. */
  readonly services: StartedServices;
  /** How its network knows it. */
  readonly aliases: readonly string[];
  /** What else must have succeeded before. */
  readonly dependsOn: readonly OperationId[];
}

/** The operation that makes a container of a step, as the keys of the build file say. */
export function toCreateContainer(draft: Draft, place: RunPlace, keys: ContainerKeys, own: OwnParts): CreateContainer {
  const { services, image, environment } = own;
  const dns = keys.dns?.map((name) => addressOf(services, name)) ?? NONE;
  const extraHosts = [...(keys.extra_hosts ?? [])].map(([host, target]) => {
    return { host, address: addressOf(services, target) };
  });
  const network = place.network === null ? NONE : [place.network.created];
  const late = lateSources({ dns, extraHosts, environment });
  // No spread of one object into another here: that takes ten times as long, and a build may have thousands of steps.
  return {
    id: own.id,
    kind: 'createContainer',
    step: place.step,
    cause: own.cause,
    dependsOn: image.ready.concat(place.preparation.dependsOn, network, late, own.dependsOn),
    follows: place.preparation.follows,
    role: own.role,
    name: own.name,
    image: image.name,
    labels: draft.labels(place.step, own.role),
    command: own.hasShell || keys.shell !== undefined ? shellWords(keys) : null,
    hasTerminal: own.hasTerminal,
    environment,
    network: place.network === null ? null : { name: place.network.name, aliases: own.aliases },
    dns,
    dnsSearch: keys.dns_search?.split(',').filter((domain) => domain !== '') ?? NONE,
    extraHosts,
    ports: own.ports,
    volumesFrom: keys.volumes_from?.map((entry) => volumesFrom(entry, services)) ?? NONE,
    isPrivileged: own.isPrivileged,
    addedCapabilities: own.addedCapabilities,
    securityOptions: NONE,
    workingDirectory: own.workingDirectory,
    user: keys.user,
    hostname: own.hostname,
    memoryLimit: keys['mem-limit']?.toString(),
    cpuShares: keys['cpu-shares'],
    cpuPeriod: keys['cpu-period'],
    cpuQuota: keys['cpu-quota'],
    mounts: own.mounts,
  };
}

function addressOf(services: StartedServices, name: string): LateText {
  const service = services.get(name);
  return service === undefined ? name : { late: 'address', from: service.started };
}

/** The operations whose results stand in texts of the container, so that it can only be made after them. */
function lateSources(container: Pick<CreateContainer, 'dns' | 'extraHosts' | 'environment'>): OperationId[] {
  const sources = new Set<OperationId>();
  const note = (text: LateText | null) => {
    if (text !== null && typeof text !== 'string') sources.add(text.from);
  };
  container.dns.forEach(note);
  for (const { address } of container.extraHosts) note(address);
  for (const text of container.environment.values()) note(text);
  return [...sources];
}

/** `service[:mode]` with the service's container in the place of its name. */
function volumesFrom(entry: string, services: StartedServices): string {
  const [name = entry, ...mode] = entry.split(':');
  return [services.get(name)?.container ?? name, ...mode].join(':');
}
