import { Activities, describeProgress } from './activity.ts';
import type { Activity } from './activity.ts';
import { formatDuration } from './duration.ts';
import type { ShownEvent } from './view.ts';

/** Milliseconds. */
export interface Patience {
  /** An operation that takes longer is announced. */
  readonly announceAfter: number;
  /** A finished operation that took longer is reported with its duration. */
  readonly reportAfter: number;
  /** So long without a line: what is going on is said again. */
  readonly remindAfter: number;
  /** How often to look. */
  readonly tick: number;
}

export const PATIENCE: Patience = { announceAfter: 1000, reportAfter: 2000, remindAfter: 60_000, tick: 1000 };

/** Says in a log without a status line that long work goes on. */
export class Announcer {
  readonly #activities: Activities;
  readonly #now: () => number;
  readonly #say: (text: string) => void;
  readonly #patience: Patience;
  readonly #announced = new Set<string>();
  #lastLine: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: {
    readonly now: () => number;
    readonly say: (text: string) => void;
    readonly patience: Patience;
  }) {
    this.#now = options.now;
    this.#say = options.say;
    this.#patience = options.patience;
    this.#activities = new Activities(options.now);
    this.#lastLine = options.now();
  }

  /** Something was written: nobody wonders whether the build is alive. */
  heard(): void {
    this.#lastLine = this.#now();
  }

  update(event: ShownEvent): void {
    if (event.kind === 'operationFinished') this.#report(event);
    this.#activities.update(event);
    if (this.#activities.isEmpty) this.end();
    else this.#timer ??= setInterval(() => this.#look(), this.#patience.tick).unref();
  }

  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #report(event: Extract<ShownEvent, { kind: 'operationFinished' }>): void {
    const title = this.#activities.find(event.id)?.title;
    const isAnnounced = this.#announced.delete(event.id);
    if (title === undefined || (!isAnnounced && event.duration < this.#patience.reportAfter)) return;
    this.#say(`${title} ${event.succeeded ? 'took' : 'failed after'} ${formatDuration(event.duration)}`);
  }

  #look(): void {
    const now = this.#now();
    const running = this.#activities.list();
    for (const activity of running) {
      if (activity.id === null || this.#announced.has(activity.id)) continue;
      if (now - activity.since < this.#patience.announceAfter) continue;
      this.#announced.add(activity.id);
      this.#say(activity.title);
    }
    if (now - this.#lastLine >= this.#patience.remindAfter) this.#remind(running, now);
  }

  #remind(running: readonly Activity[], now: number): void {
    const [longest] = running;
    if (longest === undefined) return;
    this.#say(`Still running: ${longest.title} (${describeProgress(longest, now)})`);
  }
}
