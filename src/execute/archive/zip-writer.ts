import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import { FailureError } from '../../failure.ts';
import type { TarEntryKind } from './tar-entry.ts';
import type { ReadTarEntry } from './tar-reader.ts';

/** What a zip's central directory says of an entry. */
interface Written {
  readonly name: Buffer;
  readonly externalAttributes: number;
  readonly time: number;
  readonly method: number;
  readonly offset: number;
  /** Sums of the content, as far as it is written. */
  checksum: number;
  compressedSize: number;
  size: number;
}

const METHOD_STORED = 0;
const METHOD_DEFLATED = 8;
/** Sizes follow the content, names are UTF-8. */
const FLAGS = 0x0808;
const VERSION = 20;
/** Made on Unix, so that the upper half of the attributes is the file's mode. */
const MADE_BY = (3 << 8) | VERSION;
const MAX_BYTES = 0xffffffff;
const MAX_ENTRIES = 0xffff;
/** Of MS-DOS. */
const FOLDER_BIT = 0x10;
/** Of Unix. */
const FILE_TYPES = new Map<TarEntryKind, number>([
  ['file', 0o100000],
  ['directory', 0o040000],
  ['symlink', 0o120000],
]);

/**
 * A zip archive of entries, in pieces (PKWARE's APPNOTE, without zip64: up to 4 GiB and 65,535 entries, more is refused
 * with a `FailureError`). Paths are read as bytes (latin1). Modes, symlinks and empty folders are kept as Info-ZIP
 * keeps them; kinds other than file, directory and symlink are left out.
 */
export async function* toZip(entries: AsyncIterable<ReadTarEntry>): AsyncGenerator<Buffer, void, void> {
  const written: Written[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const type = FILE_TYPES.get(entry.kind);
    if (type === undefined) continue;
    const start = startOf(entry, type, offset);
    for await (const piece of toPieces(entry, start)) {
      offset += piece.length;
      yield piece;
    }
    written.push(start);
    if (offset > MAX_BYTES || start.size > MAX_BYTES || written.length > MAX_ENTRIES) throw tooLarge();
  }
  const directory = Buffer.concat(written.map(centralHeader));
  yield directory;
  yield endRecord(written.length, directory.length, offset);
}

function startOf(entry: ReadTarEntry, type: number, offset: number): Written {
  const isFolder = entry.kind === 'directory';
  return {
    name: Buffer.from(isFolder ? `${entry.path}/` : entry.path, 'latin1'),
    externalAttributes: (((type | entry.mode) << 16) | (isFolder ? FOLDER_BIT : 0)) >>> 0,
    time: dosTime(entry.modified),
    method: entry.kind === 'file' ? METHOD_DEFLATED : METHOD_STORED,
    offset,
    ...{ checksum: 0, size: 0, compressedSize: 0 },
  };
}

/** Header, content and descriptor of an entry; its sums are put into `written` on the way. */
async function* toPieces(entry: ReadTarEntry, written: Written): AsyncGenerator<Buffer, void, void> {
  yield localHeader(written);
  const content = entry.kind === 'file' ? entry.content : [Buffer.from(entry.linkTarget, 'latin1')];
  const counted = async function* () {
    for await (const chunk of content) {
      written.checksum = crc32(chunk, written.checksum);
      written.size += chunk.length;
      yield chunk;
    }
  };
  for await (const chunk of written.method === METHOD_DEFLATED ? deflated(counted()) : counted()) {
    written.compressedSize += chunk.length;
    yield chunk;
  }
  yield dataDescriptor(written);
}

async function* deflated(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const deflate = createDeflateRaw();
  const source = Readable.from(content);
  source.on('error', (error) => deflate.destroy(error));
  yield* source.pipe(deflate);
}

function localHeader({ name, method, time }: Written): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(time, 10);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function dataDescriptor({ checksum, compressedSize, size }: Written): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(checksum, 4);
  descriptor.writeUInt32LE(compressedSize % (MAX_BYTES + 1), 8);
  descriptor.writeUInt32LE(size % (MAX_BYTES + 1), 12);
  return descriptor;
}

function centralHeader(written: Written): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_BY, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(FLAGS, 8);
  header.writeUInt16LE(written.method, 10);
  header.writeUInt32LE(written.time, 12);
  header.writeUInt32LE(written.checksum, 16);
  header.writeUInt32LE(written.compressedSize, 20);
  header.writeUInt32LE(written.size, 24);
  header.writeUInt16LE(written.name.length, 28);
  header.writeUInt32LE(written.externalAttributes, 38);
  header.writeUInt32LE(written.offset, 42);
  return Buffer.concat([header, written.name]);
}

function endRecord(count: number, size: number, offset: number): Buffer {
  if (offset > MAX_BYTES) throw tooLarge();
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}

/** Date (upper half) and time of MS-DOS, in UTC, from 1980 on, in steps of two seconds. */
function dosTime(seconds: number): number {
  const date = new Date(seconds * 1000);
  if (date.getUTCFullYear() < 1980 || date.getUTCFullYear() > 2107) return (1 << 21) | (1 << 16);
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}

function tooLarge(): FailureError {
  return new FailureError({
    kind: 'environment',
    summary: 'A zip archive holds no more than 4 GiB and 65,535 entries',
    next: 'Use "type: tar" for the artifact',
  });
}
