/** A command in a container that goes on while its step does. */
export interface Background {
  /** Settles with its exit code; null: it was killed together with its container, or its end is unknown. */
  readonly ended: Promise<number | null>;
  /** Its exit code once it has ended; undefined while it runs. */
  exitCode?: number | null;
  /** It is the container's own process: the container is over when it is. */
  readonly isContainer: boolean;
  /** The last lines of its output. */
  readonly lastLines: () => string[];
}

/** The background commands of a build, by container. */
export class Backgrounds {
  readonly #byContainer = new Map<string, Background[]>();
  readonly #leaving = new Set<string>();

  /** The containers are about to be removed: that their commands end now is no news. */
  leave(containers: readonly string[]): void {
    for (const container of containers) this.#leaving.add(container);
  }

  isLeaving(container: string): boolean {
    return this.#leaving.has(container);
  }

  add(container: string, background: Background): void {
    this.#byContainer.set(container, [...this.of(container), background]);
    void background.ended.then((exitCode) => (background.exitCode = exitCode));
  }

  of(container: string): readonly Background[] {
    return this.#byContainer.get(container) ?? [];
  }

  /** Waits until the background commands of these containers have ended, as they do when the container is removed. */
  async settled(containers: readonly string[]): Promise<void> {
    await Promise.all(containers.flatMap((container) => this.of(container).map(({ ended }) => ended)));
  }
}
