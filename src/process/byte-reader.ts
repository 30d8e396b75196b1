/** Hands out the bytes of a stream in the sizes its reader wants. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Exactly `size` bytes; fewer only where the stream ends before. */
  async read(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.chunks(size)) parts.push(part);
    const [first] = parts;
    return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
  }

  /** The next `size` bytes in the pieces they come in; fewer only where the stream ends before. */
  async *chunks(size: number): AsyncGenerator<Buffer, void, void> {
    let missing = size;
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#pull())) return;
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      yield part;
    }
  }

  /**
   * The bytes up to the end of the first `delimiter`; null where the stream ends, or `limit` bytes have come, without
   * one: nothing is taken then.
   */
  async readThrough(delimiter: string, limit: number): Promise<Buffer | null> {
    let searched = 0;
    for (;;) {
      const found = this.#rest.indexOf(delimiter, searched, 'latin1');
      if (found >= 0) return this.read(found + delimiter.length);
      const before = this.#rest;
      if (before.length >= limit || !(await this.#pull())) return null;
      searched = Math.max(0, before.length - delimiter.length + 1);
      if (before.length > 0) this.#rest = Buffer.concat([before, this.#rest]);
    }
  }

  /** Reads on to the end of the stream without keeping anything. */
  async drain(): Promise<void> {
    do this.#rest = this.#rest.subarray(this.#rest.length);
    while (await this.#pull());
  }

  /** Lets go of the stream. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #pull(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#rest = next.value;
    return true;
  }
}
