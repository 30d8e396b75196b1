import {
  chmodSync,
  constants,
  copyFileSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  type Stats,
} from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { nativePath } from '../source/native-name.ts';

/** Milliseconds of work after which timers, signals and streams get their turn. */
const TURN_MILLISECONDS = 15;

/**
 * Brings files and folders under other names without copying their contents: files become further links to the same
 * content where the file system allows it, else copies. What is in the way is replaced, but folders are merged, as when
 * archives are extracted one over the other. Links stay links; sockets, pipes and devices are left out. Paths are
 * byte-wise strings (native-name.ts). Nothing may be written into what it has made.
 */
export class TreeLinker {
  readonly #signal: AbortSignal | undefined;
  /** A folder that is left out wherever it is met: the one that is being filled. */
  readonly #hidden: string;
  /** Contents that have a name in the context from an earlier call. */
  readonly #known = new Set<string>();
  #added = new Set<string>();
  #turnStart = performance.now();

  constructor(hidden: string, signal: AbortSignal | undefined) {
    this.#hidden = hidden;
    this.#signal = signal;
  }

  /** Adds what is at `source`, itself followed where it is a link, as `target`, whose folder must be there. */
  async add(source: string, target: string): Promise<void> {
    const real = realpathSync(nativePath(source), 'latin1');
    const status = statSync(nativePath(real));
    if (status.isDirectory()) await this.#addFolder(real, target, status);
    else this.#addFile(real, target, status);
    for (const identity of this.#added) this.#known.add(identity);
    this.#added = new Set();
  }

  async #addFolder(source: string, target: string, status: Stats): Promise<void> {
    if (source === this.#hidden) return;
    if (!isFolder(target)) {
      rmSync(nativePath(target), { force: true });
      mkdirSync(nativePath(target), { mode: 0o700 });
    }
    for (const name of readdirSync(nativePath(source), 'latin1')) {
      if (performance.now() - this.#turnStart > TURN_MILLISECONDS) await this.#yieldTurn();
      await this.#addBelow(`${source}/${name}`, `${target}/${name}`);
    }
    chmodSync(nativePath(target), removableMode(status.mode & 0o7777));
    utimesSync(nativePath(target), status.atimeMs / 1000, status.mtimeMs / 1000);
  }

  async #addBelow(source: string, target: string): Promise<void> {
    const status = lstatSync(nativePath(source));
    if (status.isDirectory()) await this.#addFolder(source, target, status);
    else if (status.isFile()) this.#addFile(source, target, status);
    else if (status.isSymbolicLink()) this.#addLink(source, target, status);
  }

  #addLink(source: string, target: string, status: Stats): void {
    clear(target);
    symlinkSync(readlinkSync(nativePath(source), 'buffer'), nativePath(target));
    lutimesSync(nativePath(target), status.atimeMs / 1000, status.mtimeMs / 1000);
  }

  #addFile(source: string, target: string, status: Stats): void {
    clear(target);
    // What is brought twice would become one file with two names in the image, too.
    const identity = `${status.dev}:${status.ino}`;
    this.#added.add(identity);
    if (!this.#known.has(identity) && isDone(() => linkSync(nativePath(source), nativePath(target)))) return;
    copyFileSync(nativePath(source), nativePath(target), constants.COPYFILE_FICLONE);
    chmodSync(nativePath(target), status.mode & 0o7777);
    utimesSync(nativePath(target), status.atimeMs / 1000, status.mtimeMs / 1000);
  }

  async #yieldTurn(): Promise<void> {
    await nextTurn();
    this.#signal?.throwIfAborted();
    this.#turnStart = performance.now();
  }
}

function isFolder(path: string): boolean {
  return lstatSync(nativePath(path), { throwIfNoEntry: false })?.isDirectory() === true;
}

function clear(path: string): void {
  rmSync(nativePath(path), { recursive: true, force: true });
}

function isDone(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

/** A folder that is closed to its owner could not be removed, except by root. */
function removableMode(mode: number): number {
  return process.getuid?.() === 0 ? mode : mode | 0o700;
}
