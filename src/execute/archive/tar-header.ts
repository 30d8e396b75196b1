import { BLOCK_BYTES, paddingOf, type NameEncoding, type TarEntry, type TarEntryKind } from './tar-entry.ts';

const TYPE_FLAGS: Record<TarEntryKind, string> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  character: '3',
  block: '4',
  directory: '5',
  fifo: '6',
};

const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
const SLASH = 0x2f;
/** The largest values that seven and eleven octal digits hold. */
const MAX_SEVEN_DIGITS = 0o7777777;
const MAX_ELEVEN_DIGITS = 0o77777777777;

/**
 * The header of an entry in ustar form (POSIX.1-2001), with an extended (pax) header before it for what ustar has no
 * room for. The content and its padding are not part of it.
 */
export function encodeTarHeader(entry: TarEntry, encoding: NameEncoding = 'utf8'): Buffer {
  const path = Buffer.from(entry.kind === 'directory' ? `${entry.path}/` : entry.path, encoding);
  const linkTarget = Buffer.from(entry.linkTarget, encoding);
  const split = splitName(path);
  const records = extendedRecords(entry, split === null ? path : null, linkTarget);
  const name = split ?? { prefix: path.subarray(0, 0), name: path.subarray(0, NAME_BYTES) };
  const header = encodeBlock(entry, TYPE_FLAGS[entry.kind], name, linkTarget);
  return records.length === 0 ? header : Buffer.concat([extendedHeader(Buffer.concat(records)), header]);
}

interface SplitName {
  readonly prefix: Buffer;
  readonly name: Buffer;
}

/** Divides a path at a slash into ustar's two fields; null where it has no place in them. */
function splitName(path: Buffer): SplitName | null {
  if (path.length <= NAME_BYTES) return { prefix: path.subarray(0, 0), name: path };
  if (path.length > PREFIX_BYTES + 1 + NAME_BYTES) return null;
  const at = path.indexOf(SLASH, path.length - NAME_BYTES - 1);
  if (at < 1 || at > PREFIX_BYTES || at === path.length - 1) return null;
  return { prefix: path.subarray(0, at), name: path.subarray(at + 1) };
}

function extendedRecords(entry: TarEntry, path: Buffer | null, linkTarget: Buffer): Buffer[] {
  return [
    ...(path === null ? [] : [record('path', path)]),
    ...(linkTarget.length > NAME_BYTES ? [record('linkpath', linkTarget)] : []),
    ...numberRecord('size', entry.size, MAX_ELEVEN_DIGITS),
    ...numberRecord('uid', entry.userId, MAX_SEVEN_DIGITS),
    ...numberRecord('gid', entry.groupId, MAX_SEVEN_DIGITS),
    ...numberRecord('mtime', entry.modified, MAX_ELEVEN_DIGITS),
  ];
}

function numberRecord(key: string, value: number, largest: number): Buffer[] {
  return value >= 0 && value <= largest ? [] : [record(key, Buffer.from(String(value)))];
}

/** `LENGTH KEY=VALUE\n`, where the length counts its own digits. */
function record(key: string, value: Buffer): Buffer {
  const rest = key.length + value.length + 3;
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length += 1;
  return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from('\n')]);
}

function extendedHeader(body: Buffer): Buffer {
  const name = { prefix: Buffer.alloc(0), name: Buffer.from('pax_header') };
  const about = { mode: 0o644, userId: 0, groupId: 0, modified: 0, size: body.length, deviceMajor: 0, deviceMinor: 0 };
  const header = encodeBlock(about, 'x', name, Buffer.alloc(0));
  return Buffer.concat([header, body, Buffer.alloc(paddingOf(body.length))]);
}

function encodeBlock(
  about: Omit<TarEntry, 'path' | 'linkTarget' | 'kind'>,
  type: string,
  { prefix, name }: SplitName,
  linkTarget: Buffer,
): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  name.copy(block, 0);
  writeOctal(block, 100, 7, about.mode);
  writeOctal(block, 108, 7, about.userId);
  writeOctal(block, 116, 7, about.groupId);
  writeOctal(block, 124, 11, about.size);
  writeOctal(block, 136, 11, about.modified);
  block.fill(0x20, 148, 156);
  block.write(type, 156, 'latin1');
  linkTarget.copy(block, 157, 0, NAME_BYTES);
  block.write('ustar\x0000', 257, 'latin1');
  writeOctal(block, 329, 7, about.deviceMajor);
  writeOctal(block, 337, 7, about.deviceMinor);
  prefix.copy(block, 345);
  writeOctal(block, 148, 6, checksumOf(block));
  block[154] = 0;
  return block;
}

/** A number that does not fit stands in the extended header; its field then holds 0. */
function writeOctal(block: Buffer, offset: number, digits: number, value: number): void {
  const isFitting = value >= 0 && value < 8 ** digits;
  block.write((isFitting ? value : 0).toString(8).padStart(digits, '0'), offset, 'latin1');
}

/** The sum of the header's bytes, its own field counted as blanks. */
export function checksumOf(block: Buffer): number {
  let sum = 0;
  for (const byte of block) sum += byte;
  return sum;
}
