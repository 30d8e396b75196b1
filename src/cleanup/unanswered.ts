/**
 * Counts what the engine has been asked to make and has not said to be there. When we are to end at once it may still
 * be at work on that, and what it makes has to be waited for.
 */
export class Unanswered {
  #count = 0;
  #unstoppable = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Whether there is something among it that the engine will make, however long that takes. */
  get isUnstoppable(): boolean {
    return this.#unstoppable > 0;
  }

  /**
   * The engine is asked; what is returned is to be called, once, when it has answered.
   *
   * @param isUnstoppable whether it goes on with that also when nobody waits for it.
   */
  begin(isUnstoppable = false): () => void {
    const held = isUnstoppable ? 1 : 0;
    this.#count += 1;
    this.#unstoppable += held;
    return () => {
      this.#count -= 1;
      this.#unstoppable -= held;
    };
  }
}
