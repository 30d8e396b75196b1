import { dockerCommand, type DockerCommand } from './command.ts';

/**
 * Extracts the tar archive on standard input below a folder of a container, which need not run; owners
 * are kept (with `--archive` they would become the image's user, and fail where the image does not know that). */
export function toCopyInCommand(container: string, path: string): DockerCommand {
  return dockerCommand('cp', '-', `${container}:${path}`);
}

/** Copies a path of a container to a path of ours, or as a tar archive to standard output where that is `-`. */
export function toCopyOutCommand(container: string, path: string, target: string): DockerCommand {
  return dockerCommand('cp', `${container}:${path}`, target);
}
