import { writeSync } from 'node:fs';
import { constants } from 'node:os';
import { describeInternalError, isLostReader } from '../internal-error.ts';
import type { BuildEvent, Emit } from '../report/event.ts';
import { toEvents, toRemovalReport, type RemovalReport } from './leftovers.ts';
import { killProcesses } from './process-life.ts';
import type { ResourceRegistry } from './resource.ts';

/** What the trap sets in motion. */
export interface TrapOptions {
  readonly registry: ResourceRegistry;
  /** Removes everything within so many milliseconds. */
  readonly remove: (budget: number) => Promise<RemovalReport>;
  readonly emit: Emit;
  /** The last act: ends the report. When it returns, all is written. */
  readonly closeNow: () => void;
  /** Ends the scheduler: nothing is started any more. */
  readonly abort: () => void;
  /** Ends this process at once; for tests. */
  readonly exit?: (code: number) => void;
}

/** The trap while it is set. */
export interface Trap {
  /**
   * Settles at once while nothing has happened, and never afterwards: for the normal end of a build, which has to leave
   * everything to the trap once that has begun.
   */
  standAside(): Promise<void>;
  /** Takes the trap away. */
  remove(): void;
}

type CaughtSignal = Extract<BuildEvent, { readonly kind: 'interrupted' }>['signal'];
const SIGNALS: readonly CaughtSignal[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/** Milliseconds from the signal to the exit, and how many of them the removal has. */
const LIMIT = 4800;
const REMOVAL_BUDGET = 4300;

/**
 * Milliseconds in which a further signal is taken for the same one: a terminal signals all of its processes, and `npm
 * run` passes on what it gets; a terminal that is closed and systemd send two different ones at once.
 */
const SAME_SIGNAL = 100;

/**
 * Lets those signals wait while something is made that they must not leave half done. What came meanwhile goes to the
 * trap, if one is set before they are let go; all this within one turn of the event loop.
 *
 * @returns what lets them go.
 */
export function holdSignals(): () => void {
  for (const signal of SIGNALS) process.on(signal, ignore);
  return () => {
    for (const signal of SIGNALS) process.off(signal, ignore);
  };
}

/**
 * From now on SIGTERM, SIGINT and SIGHUP end the build: nothing new is started, everything is removed, the report is
 * finished, and the process exits with 128 + signal within five seconds, whatever the engine does. A second signal
 * makes it exit at once; the watchdog does the rest. An internal error that nothing else has caught goes the same way
 * and exits with 1.
 */
export function installTrap(options: TrapOptions): Trap {
  const state = new TrapState(options);
  const handlers = SIGNALS.map((signal) => [signal, () => state.onSignal(signal)] as const);
  const onError = (error: unknown) => state.onError(error);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);
  // A terminal that is gone answers with an error, which must not be what ends us.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignore);
  return {
    standAside: () => (state.hasBegun ? new Promise<void>(ignore) : Promise.resolve()),
    remove: () => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
      process.off('uncaughtException', onError);
      process.off('unhandledRejection', onError);
      for (const stream of [process.stdout, process.stderr]) stream.off('error', ignore);
    },
  };
}

class TrapState {
  readonly #options: TrapOptions;
  #begun: number | null = null;
  #hasExited = false;

  constructor(options: TrapOptions) {
    this.#options = options;
  }

  get hasBegun(): boolean {
    return this.#begun !== null;
  }

  onSignal(signal: CaughtSignal): void {
    const code = 128 + constants.signals[signal];
    if (this.#begun === null) this.#begin(code, { kind: 'interrupted', signal });
    else if (performance.now() - this.#begun > SAME_SIGNAL) this.#exit(code);
  }

  onError(error: unknown): void {
    if (isLostReader(error)) return;
    const text = `Internal error: ${describeInternalError(error)}`;
    if (this.#begun === null) this.#begin(1, { kind: 'warned', step: null, text });
    // The clean-up itself is at fault: what it has not done is for the watchdog.
    else complain(text);
  }

  #begin(code: number, event: BuildEvent): void {
    this.#begun = performance.now();
    setTimeout(() => this.#exitLate(code), LIMIT);
    this.#emit(event);
    attempt(this.#options.abort);
    this.#options
      .remove(REMOVAL_BUDGET)
      .then((report) => this.#tell(report))
      .then(() => this.#exit(code), complain);
  }

  #exitLate(code: number): void {
    const left = this.#options.registry.list().filter(({ kind }) => kind !== 'process');
    this.#tell(toRemovalReport({ removed: [], left, reason: 'the docker engine did not answer in time' }));
    this.#exit(code);
  }

  #exit(code: number): void {
    if (this.#hasExited) return;
    this.#hasExited = true;
    killProcesses(this.#options.registry.list());
    attempt(this.#options.closeNow);
    (this.#options.exit ?? process.exit)(code);
  }

  #tell(report: RemovalReport): void {
    for (const event of toEvents(report)) this.#emit(event);
  }

  #emit(event: BuildEvent): void {
    attempt(() => void Promise.resolve(this.#options.emit(event)).catch(complain));
  }
}

/** What goes wrong in one part must not keep the others from their work. */
function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    complain(error);
  }
}

function complain(problem: unknown): void {
  try {
    writeSync(2, `buildrunner cleanup: ${describeInternalError(problem)}\n`);
  } catch {
    // Nobody is there to be told.
  }
}

function ignore(): void {}
