/** Keeps the last `limit` bytes of what is pushed, and no more memory than about twice that. */
export class Tail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > 2 * this.#limit) this.#compact();
  }

  /** The kept bytes as UTF-8 text. */
  text(): string {
    this.#compact();
    return this.#chunks.map((chunk) => chunk.toString('utf8')).join('');
  }

  #compact(): void {
    const whole = Buffer.concat(this.#chunks);
    const kept = whole.subarray(Math.max(0, whole.length - this.#limit));
    this.#chunks = [kept];
    this.#size = kept.length;
  }
}
