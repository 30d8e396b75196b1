/** Where finished lines go: a file or a stream. */
export interface ByteSink {
  /** Accepts bytes in order; never throws. */
  write(bytes: Buffer): void;
  /** Nothing when it keeps up; else a promise that settles when it does again. */
  room(): Promise<void> | undefined;
  /** Settles when all bytes are out. */
  flush(): Promise<void>;
  /** All bytes are out when it returns, as far as the other side takes them. Nothing can be written afterwards. */
  flushNow(): void;
}
