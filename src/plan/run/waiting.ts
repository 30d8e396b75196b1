import type { RunTask } from '../../config/build-file.ts';

/**
 * Whether a step's container may be started while the step before still runs, to wait there with a shell for its
 * commands. Not where the container could tell, by what it shares with the step before or with the host.
 */
export function mayWait(task: RunTask): boolean {
  const { cmd, cmds, services, files, ports, provisioners, privileged } = task;
  const hasShell = cmd !== undefined || (cmds ?? []).length > 0;
  const shared = [services?.size, files?.size, ports?.size, provisioners?.size];
  return hasShell && privileged !== true && shared.every((count) => (count ?? 0) === 0);
}
