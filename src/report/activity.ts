import type { BuildEvent } from './event.ts';
import { formatElapsed } from './duration.ts';

/** Work that goes on: an operation, or a command of a step. */
export interface Activity {
  /** Of the operation; null for a command. */
  readonly id: string | null;
  readonly step: string | null;
  readonly title: string;
  /** Milliseconds, of the report's clock. */
  readonly since: number;
  readonly progress: Progress | null;
}

type Progress = Pick<Extract<BuildEvent, { kind: 'operationProgressed' }>, 'done' | 'total' | 'unit'>;

/** Knows what is going on, from the events shown so far. */
export class Activities {
  readonly #now: () => number;
  readonly #running = new Map<string, Activity>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Oldest first. */
  list(): readonly Activity[] {
    return [...this.#running.values()];
  }

  get isEmpty(): boolean {
    return this.#running.size === 0;
  }

  /** The running operation of that id. */
  find(id: string): Activity | undefined {
    return this.#running.get(operationKey(id));
  }

  update(event: BuildEvent): void {
    switch (event.kind) {
      case 'operationStarted':
        this.#start(event.id, event.step, event.title);
        break;
      case 'operationProgressed':
        this.#progress(operationKey(event.id), event);
        break;
      case 'operationFinished':
        this.#running.delete(operationKey(event.id));
        break;
      case 'commandStarted':
        // Commands of services run beside the step for its whole length: nobody waits for them.
        if (event.speaker.kind === 'step') {
          this.#start(null, event.step, firstLine(event.text));
        }
        break;
      case 'commandFinished':
        if (event.speaker.kind === 'step') this.#running.delete(commandKey(event.step));
        break;
      case 'interrupted':
      case 'buildFinished':
        this.#running.clear();
        break;
      default:
    }
  }

  #start(id: string | null, step: string | null, title: string): void {
    const key = id === null ? commandKey(step) : operationKey(id);
    this.#running.set(key, { id, step, title, since: this.#now(), progress: null });
  }

  #progress(key: string, progress: Progress): void {
    const activity = this.#running.get(key);
    if (activity !== undefined) this.#running.set(key, { ...activity, progress });
  }
}

/** How far it is, or how long it takes: `12.0 of 30.5 MB, 00:04`, `3 of 7 layers, 00:09`, `01:02`. */
export function describeProgress(activity: Activity, now: number): string {
  const elapsed = formatElapsed(now - activity.since);
  const { progress } = activity;
  if (progress === null || progress.unit === 'seconds') return elapsed;
  const amount = progress.unit === 'bytes' ? formatMegabytes : String;
  const unit = progress.unit === 'bytes' ? 'MB' : progress.unit;
  const total = progress.total > 0 ? ` of ${amount(progress.total)}` : '';
  return `${amount(progress.done)}${total} ${unit}, ${elapsed}`;
}

function formatMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function firstLine(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  return more.length === 0 ? first : `${first} …`;
}

function operationKey(id: string): string {
  return `operation ${id}`;
}

function commandKey(step: string | null): string {
  return `command ${step}`;
}
