import { FailureError } from '../../failure.ts';
import { BLOCK_BYTES, type NameEncoding, type TarEntry, type TarEntryKind } from './tar-entry.ts';
import { checksumOf } from './tar-header.ts';

/** A header block before extended headers are applied. */
export interface RawHeader {
  /** The type flag: `0` to `7`, or a letter for extensions. */
  readonly type: string;
  readonly size: number;
  /** The entry it describes, with what extended headers (`path`, `linkpath`, `size`, `uid`, `gid`, `mtime`) say of it. */
  toEntry(records: ReadonlyMap<string, Buffer>): TarEntry;
}

const KINDS = new Map<string, TarEntryKind>([
  ['\0', 'file'],
  ['0', 'file'],
  ['1', 'hardlink'],
  ['2', 'symlink'],
  ['3', 'character'],
  ['4', 'block'],
  ['5', 'directory'],
  ['6', 'fifo'],
  ['7', 'file'],
]);

/** Decodes a header block; null for the zero block that ends an archive, and for the end of the stream. */
export function decodeTarHeader(block: Buffer, encoding: NameEncoding): RawHeader | null {
  if (block.length === 0 || (block.length === BLOCK_BYTES && block.every((byte) => byte === 0))) return null;
  if (block.length < BLOCK_BYTES || !isChecksumRight(block)) {
    throw new FailureError({ kind: 'engine', summary: 'The stream is no tar archive, or a damaged one' });
  }
  const type = String.fromCharCode(block[156] ?? 0);
  const size = numberAt(block, 124, 12);
  return { type, size, toEntry: (records) => toEntry(block, type, records, encoding) };
}

function isChecksumRight(block: Buffer): boolean {
  const blanked = Buffer.from(block);
  blanked.fill(0x20, 148, 156);
  return numberAt(block, 148, 8) === checksumOf(blanked);
}

function toEntry(block: Buffer, type: string, records: ReadonlyMap<string, Buffer>, encoding: NameEncoding): TarEntry {
  const number = (key: string, offset: number, length: number) => {
    const text = records.get(key)?.toString('latin1');
    return text === undefined ? numberAt(block, offset, length) : Number(text);
  };
  const path = (records.get('path') ?? ustarPath(block)).toString(encoding);
  const kind = kindOf(type, path);
  return {
    path: path.length > 1 ? path.replace(/\/+$/, '') : path,
    kind,
    mode: numberAt(block, 100, 8) & 0o7777,
    userId: number('uid', 108, 8),
    groupId: number('gid', 116, 8),
    modified: Math.floor(number('mtime', 136, 12)),
    size: kind === 'file' ? number('size', 124, 12) : 0,
    linkTarget: (records.get('linkpath') ?? fieldAt(block, 157, 100)).toString(encoding),
    deviceMajor: numberAt(block, 329, 8),
    deviceMinor: numberAt(block, 337, 8),
  };
}

/** Old archives mark a directory only by the slash at its end. */
function kindOf(type: string, path: string): TarEntryKind {
  const kind = KINDS.get(type) ?? 'file';
  return kind === 'file' && path.endsWith('/') ? 'directory' : kind;
}

function ustarPath(block: Buffer): Buffer {
  const name = fieldAt(block, 0, 100);
  // GNU tar's own format (`ustar` and a blank) keeps other things where POSIX has the prefix.
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? fieldAt(block, 345, 155) : Buffer.alloc(0);
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

function fieldAt(block: Buffer, offset: number, length: number): Buffer {
  const field = block.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

/** An octal text, or (first bit set) GNU tar's binary number. */
function numberAt(block: Buffer, offset: number, length: number): number {
  const first = block[offset] ?? 0;
  if (first >= 0x80) return binaryNumber(block.subarray(offset, offset + length));
  const text = fieldAt(block, offset, length).toString('latin1').trim();
  return text === '' ? 0 : Number.parseInt(text, 8);
}

/** Two's complement over the field without its first bit. */
function binaryNumber(field: Buffer): number {
  const isNegative = field[0] === 0xff;
  let value = isNegative ? -1 : (field[0] ?? 0) & 0x7f;
  for (const byte of field.subarray(1)) value = value * 256 + byte;
  return value;
}

/** The records of an extended header, `LENGTH KEY=VALUE\n` each. */
export function parseRecords(body: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>();
  let at = 0;
  while (at < body.length) {
    const blank = body.indexOf(0x20, at);
    const length = Number(body.toString('latin1', at, blank));
    if (blank < 0 || !(length > blank - at)) break;
    const equals = body.indexOf(0x3d, blank);
    records.set(body.toString('utf8', blank + 1, equals), body.subarray(equals + 1, at + length - 1));
    at += length;
  }
  return records;
}
