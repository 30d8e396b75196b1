import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, messageOf, succeed, type Result } from '../failure.ts';
import type { ResourceRegistry } from './resource.ts';
import { removeEmptyStateDirectory } from './state-directory.ts';

/** Where a build keeps its journal and its temporary files while it runs. */
export interface BuildFolder {
  readonly path: string;
  readonly journalPath: string;
  /** A folder with a short path: the path of a socket may have about 100 bytes. It is there once `openSockets` was called. */
  readonly socketDirectory: string;
  /** Makes the socket directory, registered first where it lies elsewhere. @throws where it cannot be made or is there. */
  openSockets(registry: ResourceRegistry): void;
  /** Says whose the build is. */
  claim(owner: string): void;
  /** Removes it, and the folders around it where nothing else is in them. */
  remove(): void;
}

/** `sun_path` has 104 bytes on macOS, 108 on Linux, and the socket needs a name too. */
const SOCKET_DIRECTORY_BYTES = 80;

/** Makes the folder of a build on that engine (see `engineKey`), for us alone. It must not be there. */
export function createBuildFolder(stateDirectory: string, buildId: string, engine: string): Result<BuildFolder> {
  const path = join(stateDirectory, buildId);
  try {
    makeFolder(stateDirectory, path);
    const isLong = Buffer.byteLength(path) > SOCKET_DIRECTORY_BYTES;
    const socketDirectory = isLong ? `/tmp/br-${buildId.replace(/^buildrunner-/, '')}` : path;
    return succeed({
      path,
      journalPath: join(path, 'journal'),
      socketDirectory,
      openSockets: (registry) => {
        if (!isLong) return;
        registry.register({ kind: 'file', path: socketDirectory });
        mkdirSync(socketDirectory, { mode: 0o700 });
      },
      claim: (owner) => {
        writeFileSync(join(path, 'owner.new'), `${owner}\n${engine}\n`, { mode: 0o600 });
        renameSync(join(path, 'owner.new'), join(path, 'owner'));
      },
      remove: () => removeBuildFolder(stateDirectory, path),
    });
  } catch (error) {
    return fail({
      kind: 'environment',
      summary: `The folder "${path}" cannot be made: ${messageOf(error)}`,
      next: 'Set TMPDIR or HOME to a folder of yours that can be written',
    });
  }
}

/** What `claim` has written there; null where it was not. */
export function readClaim(path: string): { readonly owner: string; readonly engine: string } | null {
  try {
    const [owner = '', engine = ''] = readFileSync(join(path, 'owner'), 'utf8').split('\n');
    return owner === '' ? null : { owner, engine };
  } catch {
    return null;
  }
}

/** Milliseconds since anything was made or removed in the folder; 0 when it is not there. */
export function ageOf(path: string): number {
  try {
    return Math.max(0, Date.now() - statSync(path).mtimeMs);
  } catch {
    return 0;
  }
}

/** Removes a build's folder with all that is in it; nothing there is no fault. */
export function removeBuildFolder(stateDirectory: string, path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 2 });
  removeEmptyStateDirectory(stateDirectory);
}

/** A build that ends meanwhile may remove the empty folder around it. */
function makeFolder(stateDirectory: string, path: string): void {
  for (let attempt = 0; ; attempt += 1) {
    try {
      mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
      mkdirSync(path, { mode: 0o700 });
      return;
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isGone || attempt > 20) throw error;
    }
  }
}
