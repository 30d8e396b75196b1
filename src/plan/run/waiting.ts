import type { RunTask } from '../../config/build-file.ts';
import { enginePath } from '../../facts/file-view.ts';
import type { Draft } from '../draft.ts';

/**
 * Whether a step's container may be made and started while the step before still runs, to wait there with a shell for its
 * commands. Not where the container could tell, by what it shares with the step before or with the host. What could not be
 * started is not made either: somebody's `docker system prune` would take it for left behind.
 */
export function mayWait(draft: Draft, task: RunTask): boolean {
  const { cmd, cmds, services, files, ports, provisioners, privileged } = task;
  const { engine, resultsDirectory } = draft.input.facts;
  const hasShell = cmd !== undefined || (cmds ?? []).length > 0;
  const shared = [services?.size, files?.size, ports?.size, provisioners?.size];
  const isApart = privileged !== true && shared.every((count) => (count ?? 0) === 0);
  // Else it gets a copy of the results when its turn comes.
  return hasShell && isApart && enginePath(engine.view, resultsDirectory) !== null;
}
