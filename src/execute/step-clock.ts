import type { StepResult, StepSummary } from '../report/event.ts';

/** When steps began and what became of them. */
export class StepClock {
  readonly #now: () => number;
  readonly #begun = new Map<string, number>();
  readonly #ended = new Map<string, StepSummary>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(step: string): void {
    this.#begun.set(step, this.#now());
  }

  end(step: string, result: StepResult): StepSummary {
    const summary = { name: step, result, duration: this.#now() - (this.#begun.get(step) ?? this.#now()) };
    this.#ended.set(step, summary);
    return summary;
  }

  /** One summary for each of the steps; those that never began were skipped. */
  summaries(steps: readonly string[]): StepSummary[] {
    return steps.map((name) => {
      const ended = this.#ended.get(name);
      if (ended !== undefined) return ended;
      return this.#begun.has(name) ? this.end(name, 'failed') : { name, result: 'skipped', duration: 0 };
    });
  }
}
