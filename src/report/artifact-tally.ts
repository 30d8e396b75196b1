import type { BuildEvent } from './event.ts';

type ArtifactCollected = Extract<BuildEvent, { kind: 'artifactCollected' }>;

/** So many artifacts of a step are shown one by one. */
const MOST_SHOWN = 20;

/** Keeps a folder of thousands of loose artifacts from flooding the log. */
export class ArtifactTally {
  readonly #counts = new Map<string, number>();

  /** Whether that artifact is shown; images are not, since their tags are. */
  shouldShow(event: ArtifactCollected): boolean {
    if (event.properties?.has('docker:image') === true) return false;
    const count = (this.#counts.get(event.step) ?? 0) + 1;
    this.#counts.set(event.step, count);
    return count <= MOST_SHOWN;
  }

  /** What to say of the others when the step ends; null when there are none. */
  describeRest(step: string): string | null {
    const count = (this.#counts.get(step) ?? 0) - MOST_SHOWN;
    return count <= 0 ? null : `Gathered ${count} more ${count === 1 ? 'artifact' : 'artifacts'}`;
  }
}
