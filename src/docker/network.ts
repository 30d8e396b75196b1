import type { CreateNetwork } from '../plan/operation.ts';
import { dockerCommand, type DockerCommand } from './command.ts';
import { toLabelArgs } from './labels.ts';

/** Makes a bridge network. */
export function toCreateNetworkCommand({ name, labels }: Pick<CreateNetwork, 'name' | 'labels'>): DockerCommand {
  return dockerCommand('network', 'create', ...toLabelArgs(labels), name);
}
