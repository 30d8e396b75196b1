import { readFileSync } from 'node:fs';

/** The bytes of a file; null where it cannot be read. */
export function readBytes(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
