import type { BuildEvent, PushedImage, StepSummary } from './event.ts';

type BuildFinished = Extract<BuildEvent, { kind: 'buildFinished' }>;

/** Knows what became of the steps and pushes so far, to close the report of a build that does not get to do so itself. */
export class StepLedger {
  readonly #now: () => number;
  readonly #finished: StepSummary[] = [];
  readonly #pushed: PushedImage[] = [];
  readonly #running = new Map<string, number>();
  #startedAt: number | null = null;
  #isFinished = false;
  #signal: string | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The signal that ended the build; null when none did. */
  get signal(): string | null {
    return this.#signal;
  }

  update(event: BuildEvent): void {
    switch (event.kind) {
      case 'buildStarted':
        this.#startedAt = this.#now();
        break;
      case 'stepStarted':
        this.#running.set(event.step, this.#now());
        break;
      case 'stepFinished':
        this.#running.delete(event.step);
        this.#finished.push({ name: event.step, result: event.result, duration: event.duration });
        break;
      case 'imagePushed':
        this.#pushed.push({ reference: event.reference, digest: event.digest });
        break;
      case 'interrupted':
        this.#signal = event.signal;
        break;
      case 'buildFinished':
        this.#isFinished = true;
        break;
      default:
    }
  }

  /** The end of a build that began and has not told its end; else null. */
  missingEnd(): BuildFinished | null {
    if (this.#isFinished || this.#startedAt === null) return null;
    const now = this.#now();
    const running = [...this.#running].map(([name, since]) => ({
      name,
      result: 'interrupted' as const,
      duration: now - since,
    }));
    return {
      kind: 'buildFinished',
      failure: {
        kind: 'interrupted',
        summary: this.#signal === null ? 'The build was ended' : `The build was ended by ${this.#signal}`,
      },
      steps: [...this.#finished, ...running],
      pushed: this.#pushed,
      duration: now - this.#startedAt,
      isPushRequested: false,
    };
  }
}
