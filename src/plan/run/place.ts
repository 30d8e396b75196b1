import type { OperationId } from '../operation.ts';
import type { Source } from '../source.ts';

/** What the parts of a run step's plan need to know of the step. */
export interface RunPlace {
  readonly step: string;
  /** Counts the run steps, from 0. */
  readonly index: number;
  readonly source: Source;
  /** Name of the step's own container. */
  readonly container: string;
  /** The docker socket that containers get, as a path on the engine's host; null: none. */
  readonly socket: string | null;
  /** The step's own network; null: the engine's default bridge. */
  readonly network: { readonly name: string; readonly created: OperationId } | null;
  /** The platform of the images of its containers, where `--platform` says none. */
  readonly platform: string | undefined;
  /**
   * What asks for an image of the step's container; null: nothing. Files that docker brings into or out of a container
   * while it runs would leave traces in the image: /etc/hosts and the like.
   */
  readonly frozenFor: string | null;
  /** Several containers mount the step's /source. */
  readonly isShared: boolean;
  /** What the step needs may be made when the first are over and the second have succeeded. */
  readonly preparation: { readonly follows: readonly OperationId[]; readonly dependsOn: readonly OperationId[] };
  /** After it, containers of the step may run. */
  readonly begun: OperationId;
  /** Its container is made and started while the step before runs. */
  readonly isAhead: boolean;
}
