import { chooseDial } from '../facts/dial.ts';
import { succeed, type Result } from '../failure.ts';
import type { RunCommand } from '../process/command.ts';
import { createBuildFolder, type BuildFolder } from './build-folder.ts';
import { engineKey } from './engine-key.ts';
import type { RemovalReport } from './leftovers.ts';
import { describeOwnProcess, formatOwner } from './owner.ts';
import { JournaledRegistry } from './registry.ts';
import { removeAll, type FinalReport } from './removal.ts';
import type { ResourceRegistry } from './resource.ts';
import { chooseStateDirectory } from './state-directory.ts';
import { startWatchdog } from './watchdog.ts';

/** Everything that sees to it that a build leaves nothing, from its start to its end. */
export interface BuildCleanup {
  readonly folder: BuildFolder;
  /** Says in which container of the engine we run, if in one; gives whose the build is (see `formatOwner`). */
  own(container: string | null): string;
  readonly registry: ResourceRegistry;
  /** False where there is no shell to watch over us: then what SIGKILL leaves waits for the next build's sweep. */
  readonly isWatched: boolean;
  /** Removes everything that is registered, and what is found by the build's label. */
  finish(request: FinishRequest): Promise<RemovalReport>;
  /**
   * The last act of a build. Where `finish` has left nothing, the build's folder goes, and the watchdog; else both stay.
   * What the engine will only make later is left to the watchdog.
   */
  leave(): void;
}

/** How to finish. */
export interface FinishRequest {
  readonly run: RunCommand;
  /** Milliseconds. */
  readonly budget: number;
  /** See `RemovalRequest`. */
  readonly search: 'none' | 'once' | 'patient' | 'stubborn';
}

/** What a build's cleanup has to know at the start. */
export interface BuildCleanupOptions {
  readonly buildId: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Is told when the journal cannot be written. */
  readonly onTrouble: (error: Error) => void;
}

/** Starts the watchdog and makes the build's folder and journal; before anything else of the build is made. */
export function openBuildCleanup({ buildId, environment, onTrouble }: BuildCleanupOptions): Result<BuildCleanup> {
  const watchdog = startWatchdog({ buildId, environment });
  const state = chooseStateDirectory(environment);
  const made = state.ok ? createBuildFolder(state.value, buildId, engineKey(environment)) : state;
  if (!made.ok) {
    watchdog?.dismiss();
    return made;
  }
  const folder = made.value;
  const claim = (container: string | null): string => {
    const owner = formatOwner(describeOwnProcess(container));
    folder.claim(owner);
    return owner;
  };
  const owner = claim(null);
  const registry = new JournaledRegistry(folder.journalPath, onTrouble);
  let last: FinalReport | null = null;
  const finish = async ({ run, budget, search }: FinishRequest) => {
    last = null;
    last = await removeAll({
      ...{ registry, run, budget },
      search: search === 'none' ? { kind: search } : { kind: search, buildId, dial: chooseDial(run, environment) },
    });
    return last;
  };
  const leave = () => {
    if (last === null || last.left.length > 0) return;
    if (last.isMoreExpected && watchdog !== null) {
      watchdog.handOver();
      return;
    }
    folder.remove();
    watchdog?.dismiss();
  };
  const own = (container: string | null) => (container === null ? owner : claim(container));
  return succeed({ folder, own, registry, isWatched: watchdog !== null, finish, leave });
}
