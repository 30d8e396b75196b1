import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { formatForgetting, formatRegistration, type JournalEntry } from './journal.ts';
import { readStartTime } from './process-life.ts';
import type { Resource, ResourceRegistry } from './resource.ts';

/** The journal is written anew when so many of its lines say nothing any more. */
const SPENT_LINES = 2000;

/**
 * Keeps what must be removed, in memory and in a journal that outlives us: each change is one appended line, handed to
 * the system when `register` and `forget` return.
 */
export class JournaledRegistry implements ResourceRegistry {
  readonly #path: string | null;
  readonly #onTrouble: (error: Error) => void;
  readonly #entries = new Map<string, JournalEntry>();
  #descriptor: number | null = null;
  #lastNumber = 0;
  #spentLines = 0;

  /**
   * @param path of the journal, made when it is not there; null: none is kept.
   * @param onTrouble is told once when the journal cannot be written; the registry goes on in memory.
   */
  constructor(path: string | null, onTrouble: (error: Error) => void = () => {}) {
    this.#path = path;
    this.#onTrouble = onTrouble;
    this.#attempt(() => (this.#descriptor = path === null ? null : openSync(path, 'a', 0o600)));
  }

  register(resource: Resource): void {
    const key = keyOf(resource);
    if (this.#entries.has(key)) return;
    const startTime = resource.kind === 'process' ? readStartTime(resource.id) : null;
    const entry = { number: (this.#lastNumber += 1), resource, startTime };
    this.#entries.set(key, entry);
    this.#append(formatRegistration(entry));
  }

  forget(resource: Resource): void {
    const key = keyOf(resource);
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#append(formatForgetting(entry.number));
    this.#spentLines += 2;
    if (this.#spentLines >= SPENT_LINES) this.#compact();
  }

  list(): readonly Resource[] {
    return [...this.#entries.values()].map(({ resource }) => resource);
  }

  #append(line: string): void {
    const descriptor = this.#descriptor;
    if (descriptor !== null) this.#attempt(() => writeSync(descriptor, line));
  }

  /** Renamed into place, so that a reader finds the old journal or the new one, and either is whole. */
  #compact(): void {
    const [path, descriptor] = [this.#path, this.#descriptor];
    this.#spentLines = 0;
    if (path === null || descriptor === null) return;
    this.#attempt(() => {
      writeFileSync(`${path}.new`, [...this.#entries.values()].map(formatRegistration).join(''), { mode: 0o600 });
      const next = openSync(`${path}.new`, 'a');
      renameSync(`${path}.new`, path);
      closeSync(descriptor);
      this.#descriptor = next;
    });
  }

  #attempt(action: () => unknown): void {
    try {
      action();
    } catch (error) {
      this.#descriptor = null;
      this.#onTrouble(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

function keyOf(resource: Resource): string {
  switch (resource.kind) {
    case 'file':
      return `file ${resource.path}`;
    case 'process':
      return `process ${resource.id}`;
    default:
      return `${resource.kind} ${resource.name}`;
  }
}
