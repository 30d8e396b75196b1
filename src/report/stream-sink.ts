import { writeSync } from 'node:fs';
import type { ByteSink } from './byte-sink.ts';
import { WriteQueue } from './write-queue.ts';

const BATCH = 64 * 1024;

/** Milliseconds that `flushNow` waits for a reader that takes nothing. */
const PATIENCE = 500;

/** What we need of `process.stdout` and its like. */
export interface OutputTarget {
  write(bytes: Uint8Array, callback: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  /** The file descriptor under it, for writing without waiting for the event loop. */
  readonly fd?: number | undefined;
}

/**
 * Writes to a stream, one batch at a time, so that whatever is not out yet is still ours when the process must end at
 * once. A reader that has gone away (`| head`) makes it drop everything from then on.
 */
export class StreamSink implements ByteSink {
  readonly #target: OutputTarget;
  readonly #queue = new WriteQueue();
  #current: Buffer | null = null;
  #isClosed = false;
  #isScheduled = false;
  #onIdle: (() => void)[] = [];

  constructor(target: OutputTarget) {
    this.#target = target;
    target.on('error', () => this.#abandon());
  }

  write(bytes: Buffer): void {
    if (this.#isClosed) return;
    this.#queue.push(bytes);
    if (this.#isScheduled || this.#current !== null) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#current === null) this.#writeNext();
    });
  }

  /** As `write`, without waiting for the end of this turn of the event loop. */
  writeSoon(bytes: Buffer): void {
    if (this.#isClosed) return;
    this.#queue.push(bytes);
    if (this.#current === null) this.#writeNext();
  }

  room(): Promise<void> | undefined {
    return this.#queue.room();
  }

  flush(): Promise<void> {
    if (this.#isClosed || (this.#current === null && this.#queue.isEmpty)) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  flushNow(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const rest = Buffer.concat([this.#unsent(), ...this.#queue.take(Infinity)]);
    if (rest.length === 0) return;
    if (this.#target.fd === undefined) this.#target.write(rest, () => {});
    else writeAll(this.#target.fd, rest);
  }

  #writeNext(): void {
    if (this.#isClosed || this.#queue.isEmpty) {
      for (const resolve of this.#onIdle.splice(0)) resolve();
      return;
    }
    const batch = this.#queue.take(BATCH);
    const [first] = batch;
    const bytes = batch.length === 1 && first !== undefined ? first : Buffer.concat(batch);
    this.#current = bytes;
    this.#target.write(bytes, (error) => {
      this.#current = null;
      this.#queue.written(bytes.length);
      if (error !== undefined && error !== null) this.#abandon();
      else this.#writeNext();
    });
  }

  /** The end of the current batch that the kernel has not taken: a pipe whose reader is slow. */
  #unsent(): Buffer {
    const handle: unknown = Reflect.get(this.#target, '_handle');
    if (this.#current === null || typeof handle !== 'object' || handle === null) return Buffer.alloc(0);
    const size: unknown = Reflect.get(handle, 'writeQueueSize');
    return typeof size === 'number' && size > 0 ? this.#current.subarray(-size) : Buffer.alloc(0);
  }

  #abandon(): void {
    this.#isClosed = true;
    const lost = this.#queue.take(Infinity);
    this.#queue.written(lost.reduce((size, bytes) => size + bytes.length, 0));
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }
}

/** Node makes pipes non-blocking, so a full one has to be tried again. */
function writeAll(descriptor: number, bytes: Buffer): void {
  let rest = bytes;
  let waited = 0;
  while (rest.length > 0 && waited < PATIENCE) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
      waited = 0;
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      waited += 5;
    }
  }
}
