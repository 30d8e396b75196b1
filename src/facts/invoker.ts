import { machine, userInfo } from 'node:os';
import type { Invoker } from './facts.ts';
import { hostFiles, type HostFiles } from './host-files.ts';

/** Who runs us, on what machine. A user or group without a name is called by its number. */
export function gatherInvoker(files: HostFiles = hostFiles): Invoker {
  const userId = process.getuid?.() ?? 0;
  const groupId = process.getgid?.() ?? 0;
  return { user: userName() ?? String(userId), userId, group: groupName(files, groupId), groupId, machine: machine() };
}

/** Undefined for a user without an entry, as CI services and `docker run --user` give. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function groupName(files: HostFiles, groupId: number): string {
  const groups = (files.read('/etc/group') ?? '').split('\n').map((line) => line.split(':'));
  return groups.find(([, , id]) => id === String(groupId))?.[0] ?? String(groupId);
}
