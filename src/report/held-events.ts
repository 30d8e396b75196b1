import type { BuildEvent } from './event.ts';

/** Beyond these an unbegun step's events are shown early rather than lost. */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 4 * 1024 * 1024;

interface Held {
  readonly events: BuildEvent[];
  bytes: number;
}

/** Keeps the events of steps that are being prepared until they begin, so that a log reads step by step. */
export class HeldEvents {
  readonly #begun = new Set<string>();
  readonly #held = new Map<string, Held>();

  /** Whether events of that step are shown as they come. */
  hasBegun(step: string): boolean {
    return this.#begun.has(step);
  }

  /** Takes an event; returns those to be shown now, in order. */
  admit(event: BuildEvent): readonly BuildEvent[] {
    const step = 'step' in event ? event.step : null;
    if (step === null || this.#begun.has(step)) return [event];
    if (event.kind === 'stepStarted') return [event, ...this.#begin(step)];
    // It never ran: how it was being prepared is of no interest.
    if (event.kind === 'stepFinished') return [...this.#begin(step).filter(isWarning), event];
    // Of progress only the newest counts, and more of it will come.
    return event.kind === 'operationProgressed' ? [] : this.#hold(step, event);
  }

  /** Warnings that are still held, at the end. */
  release(): readonly BuildEvent[] {
    return [...this.#held.keys()].flatMap((step) => this.#begin(step)).filter(isWarning);
  }

  #begin(step: string): readonly BuildEvent[] {
    const held = this.#held.get(step);
    this.#begun.add(step);
    this.#held.delete(step);
    return held?.events ?? [];
  }

  #hold(step: string, event: BuildEvent): readonly BuildEvent[] {
    const held = this.#held.get(step) ?? { events: [], bytes: 0 };
    this.#held.set(step, held);
    held.events.push(event);
    if (event.kind === 'outputReceived') held.bytes += event.chunk.length;
    const isFull = held.events.length >= MOST_EVENTS || held.bytes >= MOST_BYTES;
    return isFull ? held.events.splice(0) : [];
  }
}

function isWarning(event: BuildEvent): boolean {
  return event.kind === 'warned';
}
