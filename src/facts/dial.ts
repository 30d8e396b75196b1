import { dialByDocker, dialSocket, type Dial } from '../engine-api/dial.ts';
import type { RunCommand } from '../process/command.ts';
import { findCertainSocket, type Environment } from './docker-address.ts';
import { hostFiles, type HostFiles } from './host-files.ts';

/** The shortest way to the engine that the docker CLI uses. */
export function chooseDial(run: RunCommand, environment: Environment, files: HostFiles = hostFiles): Dial {
  const byDocker = dialByDocker(run);
  const socket = findCertainSocket(environment, files);
  return socket === null ? byDocker : dialSocket(socket, byDocker);
}
