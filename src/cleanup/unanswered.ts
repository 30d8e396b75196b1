/**
 * Counts what the engine has been asked to make and has not said to be there. When we are to end at once it may still
 * be at work on that, and what it makes has to be waited for.
 */
export class Unanswered {
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** The engine is asked; what is returned is to be called, once, when it has answered. */
  begin(): () => void {
    this.#count += 1;
    return () => void (this.#count -= 1);
  }
}
