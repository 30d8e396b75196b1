import { closeSync, createWriteStream, openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/** Up to so many bytes a file is written at once: the turns through node's thread pool cost more than the write. */
const SMALL_BYTES = 1024 * 1024;

/** A sink that makes a new file, readable by us alone. `size` is how many bytes are expected; null: not known. */
export function createFileSink(path: string, size: number | null): Writable {
  if (size === null || size > SMALL_BYTES) return createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const descriptor = openSync(path, 'wx', 0o600);
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      done(attempt(() => writeFully(descriptor, chunk)));
    },
    destroy(error, done) {
      const problem = attempt(() => closeSync(descriptor));
      done(error ?? problem);
    },
  });
}

function writeFully(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

/** The error that an action threw; null: none. */
function attempt(action: () => void): Error | null {
  try {
    action();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
