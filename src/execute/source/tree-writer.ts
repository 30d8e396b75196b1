import { closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { FailureError } from '../../failure.ts';
import { paddingOf, tarEntry, type TarEntry, type TarEntryKind } from '../archive/tar-entry.ts';
import type { TarWriter } from '../archive/tar-writer.ts';
import { encodeTarHeader } from '../archive/tar-header.ts';
import { fromByteString, nativePath } from './native-name.ts';

/** Contents up to this size are read straight into the stream's piece, behind their header. */
const SMALL_BYTES = 128 * 1024;
/** Larger ones are read in parts of this size. */
const PART_BYTES = 1024 * 1024;
/** Never follow a link, and never wait for the other end of a FIFO that has taken a file's place. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What has been written of a tree. */
export interface TreeCount {
  /** Regular files. */
  readonly files: number;
  /** Bytes of their contents. */
  readonly bytes: number;
}

export interface TreeOptions {
  /** Whether something below the root is left out, by its path relative to the root; a folder takes its tree along. */
  readonly isExcluded?: (path: string) => boolean;
  /** Gives an entry another mode. */
  readonly mode?: (mode: number) => number;
  /** What makes a file readable or leaves it out, for the failure. */
  readonly advice: string;
}

/**
 * Writes files and folders of ours into an archive as they are: modes with set-user-id, owners, times; links stay
 * links; sockets are left out. What vanishes before it is read is left out, too; what shrinks or grows while it is read
 * is filled up or cut, so the archive is always well-formed. Paths and names are byte-wise strings (native-name.ts).
 * Rejects with a `FailureError` that names what cannot be read.
 */
export class TreeWriter {
  readonly #writer: TarWriter;
  readonly #options: TreeOptions;
  #files = 0;
  #bytes = 0;

  /** The writer must take names as `latin1`. */
  constructor(writer: TarWriter, options: TreeOptions) {
    this.#writer = writer;
    this.#options = options;
  }

  get count(): TreeCount {
    return { files: this.#files, bytes: this.#bytes };
  }

  /** Adds the file or folder at `root` (followed where it is a link) under `name`, with all that is below it. */
  async add(root: string, name: string): Promise<void> {
    const status = this.#try(root, () => statSync(nativePath(root)));
    if (status === null) throw this.#failure(root, 'ENOENT');
    if (status.isDirectory()) await this.#addFolder({ path: root, name, relative: '' }, status);
    else await this.#addOther({ path: root, name, relative: '' }, status);
  }

  async #addFolder(place: Place, status: Stats): Promise<void> {
    const names = this.#try(place.path, () => readdirSync(nativePath(place.path), 'latin1'));
    if (names === null) return;
    await this.#writer.addHeader(this.#entry(place, 'directory', status));
    for (const child of names.sort()) {
      const relative = place.relative === '' ? child : `${place.relative}/${child}`;
      if (this.#options.isExcluded?.(fromByteString(relative)) === true) continue;
      const below = { path: `${place.path}/${child}`, name: `${place.name}/${child}`, relative };
      const childStatus = this.#try(below.path, () => lstatSync(nativePath(below.path)));
      if (childStatus?.isDirectory() === true) await this.#addFolder(below, childStatus);
      else if (childStatus !== null) await this.#addOther(below, childStatus);
    }
  }

  async #addOther(place: Place, status: Stats): Promise<void> {
    if (status.isFile()) return this.#addFile(place, status);
    if (status.isSymbolicLink()) return this.#addLink(place, status);
    if (status.isFIFO()) return this.#writer.addHeader(this.#entry(place, 'fifo', status));
    if (status.isCharacterDevice()) return this.#writer.addHeader(this.#entry(place, 'character', status));
    if (status.isBlockDevice()) return this.#writer.addHeader(this.#entry(place, 'block', status));
  }

  async #addLink(place: Place, status: Stats): Promise<void> {
    const linkTarget = this.#try(place.path, () => readlinkSync(nativePath(place.path), 'latin1'));
    if (linkTarget === null) return;
    await this.#writer.addHeader({ ...this.#entry(place, 'symlink', status), linkTarget });
  }

  async #addFile(place: Place, status: Stats): Promise<void> {
    const descriptor = this.#try(place.path, () => openSync(nativePath(place.path), OPEN_FLAGS));
    if (descriptor === null) return;
    try {
      const entry = { ...this.#entry(place, 'file', status), size: status.size };
      if (status.size <= SMALL_BYTES) await this.#writeSmall(descriptor, place, entry);
      else await this.#writeLarge(descriptor, place, entry);
    } finally {
      closeSync(descriptor);
    }
    this.#files += 1;
    this.#bytes += status.size;
  }

  async #writeSmall(descriptor: number, place: Place, entry: TarEntry): Promise<void> {
    const header = encodeTarHeader(entry, 'latin1');
    const room = await this.#writer.reserve(header.length + entry.size + paddingOf(entry.size));
    header.copy(room);
    const end = header.length + entry.size;
    room.fill(0, header.length + this.#readInto(descriptor, place, room.subarray(header.length, end)));
  }

  async #writeLarge(descriptor: number, place: Place, entry: TarEntry): Promise<void> {
    await this.#writer.addHeader(entry);
    let missing = entry.size;
    while (missing > 0) {
      const part = Buffer.allocUnsafe(Math.min(missing, PART_BYTES));
      const count = this.#readInto(descriptor, place, part);
      if (count > 0) await this.#writer.write(part.subarray(0, count));
      missing -= count;
      if (count < part.length) break;
    }
    await this.#writer.fill(missing);
    await this.#writer.pad(entry.size);
  }

  /** Fills the buffer as far as the file reaches; the number of bytes read. */
  #readInto(descriptor: number, place: Place, buffer: Buffer): number {
    let count = 0;
    while (count < buffer.length) {
      const read = this.#try(place.path, () => readSync(descriptor, buffer, count, buffer.length - count, null));
      if (read === null || read === 0) break;
      count += read;
    }
    return count;
  }

  #entry(place: Place, kind: TarEntryKind, status: Stats): TarEntry {
    const mode = status.mode & 0o7777;
    return tarEntry({
      path: place.name,
      kind,
      mode: kind === 'symlink' ? mode : (this.#options.mode?.(mode) ?? mode),
      userId: status.uid,
      groupId: status.gid,
      modified: Math.floor(status.mtimeMs / 1000),
      ...(kind === 'character' || kind === 'block' ? deviceOf(status.rdev) : {}),
    });
  }

  /** Null where the thing has vanished or become something else in the meantime. */
  #try<Value>(path: string, action: () => Value): Value | null {
    try {
      return action();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code === '') throw error;
      if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(code)) return null;
      throw this.#failure(path, code);
    }
  }

  #failure(path: string, code: string): FailureError {
    return new FailureError({
      kind: 'environment',
      summary: `Cannot read "${fromByteString(path)}": ${reasonOf(code)}`,
      next: this.#options.advice,
    });
  }
}

interface Place {
  readonly path: string;
  /** In the archive. */
  readonly name: string;
  /** To the root of the tree. */
  readonly relative: string;
}

function reasonOf(code: string): string {
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return code === 'ENOENT' ? 'no such file or folder' : code;
}

/** Linux's split of a device number. */
function deviceOf(device: number): Pick<TarEntry, 'deviceMajor' | 'deviceMinor'> {
  return { deviceMajor: (device >> 8) & 0xfff, deviceMinor: (device & 0xff) | ((device >> 12) & 0xfff00) };
}
