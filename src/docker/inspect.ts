import { dockerCommand, type DockerCommand } from './command.ts';

const ADDRESSES = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.GlobalIPv6Address}} {{end}}';

/** Asks for the addresses of a container. */
export function toAddressCommand(container: string): DockerCommand {
  return dockerCommand('container', 'inspect', '--format', ADDRESSES, container);
}

/** The first address, IPv4 before IPv6; null: it has none (it has ended, or has no network). */
export function parseAddress(output: string): string | null {
  return output.split(/\s+/).find((word) => word !== '' && word !== 'invalid' && word !== '<no') ?? null;
}

/** What became of a container. */
export interface ContainerState {
  /** In docker's words: created, running, paused, restarting, removing, exited, dead. */
  readonly status: string;
  /** 0 until it has ended. */
  readonly exitCode: number;
  readonly isOutOfMemory: boolean;
}

export function toStateCommand(container: string): DockerCommand {
  const format = '{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}}';
  return dockerCommand('container', 'inspect', '--format', format, container);
}

/** Null when docker's answer says nothing. */
export function parseState(output: string): ContainerState | null {
  const [, status, exitCode, isOutOfMemory] = /^(\w+) (\d+) (true|false)$/.exec(output.trim()) ?? [];
  if (status === undefined || exitCode === undefined) return null;
  return { status, exitCode: Number(exitCode), isOutOfMemory: isOutOfMemory === 'true' };
}
