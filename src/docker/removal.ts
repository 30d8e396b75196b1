import { dockerCommand, type DockerCommand } from './command.ts';

/** Kills and removes containers together with their unnamed volumes; what is gone already is only mentioned. */
export function toRemoveContainersCommand(names: readonly string[]): DockerCommand {
  return dockerCommand('rm', '--force', '--volumes', ...names);
}

/** Removes networks; fails for each that is gone already or still in use, after the others are removed. */
export function toRemoveNetworksCommand(names: readonly string[]): DockerCommand {
  return dockerCommand('network', 'rm', ...names);
}

export function toRemoveVolumesCommand(names: readonly string[]): DockerCommand {
  return dockerCommand('volume', 'rm', '--force', ...names);
}

/** Takes names away from images; what has none left goes with its layers. */
export function toRemoveImagesCommand(names: readonly string[]): DockerCommand {
  return dockerCommand('image', 'rm', '--force', ...names);
}

/** Lists the names of all containers, running or not, that pass a filter of docker's (`name=…`, `label=…`). */
export function toListContainersCommand(filter: string): DockerCommand {
  return dockerCommand('ps', '--all', '--filter', filter, '--format', '{{.Names}}');
}

/** Names, one a line. */
export function parseNames(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
