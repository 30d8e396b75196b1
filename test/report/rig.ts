import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildEvent } from '../../src/report/event.ts';
import { createReport, type Report, type ReportOptions } from '../../src/report/report.ts';
import type { OutputTarget } from '../../src/report/stream-sink.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A console that keeps what it gets. */
export class Screen implements OutputTarget {
  readonly isTTY: boolean;
  readonly columns = 60;
  /** Set: nothing is acknowledged until `resume` is called. */
  isStuck = false;
  #chunks: Buffer[] = [];
  #pending: (() => void)[] = [];
  #onError: ((error: Error) => void)[] = [];

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(bytes: Uint8Array, callback: (error?: Error | null) => void): boolean {
    this.#chunks.push(Buffer.from(bytes));
    if (this.isStuck) this.#pending.push(callback);
    else setImmediate(callback);
    return true;
  }

  on(_event: 'error', listener: (error: Error) => void): this {
    this.#onError.push(listener);
    return this;
  }

  resume(): void {
    this.isStuck = false;
    for (const callback of this.#pending.splice(0)) callback();
  }

  /** As a pipe does whose reader has gone. */
  breakPipe(): void {
    for (const listener of this.#onError) listener(new Error('write EPIPE'));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString();
  }
}

export interface Rig {
  readonly report: Report;
  readonly screen: Screen;
  readonly errors: Screen;
  readonly directory: string;
  /** The clock, in milliseconds; tests move it. */
  time: number;
  log(): string;
  manifest(): string;
}

/** 2026-01-02 03:04:05,006, local time. */
export const NOON = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();

export const STEP = { kind: 'step' } as const;
export const WEB = { kind: 'service', name: 'web' } as const;

/** A report on memory and a temporary results directory. */
export function createRig(options: Partial<ReportOptions> & { readonly isTTY?: boolean } = {}): Rig {
  const directory = options.resultsDirectory ?? temporaryDirectory();
  const screen = new Screen(options.isTTY);
  const errors = new Screen();
  const clock = { time: NOON };
  return Object.assign(clock, {
    report: createReport({
      stdout: screen,
      stderr: errors,
      isColored: false,
      hasTimestamps: true,
      isDebug: false,
      now: () => clock.time,
      ...options,
      resultsDirectory: directory,
    }),
    screen,
    errors,
    directory,
    log: () => readFileSync(join(directory, 'build.log'), 'latin1'),
    manifest: () => readFileSync(join(directory, 'artifacts.json'), 'utf8'),
  });
}

export function emitAll(report: Report, events: readonly BuildEvent[]): void {
  for (const event of events) void report.emit(event);
}

export function output(
  text: string | Buffer,
  fields: { speaker?: typeof STEP | typeof WEB; step?: string; stream?: 'stdout' | 'stderr' } = {},
): BuildEvent {
  const { speaker = STEP, step = 'one', stream = 'stdout' } = fields;
  return { kind: 'outputReceived', step, speaker, stream, chunk: Buffer.from(text) };
}

export const BEGINNING: readonly BuildEvent[] = [
  {
    kind: 'buildStarted',
    buildId: 'main-1.Iabc.M0-42',
    globalFiles: ['/etc/a.yaml', '/b.yaml'],
    runFile: 'buildrunner.yaml',
  },
  { kind: 'stepStarted', step: 'one' },
  { kind: 'taskStarted', step: 'one', task: 'run' },
];

export function ending(isSuccess = true): BuildEvent {
  return {
    kind: 'buildFinished',
    failure: isSuccess
      ? null
      : { kind: 'step', summary: 'Command "false" failed', details: ['last line'], next: 'See build.log' },
    steps: [{ name: 'one', result: isSuccess ? 'passed' : 'failed', duration: 1234 }],
    pushed: [],
    duration: 1500,
    isPushRequested: false,
  };
}
