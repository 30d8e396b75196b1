import { closeSync, openSync, writev, writevSync } from 'node:fs';
import type { ByteSink } from './byte-sink.ts';
import { WriteQueue } from './write-queue.ts';

const BATCH = 1024 * 1024;

interface Batch {
  readonly buffers: readonly Buffer[];
  readonly size: number;
}

/**
 * Writes a file from its beginning, in batches, without blocking. Each batch has its position, so the one that is under
 * way when `flushNow` is called can simply be written again.
 */
export class FileSink implements ByteSink {
  readonly #queue = new WriteQueue();
  readonly #onTrouble: (error: Error) => void;
  #descriptor: number | null = null;
  #position = 0;
  #current: Batch | null = null;
  #isScheduled = false;
  #hasTrouble = false;
  #onIdle: (() => void)[] = [];

  /** Truncates or creates the file. `onTrouble` hears of the first error; later ones are not told. */
  constructor(path: string, onTrouble: (error: Error) => void) {
    this.#onTrouble = onTrouble;
    try {
      this.#descriptor = openSync(path, 'w');
    } catch (error) {
      // Whoever makes the sink cannot hear of it yet.
      queueMicrotask(() => this.#fail(error));
    }
  }

  write(bytes: Buffer): void {
    if (this.#descriptor === null) return;
    this.#queue.push(bytes);
    if (this.#isScheduled || this.#current !== null) return;
    // What comes within one turn of the event loop goes out in one call.
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#current === null) this.#writeNext();
    });
  }

  room(): Promise<void> | undefined {
    return this.#queue.room();
  }

  flush(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  flushNow(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    if (descriptor === null) return;
    try {
      if (this.#current !== null) this.#writeNow(descriptor, this.#current);
      while (!this.#queue.isEmpty) this.#writeNow(descriptor, toBatch(this.#queue.take(BATCH)));
      if (this.#current === null) closeSync(descriptor);
    } catch (error) {
      this.#fail(error);
    }
  }

  #isIdle(): boolean {
    return this.#descriptor === null || (this.#current === null && this.#queue.isEmpty);
  }

  #writeNext(): void {
    if (this.#descriptor === null || this.#queue.isEmpty) {
      for (const resolve of this.#onIdle.splice(0)) resolve();
      return;
    }
    const batch = toBatch(this.#queue.take(BATCH));
    this.#current = batch;
    writev(this.#descriptor, batch.buffers, this.#position, (error, written) => this.#finish(batch, error, written));
  }

  #finish(batch: Batch, error: Error | null, written: number): void {
    this.#current = null;
    if (error !== null) this.#fail(error);
    else this.#position += written;
    this.#queue.written(batch.size);
    // A full disk first shows as a short write; trying the rest tells the reason.
    if (error === null && written < batch.size) this.#queue.unshift(Buffer.concat(batch.buffers).subarray(written));
    this.#writeNext();
  }

  #writeNow(descriptor: number, batch: Batch): void {
    let rest = Buffer.concat(batch.buffers);
    while (rest.length > 0) {
      const written = writevSync(descriptor, [rest], this.#position);
      this.#position += written;
      rest = rest.subarray(written);
    }
  }

  #fail(error: unknown): void {
    if (this.#hasTrouble) return;
    this.#hasTrouble = true;
    this.#onTrouble(error instanceof Error ? error : new Error(String(error)));
  }
}

function toBatch(buffers: readonly Buffer[]): Batch {
  return { buffers, size: buffers.reduce((size, bytes) => size + bytes.length, 0) };
}
