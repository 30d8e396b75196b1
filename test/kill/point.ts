import { eventually } from '../support/eventually.ts';
import { startDoomed, type Doomed, type DoomedOptions } from './doomed.ts';

/** A moment of a build. */
export interface Point {
  readonly name: string;
  /** Starts a build that comes there and, as far as that is in its hands, stays there; settles when it is there. */
  reach(): Promise<Reached>;
}

/** A build that has come to its point. */
export interface Reached {
  readonly doomed: Doomed;
  readonly homeFiles: readonly string[];
  /** Checks what only this point can leave behind. */
  readonly isOver: () => boolean;
  readonly close: () => void;
}

/** Milliseconds within which a build comes to its point. */
export const LIMIT = 30_000;
export const MEBIBYTE = 1024 * 1024;
/** Far more than is copied until the kill; without a block on the disk. */
export const HUGE = 4096 * MEBIBYTE;

/** Starts a build and waits until it is there. */
export async function start(options: DoomedOptions, isThere: (doomed: Doomed) => Promise<unknown>): Promise<Reached> {
  const doomed = startDoomed(options);
  await isThere(doomed);
  const homeFiles = Object.keys(options.homeFiles ?? {});
  return { doomed, homeFiles, isOver: () => true, close: () => {} };
}

/** Waits for a call of docker that has begun. */
export function called(pattern: RegExp) {
  return (doomed: Doomed) => eventually(() => doomed.docker.calls().some((call) => pattern.test(call)), LIMIT);
}

/** Waits for output of the build. */
export function printed(pattern: RegExp) {
  return (doomed: Doomed) => doomed.waitForOutput(pattern, LIMIT);
}
