/**
 * `<step>/<what>`, or `/<what>` for what serves the whole build (no step's name is empty): unique in a plan and the
 * same for the same input.
 */
export type OperationId = string;

/** What every operation has. */
export interface Common {
  readonly id: OperationId;
  /** The step it belongs to; null for what serves the whole build. */
  readonly step: string | null;
  /** It runs when all of these have succeeded; it is skipped when one of them failed or was skipped. */
  readonly dependsOn: readonly OperationId[];
  /** It waits until these are over, whatever became of them. */
  readonly follows: readonly OperationId[];
  /** Why it is there: the key of the build file or the rule that asks for it. */
  readonly cause: string;
}

/** An empty list. Most lists of an operation are empty, and a build may have many thousands of operations. */
export const NONE: readonly never[] = [];
