import { refuse } from './problem.ts';
import type { TextCursor } from './text-cursor.ts';

/** Something that is a key if a `:` follows on its line. */
export interface PossibleKey {
  /** Which token is to become its mark. */
  readonly tokenIndex: number;
  readonly position: number;
  readonly line: number;
  readonly column: number;
  /** In a block of keys, where nothing but a key may stand. */
  readonly isRequired: boolean;
}

/** In characters. */
const LONGEST_KEY = 1024;

/** What may turn out to be a key: at most one for each level of brackets. */
export class PossibleKeys {
  readonly #cursor: TextCursor;
  readonly #byLevel: (PossibleKey | undefined)[] = [];

  constructor(cursor: TextCursor) {
    this.#cursor = cursor;
  }

  /** Notes that a key may begin where the cursor stands. */
  save(level: number, tokenIndex: number, isRequired: boolean): void {
    this.drop(level);
    const { position, line, column } = this.#cursor;
    this.#byLevel[level] = { tokenIndex, position, line, column, isRequired };
  }

  /** What came before the `:` at the cursor, if it can be a key. */
  take(level: number): PossibleKey | undefined {
    const key = this.#byLevel[level];
    this.#byLevel[level] = undefined;
    return key === undefined || this.#isStale(key) ? undefined : key;
  }

  /** A `:` can make nothing before the cursor a key any more. */
  drop(level: number): void {
    const key = this.#byLevel[level];
    if (key?.isRequired === true) this.#refuse(key);
    this.#byLevel[level] = undefined;
  }

  /** Only a key outside of brackets can be required. */
  checkRequired(): void {
    const key = this.#byLevel[0];
    if (key?.isRequired === true && this.#isStale(key)) this.#refuse(key);
  }

  #isStale({ line, position }: PossibleKey): boolean {
    const { line: now, position: end, text } = this.#cursor;
    if (line !== now) return true;
    return end - position > LONGEST_KEY && [...text.slice(position, end)].length > LONGEST_KEY;
  }

  #refuse(key: PossibleKey): never {
    return this.#cursor.line === key.line && this.#isStale(key)
      ? refuse(key.position, `A key is longer than ${LONGEST_KEY} characters`, 'Shorten it')
      : refuse(
          key.position,
          'A key reaches over several lines, or its ":" is missing',
          'Write "key: value" on one line',
        );
  }
}
