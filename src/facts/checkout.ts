import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './docker-address.ts';

/** From this size on a copy takes longer than all else that a small build does. */
const MANY_FILES = 1000;
const MANY_BYTES = 32 * 1024 * 1024;

/**
 * Whether steps may work on views of the checkout itself: it is large, and nobody changes it while it is built, which
 * holds on a CI machine (all CI services set `CI`) and not at somebody's desk. Anywhere else each build has a copy.
 */
export function isCheckoutViewable(directory: string, environment: Environment): boolean {
  const { CI: ci = '' } = environment;
  return ci !== '' && ci.toLowerCase() !== 'false' && ci !== '0' && isLarge(directory);
}

/** Looks no further than it has to. What cannot be read counts for nothing here; whoever copies it says so. */
function isLarge(directory: string): boolean {
  const folders = [directory];
  let [files, bytes] = [0, 0];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) {
        files += 1;
        bytes += sizeOf(path);
      }
      if (files >= MANY_FILES || bytes >= MANY_BYTES) return true;
    }
  }
  return false;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
