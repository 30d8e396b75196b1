import { startDetached } from '../process/detached.ts';
import { stateDirectories } from './state-directory.ts';
import { WATCHDOG_SCRIPT } from './watchdog-script.ts';

/** What the watchdog watches over. */
export interface WatchdogOptions {
  readonly buildId: string;
  /** Our own environment, by which docker finds the engine, and the build's folder is found (see `stateDirectories`). */
  readonly environment: Readonly<Record<string, string>>;
}

/** A process that outlives us. */
export interface Watchdog {
  readonly id: number;
  /** Everything is removed: it ends and does nothing. Without that word it does its work as soon as we end. */
  dismiss(): void;
  /** Everything is removed, but the engine is still about to make something: the watchdog waits for that, and ends then. */
  handOver(): void;
}

/** By these variables CI systems find the processes of a job that has ended, to kill them. */
const CI_COOKIES = [
  'BUILD_ID',
  'HUDSON_COOKIE',
  'HUDSON_SERVER_COOKIE',
  'JENKINS_NODE_COOKIE',
  'JENKINS_SERVER_COOKIE',
  'RUNNER_TRACKING_ID',
  'VSTS_PROCESS_LOOKUP_ID',
];

/** Set to the build's id in our own environment once facts are gathered, it lets the watchdog find our children. */
export const CHILD_MARK = 'WATCHED_BY_BUILDRUNNER';

/** Holds the script, which would fill a page where processes are listed by their arguments. */
const SCRIPT = 'BUILDRUNNER_WATCHDOG';
const RUN_SCRIPT = `eval "unset ${SCRIPT}; $${SCRIPT}"`;

/**
 * Starts a shell that removes what the build has left when we are killed: by the journal and by label, within some
 * seconds, and then the build's folder. Where the engine does not answer, the folder stays for the next build's sweep.
 * It is started before the build makes anything, its folder included.
 *
 * @returns null where there is no shell.
 */
export function startWatchdog({ buildId, environment }: WatchdogOptions): Watchdog | null {
  const dropped = new Set([...CI_COOKIES, CHILD_MARK]);
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !dropped.has(name)));
  const mark = `${CHILD_MARK}=${buildId}`;
  const started = startDetached({
    argv: ['sh', '-c', RUN_SCRIPT, 'buildrunner-watchdog', buildId, mark, ...stateDirectories(environment)],
    environment: { ...kept, [SCRIPT]: WATCHDOG_SCRIPT },
  });
  if (started === null) return null;
  return { id: started.id, dismiss: () => started.end('done\n'), handOver: () => started.end('late\n') };
}
