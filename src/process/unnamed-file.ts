import { closeSync, mkdtempSync, openSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Opens a file that holds `text` and has no name any more: it is gone when the last holder closes it. Unlike a pipe of
 * Node (a socket pair), a program can open it again as /dev/stdin, which `docker … --env-file` does.
 *
 * @returns the file descriptor, which the caller closes once its child has it.
 * @throws when the system's temporary folder cannot be written.
 */
export function openUnnamedFile(text: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'buildrunner-'));
  const path = join(folder, 'text');
  const descriptor = openSync(path, 'w+', 0o600);
  unlinkSync(path);
  rmdirSync(folder);
  try {
    // At a position of its own, so that the shared offset stays at the start.
    writeSync(descriptor, text, 0);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return descriptor;
}
