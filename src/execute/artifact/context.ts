import type { ResourceRegistry } from '../../cleanup/resource.ts';
import type { ArtifactProperties } from '../../plan/operation.ts';
import type { RunCommand, StreamCommand } from '../../process/command.ts';

/** What has taken a name among the results of a step. */
export interface ArtifactClaim {
  readonly pattern: string;
  /** Absolute path in the container. */
  readonly source: string;
}

/** What collecting artifacts works with. */
export interface ArtifactContext {
  readonly run: RunCommand;
  readonly stream: StreamCommand;
  readonly signal: AbortSignal;
  readonly registry: ResourceRegistry;
  /** Absolute folder of the step's results. It is made where it is missing; nothing is written outside of it. */
  readonly stepDirectory: string;
  /** Who has taken which path, absolute, among the results so far. */
  readonly claims: Map<string, ArtifactClaim>;
  /** Who the results are to belong to; null: whoever makes them. */
  readonly owner: { readonly userId: number; readonly groupId: number } | null;
}

/** A file that is now among the step's results. */
export interface CollectedArtifact {
  /** Relative to the step's results. */
  readonly path: string;
  /** For artifacts.json. */
  readonly properties: ArtifactProperties | null;
  readonly isListed: boolean;
}

/** What became of a pattern. */
export interface Collection {
  readonly collected: readonly CollectedArtifact[];
  /** Whole sentences: what was not found, or is nothing that can be kept. */
  readonly warnings: readonly string[];
}
