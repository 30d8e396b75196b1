const NEWLINE = 10;

/** A line longer than this goes out in pieces of this size, so that memory stays bounded. */
const LONGEST_LINE = 16 * 1024 * 1024;

const SMALLEST_BUFFER = 1024;

/**
 * Cuts one stream of bytes, which comes in pieces, at line ends. Bytes are never decoded: what comes in goes out, with
 * nothing added but the newline that a last line or a piece of an endless line lacks.
 */
export class LineSplitter {
  /** The line that has begun and not ended: the first `#length` bytes. */
  #pending = Buffer.alloc(0);
  #length = 0;
  readonly #longestLine: number;

  constructor(longestLine: number = LONGEST_LINE) {
    this.#longestLine = longestLine;
  }

  /** Takes the next piece; returns blocks of whole lines, in order. They may share memory with the piece. */
  push(chunk: Buffer): Buffer[] {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    const blocks: Buffer[] = [];
    let start = 0;
    if (end > 0 && this.#length > 0) {
      start = chunk.indexOf(NEWLINE) + 1;
      this.#keep(chunk.subarray(0, start), blocks);
      if (this.#length > 0) blocks.push(this.#take());
    }
    if (end > start) blocks.push(chunk.subarray(start, end));
    if (end < chunk.length) this.#keep(chunk.subarray(end), blocks);
    return blocks;
  }

  /** The unfinished last line, made whole; null when there is none. */
  end(): Buffer | null {
    return this.#length === 0 ? null : this.#finish();
  }

  /** Adds to the unfinished line; pieces of it that are too long go to `blocks`. */
  #keep(bytes: Buffer, blocks: Buffer[]): void {
    let rest = bytes;
    // The newline of a line that is just as long as allowed must not become a line of its own.
    while (this.#length + rest.length > this.#longestLine + (rest.at(-1) === NEWLINE ? 1 : 0)) {
      const room = this.#longestLine - this.#length;
      this.#append(rest.subarray(0, room));
      blocks.push(this.#finish());
      rest = rest.subarray(room);
    }
    this.#append(rest);
  }

  #append(bytes: Buffer): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#pending.length) {
      const grown = Buffer.allocUnsafe(Math.max(SMALLEST_BUFFER, needed, Math.min(2 * needed, this.#longestLine + 1)));
      this.#pending.copy(grown, 0, 0, this.#length);
      this.#pending = grown;
    }
    bytes.copy(this.#pending, this.#length);
    this.#length = needed;
  }

  #finish(): Buffer {
    this.#append(Buffer.of(NEWLINE));
    return this.#take();
  }

  #take(): Buffer {
    const line = this.#pending.subarray(0, this.#length);
    this.#pending = Buffer.alloc(0);
    this.#length = 0;
    return line;
  }
}
