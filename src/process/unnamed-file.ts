import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { TextInput } from './command.ts';

/**
 * Opens a file that holds the text and has no name any more: it is gone when the last holder closes it. Unlike a pipe of
 * Node (a socket pair), a program can open it again as /dev/stdin, which `docker … --env-file` does.
 *
 * @returns the file descriptor, which the caller closes once its child has it.
 * @throws when no file can be made in the directory.
 */
export function openUnnamedFile({ text, directory }: TextInput): number {
  const path = join(directory, 'stdin');
  const descriptor = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  try {
    // At a position of its own, so that the shared offset stays at the start.
    writeSync(descriptor, text, 0);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return descriptor;
}
