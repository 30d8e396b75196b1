import type { RunCommand } from '../process/command.ts';
import { askStartTime, type Owner } from './owner.ts';
import { lookAt } from './process-life.ts';

/** Whether an owner lives; `unknown`: that cannot be told from here. */
export type Life = 'alive' | 'dead' | 'unknown';

/** From where an owner is judged. */
export interface Viewpoint {
  readonly self: Owner;
  /** Full ids of the containers that run on the engine which has the resources; null: not known. */
  readonly runningContainers: ReadonlySet<string> | null;
  /** For `ps`, where there is no /proc. */
  readonly run: RunCommand;
}

/** The inode of the first process id namespace of a Linux machine (PROC_PID_INIT_INO): the machine's own. */
const FIRST_NAMESPACE = '4026531836';

/** Says `dead` only where that is certain. An owner that could not be read is null. */
export async function judgeOwner(owner: Owner | null, view: Viewpoint): Promise<Life> {
  if (owner === null) return 'unknown';
  if (owner.container !== null) return judgeContainer(owner, owner.container, view);
  const { self } = view;
  if (owner.boot === '' && self.boot === '') {
    return owner.host === self.host && owner.machine === self.machine ? judgeByPs(owner, view) : 'unknown';
  }
  if (owner.boot === self.boot) return owner.namespace === self.namespace ? judgeProcess(owner) : 'unknown';
  return isSameMachine(owner, self) ? 'dead' : 'unknown';
}

function judgeContainer(owner: Owner, container: string, { self, runningContainers }: Viewpoint): Life {
  if (runningContainers === null) return 'unknown';
  if (!runningContainers.has(container)) return 'dead';
  const isOurs = owner.boot !== '' && owner.boot === self.boot && owner.namespace === self.namespace;
  // The container may outlive the build: an agent of a CI system.
  return isOurs ? judgeProcess(owner) : 'alive';
}

/** Containers often have a machine-id that came with their image, so what they say of their machine counts for nothing. */
function isSameMachine(owner: Owner, self: Owner): boolean {
  return (
    owner.machine !== '' &&
    owner.machine === self.machine &&
    owner.namespace === FIRST_NAMESPACE &&
    self.namespace === FIRST_NAMESPACE
  );
}

function judgeProcess({ processId, startTime }: Owner): Life {
  const seen = lookAt(processId);
  if (seen.kind === 'hidden') return 'unknown';
  return seen.kind === 'running' && seen.startTime === startTime ? 'alive' : 'dead';
}

async function judgeByPs({ processId, startTime }: Owner, { run }: Viewpoint): Promise<Life> {
  const actual = await askStartTime(processId, run);
  return actual !== '' && (startTime === '' || actual === startTime) ? 'alive' : 'dead';
}
