/** More than so many bytes waiting: producers are asked to wait. */
const HIGH_WATER = 1024 * 1024;

/** They go on when so few are left. */
const LOW_WATER = 256 * 1024;

interface Room {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** Bytes on their way to a file or stream, with back pressure for those who produce them. */
export class WriteQueue {
  #waiting: Buffer[] = [];
  /** Bytes that wait or are being written. */
  #size = 0;
  #room: Room | null = null;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  push(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#size += bytes.length;
  }

  /** Puts back what could not be written, to go first. */
  unshift(bytes: Buffer): void {
    this.#waiting.unshift(bytes);
    this.#size += bytes.length;
  }

  /** Takes the oldest, at least one if there is any, up to about `limit` bytes; `written` must follow. */
  take(limit: number): Buffer[] {
    let size = 0;
    const count = this.#waiting.findIndex((bytes) => (size += bytes.length) >= limit);
    return this.#waiting.splice(0, count === -1 ? this.#waiting.length : count + 1);
  }

  /** So many of the bytes taken are out, or lost for good. */
  written(bytes: number): void {
    this.#size -= bytes;
    if (this.#size > LOW_WATER) return;
    this.#room?.resolve();
    this.#room = null;
  }

  /** Nothing when there is room; else a promise of it, the same for all who ask. */
  room(): Promise<void> | undefined {
    if (this.#size <= HIGH_WATER) return undefined;
    this.#room ??= createRoom();
    return this.#room.promise;
  }
}

function createRoom(): Room {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
