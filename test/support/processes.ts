import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** A process of this machine that has not ended (an ended one that nobody waits for does not count). */
export interface LiveProcess {
  readonly id: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Its arguments with blanks between them; empty for a thread of the kernel. */
  readonly command: string;
}

/** All processes of this machine, from /proc. */
export function liveProcesses(): LiveProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)));
}

function readProcess(id: number): LiveProcess[] {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    // The name in parentheses may hold anything, so the fields are counted from its end.
    const [state = '', parent, group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if ('ZX'.includes(state)) return [];
    return [{ id, parent: Number(parent), group: Number(group), session: Number(session), command }];
  } catch {
    // It ended while we looked.
    return [];
  }
}

/** Kills a whole process group; one that has ended is no fault. */
export function killGroup(group: number): void {
  try {
    if (group > 1) process.kill(-group, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** Kills a process group when it is late, after so many milliseconds, or when we end before it; until it is released. */
export function guardGroup(id: number, timeout: number) {
  const kill = () => killGroup(id);
  const timer = setTimeout(kill, timeout);
  process.once('exit', kill);
  const release = () => {
    clearTimeout(timer);
    process.off('exit', kill);
  };
  return { release };
}

/** How a child of ours ends, once nobody writes to its streams any more: the signal, "exit code 1", or why it cannot start. */
export function endingOf(child: ChildProcess): Promise<string> {
  return new Promise((settle) => {
    child.once('error', (error) => settle(error.message));
    child.once('close', (code, signal) => settle(signal ?? `exit code ${code}`));
  });
}

/** Lets a process that leads a session, and what it will start there, have what time of the processors others leave. */
export function bePatient({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  const nice = constants.priority.PRIORITY_BELOW_NORMAL;
  try {
    setPriority(pid, nice);
    // Where Linux shares time among sessions first, what a process is in its own is nothing to the others.
    writeFileSync(`/proc/${pid}/autogroup`, String(nice));
  } catch {
    // It has ended already, or there are no such shares.
  }
}
