import { FailureError } from '../../failure.ts';
import { ByteReader } from '../../process/byte-reader.ts';
import { BLOCK_BYTES, paddingOf, type NameEncoding, type TarEntry } from './tar-entry.ts';
import { decodeTarHeader, parseRecords, type RawHeader } from './tar-decode.ts';

/** An entry and its content, which can be read until the next entry is asked for. */
export interface ReadTarEntry extends TarEntry {
  readonly content: AsyncIterable<Buffer>;
}

/** Extended headers that apply to the next entry, or to all that follow. */
interface Extensions {
  readonly global: ReadonlyMap<string, Buffer>;
  readonly next: ReadonlyMap<string, Buffer>;
}

const NO_RECORDS: ReadonlyMap<string, Buffer> = new Map();
/** A name or an extended header is never larger; more means that the stream is no archive. */
const MAX_EXTENSION_BYTES = 8 * 1024 * 1024;

/**
 * Reads the entries of a tar stream: ustar, pax, and GNU tar's long names. Content that the caller leaves is skipped;
 * after the last entry the stream is read to its end, so that its writer ends in peace. Throws a `FailureError` where
 * the stream is cut short or no archive.
 */
export async function* readTar(
  source: AsyncIterable<Buffer>,
  encoding: NameEncoding = 'utf8',
): AsyncGenerator<ReadTarEntry, void, void> {
  const reader = new ByteReader(source);
  let extensions: Extensions = { global: NO_RECORDS, next: NO_RECORDS };
  try {
    for (;;) {
      const header = decodeTarHeader(await reader.read(BLOCK_BYTES), encoding);
      if (header === null) {
        await reader.drain();
        return;
      }
      if (isExtension(header)) {
        extensions = extend(extensions, header, await readExtension(reader, header));
        continue;
      }
      yield* readEntry(reader, header.toEntry(new Map([...extensions.global, ...extensions.next])));
      extensions = { global: extensions.global, next: NO_RECORDS };
    }
  } finally {
    await reader.close();
  }
}

async function* readEntry(reader: ByteReader, entry: TarEntry): AsyncGenerator<ReadTarEntry, void, void> {
  let missing = entry.size;
  async function* content() {
    for await (const chunk of reader.chunks(missing)) {
      missing -= chunk.length;
      yield chunk;
    }
    if (missing > 0) throw cutShort();
  }
  yield { ...entry, content: content() };
  const rest = missing + paddingOf(entry.size);
  let skipped = 0;
  for await (const chunk of reader.chunks(rest)) skipped += chunk.length;
  if (skipped < rest) throw cutShort();
}

function isExtension(header: RawHeader): boolean {
  return ['x', 'g', 'L', 'K'].includes(header.type);
}

async function readExtension(reader: ByteReader, header: RawHeader): Promise<Buffer> {
  if (header.size > MAX_EXTENSION_BYTES) throw notAnArchive();
  const body = await reader.read(header.size + paddingOf(header.size));
  if (body.length < header.size) throw cutShort();
  return body.subarray(0, header.size);
}

function extend({ global, next }: Extensions, { type }: RawHeader, body: Buffer): Extensions {
  if (type === 'g') return { global: new Map([...global, ...parseRecords(body)]), next };
  const records = type === 'x' ? parseRecords(body) : [[type === 'L' ? 'path' : 'linkpath', untilNull(body)] as const];
  return { global, next: new Map([...next, ...records]) };
}

function untilNull(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function cutShort(): FailureError {
  return new FailureError({ kind: 'engine', summary: 'The tar stream ended before its last entry was complete' });
}

function notAnArchive(): FailureError {
  return new FailureError({ kind: 'engine', summary: 'The stream is no tar archive' });
}
