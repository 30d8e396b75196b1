import { readFileSync } from 'node:fs';
import { killGroup } from '../process/kill-group.ts';
import type { Resource } from './resource.ts';

/** What can be seen of a process; `hidden`: there is one, of which we may not know more. */
export type ProcessSight =
  { readonly kind: 'running'; readonly startTime: string } | { readonly kind: 'ended' } | { readonly kind: 'hidden' };

/**
 * Looks at a process. Its start time is in clock ticks since the machine's own start (field 22 of proc(5), stat): with
 * the id, it names one process among all that this boot will see. One that has ended and is only waited for has ended.
 */
export function lookAt(id: number | 'self'): ProcessSight {
  const stat = readStat(id);
  if (stat === null) return { kind: id !== 'self' && exists(id) ? 'hidden' : 'ended' };
  // The program's name, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  return state === 'Z' || state === 'X' || startTime === undefined ? { kind: 'ended' } : { kind: 'running', startTime };
}

/** The start time of a process; null where there is none, or none to be seen, or no /proc. */
export function readStartTime(id: number | 'self'): string | null {
  const seen = lookAt(id);
  return seen.kind === 'running' ? seen.startTime : null;
}

function readStat(id: number | 'self'): string | null {
  try {
    return readFileSync(`/proc/${id}/stat`, 'latin1');
  } catch {
    return null;
  }
}

/** Whether there is a process of that id, ours or not. */
function exists(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Ends the child processes among them. Not SIGTERM: docker's CLI may ignore it while it holds an attached stream. */
export function killProcesses(resources: readonly Resource[]): void {
  for (const resource of resources) if (resource.kind === 'process') killGroup(resource.id);
}
