import type { ByteReader } from '../process/byte-reader.ts';
import type { BodyFraming } from './http-head.ts';

/** A piece of a body as it stands on the wire. */
export interface BodyPiece {
  readonly bytes: Buffer;
  /** False for what only divides the content into chunks. */
  readonly isContent: boolean;
}

const MAX_LINE_BYTES = 64 * 1024;

/** Reads a body in the pieces it comes in, up to its end or that of the stream. */
export async function* readBody(reader: ByteReader, framing: BodyFraming): AsyncGenerator<BodyPiece, void, void> {
  if (framing.kind === 'chunked') return yield* readChunks(reader);
  const size = framing.kind === 'length' ? framing.bytes : Number.POSITIVE_INFINITY;
  for await (const bytes of reader.chunks(size)) yield { bytes, isContent: true };
}

async function* readChunks(reader: ByteReader): AsyncGenerator<BodyPiece, void, void> {
  for (;;) {
    const sizeLine = await reader.readThrough('\r\n', MAX_LINE_BYTES);
    if (sizeLine === null) return;
    yield { bytes: sizeLine, isContent: false };
    const size = Number.parseInt(sizeLine.toString('latin1'), 16) || 0;
    if (size === 0) break;
    for await (const bytes of reader.chunks(size)) yield { bytes, isContent: true };
    yield { bytes: await reader.read(2), isContent: false };
  }
  for (;;) {
    const trailer = await reader.readThrough('\r\n', MAX_LINE_BYTES);
    if (trailer === null) return;
    yield { bytes: trailer, isContent: false };
    if (trailer.length === 2) return;
  }
}

/** A whole body: as it stands on the wire, and its content alone. */
export async function collectBody(reader: ByteReader, framing: BodyFraming): Promise<{ raw: Buffer; content: Buffer }> {
  const pieces: BodyPiece[] = [];
  for await (const piece of readBody(reader, framing)) pieces.push(piece);
  const join = (chosen: readonly BodyPiece[]) => Buffer.concat(chosen.map(({ bytes }) => bytes));
  return { raw: join(pieces), content: join(pieces.filter(({ isContent }) => isContent)) };
}
