import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Writable } from 'node:stream';
import { BLOCK_BYTES, paddingOf, type NameEncoding, type TarEntry } from './tar-entry.ts';
import { encodeTarHeader } from './tar-header.ts';

/** Headers and small contents are gathered to pieces of this size: a write costs the same for any size. */
const PIECE_BYTES = 256 * 1024;
/** So much may be on its way before we wait for the reader. */
const MAX_UNSENT_BYTES = 1024 * 1024;
/** Milliseconds of work after which timers, signals and streams get their turn. */
const TURN_MILLISECONDS = 15;

export interface TarWriterOptions {
  readonly encoding?: NameEncoding;
  /** Ends waiting for a reader that will never read on. */
  readonly signal?: AbortSignal | undefined;
  /** Told the number of bytes written so far, after each piece. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Writes a tar archive to a stream, at the pace of its reader. Entries are added one after the other, each awaited.
 * A call rejects when the sink has failed or was closed, or with the signal's reason.
 */
export class TarWriter {
  readonly #sink: Writable;
  readonly #options: TarWriterOptions;
  #piece = Buffer.allocUnsafe(PIECE_BYTES);
  #used = 0;
  #written = 0;
  #unsent = 0;
  #error: Error | null = null;
  #wake: () => void = () => {};
  #turnStart = performance.now();

  constructor(sink: Writable, options: TarWriterOptions = {}) {
    this.#sink = sink;
    this.#options = options;
  }

  /** Largest number of bytes that `reserve` gives. */
  static readonly maxReserve = PIECE_BYTES;

  /** Adds an entry without content, or the header of one whose content follows by `write` and `pad`. */
  async addHeader(entry: TarEntry): Promise<void> {
    const header = encodeTarHeader(entry, this.#options.encoding);
    if (header.length > PIECE_BYTES) return this.write(header);
    header.copy(await this.reserve(header.length));
  }

  /** Adds a file whose content is at hand or comes in chunks: cut or filled up with zeros to `entry.size`. */
  async addFile(entry: TarEntry, content: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    await this.addHeader(entry);
    let missing = entry.size;
    for await (const chunk of content) {
      const part = chunk.subarray(0, missing);
      missing -= part.length;
      if (part.length > 0) await this.write(part);
      if (missing === 0) break;
    }
    await this.fill(missing);
    await this.pad(entry.size);
  }

  /** Room for exactly `size` bytes (at most `maxReserve`) in the stream, to be filled before the next call. */
  async reserve(size: number): Promise<Buffer> {
    if (this.#used + size > PIECE_BYTES) await this.#sendPiece();
    else if (performance.now() - this.#turnStart > TURN_MILLISECONDS) await this.#yieldTurn();
    const room = this.#piece.subarray(this.#used, this.#used + size);
    this.#used += size;
    return room;
  }

  /** Adds bytes of content. They must not change afterwards. */
  async write(bytes: Buffer): Promise<void> {
    if (bytes.length <= PIECE_BYTES / 4) {
      bytes.copy(await this.reserve(bytes.length));
      return;
    }
    await this.#sendPiece();
    await this.#send(bytes);
  }

  /** Adds zeros in the place of content that is not there. */
  async fill(count: number): Promise<void> {
    for (let missing = count; missing > 0; missing -= PIECE_BYTES) {
      (await this.reserve(Math.min(missing, PIECE_BYTES))).fill(0);
    }
  }

  /** Ends a content of `size` bytes. */
  async pad(size: number): Promise<void> {
    await this.fill(paddingOf(size));
  }

  /** Marks the end of the archive and waits until all of it has been handed over. Does not end the sink. */
  async finish(): Promise<void> {
    await this.fill(2 * BLOCK_BYTES);
    await this.#sendPiece();
    await this.#waitUntilUnsent(0);
  }

  async #sendPiece(): Promise<void> {
    if (this.#used === 0) return;
    const piece = this.#piece.subarray(0, this.#used);
    // The stream may keep the piece for as long as it likes, so it is never used again.
    this.#piece = Buffer.allocUnsafe(PIECE_BYTES);
    this.#used = 0;
    await this.#send(piece);
  }

  async #send(bytes: Buffer): Promise<void> {
    this.#options.signal?.throwIfAborted();
    this.#unsent += bytes.length;
    this.#sink.write(bytes, (error) => {
      this.#unsent -= bytes.length;
      this.#error ??= error ?? null;
      this.#wake();
    });
    this.#written += bytes.length;
    this.#options.onProgress?.(this.#written);
    await this.#waitUntilUnsent(MAX_UNSENT_BYTES);
    if (performance.now() - this.#turnStart > TURN_MILLISECONDS) await this.#yieldTurn();
  }

  async #waitUntilUnsent(limit: number): Promise<void> {
    const { signal } = this.#options;
    const wake = () => this.#wake();
    signal?.addEventListener('abort', wake);
    while (this.#unsent > limit && this.#error === null && signal?.aborted !== true) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    signal?.removeEventListener('abort', wake);
    signal?.throwIfAborted();
    if (this.#error instanceof Error) throw this.#error;
  }

  async #yieldTurn(): Promise<void> {
    await nextTurn();
    this.#options.signal?.throwIfAborted();
    this.#turnStart = performance.now();
  }
}
