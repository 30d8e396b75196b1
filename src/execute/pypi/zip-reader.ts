import type { FileHandle } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';

/** A file in a zip archive, as its central directory says (PKWARE's APPNOTE). */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedSize: number;
  /** Where its own header is. */
  readonly offset: number;
}

/** What is wrong with an archive, for a message. */
export class ZipError extends Error {}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LARGEST_COMMENT = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const HEADER_SIGNATURE = 0x04034b50;
const HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
/** Metadata is far smaller, and so are lists of files; more is no package. */
const LARGEST_PIECE = 64 * 1024 * 1024;

/** The files of an archive. @throws ZipError where it is none. */
export async function listZip(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await read(
    file,
    Math.max(0, size - END_BYTES - LARGEST_COMMENT),
    Math.min(size, END_BYTES + LARGEST_COMMENT),
  );
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end -= 1;
  if (end < 0) throw new ZipError('it is no zip archive');
  const directory = await read(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: ZipEntry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= directory.length;) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new ZipError('its list of files is damaged');
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength),
      method: directory.readUInt16LE(at + 10),
      compressedSize: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += ENTRY_BYTES + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The content of a file of an archive. @throws ZipError where it cannot be read. */
export async function readZipEntry(
  file: FileHandle,
  { name, method, compressedSize, offset }: ZipEntry,
): Promise<Buffer> {
  const header = await read(file, offset, HEADER_BYTES);
  if (header.readUInt32LE(0) !== HEADER_SIGNATURE) throw new ZipError(`"${name}" in it is damaged`);
  const start = offset + HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const content = await read(file, start, compressedSize);
  if (method === STORED) return content;
  if (method !== DEFLATED) throw new ZipError(`"${name}" in it is compressed in a way that is not known here`);
  try {
    return inflateRawSync(content, { maxOutputLength: LARGEST_PIECE });
  } catch {
    throw new ZipError(`"${name}" in it is damaged`);
  }
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (length > LARGEST_PIECE) throw new ZipError('it is no zip archive that can be read here');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new ZipError('it is cut short');
  return buffer;
}
