import type { ResourceRegistry } from '../cleanup/resource.ts';
import type { Facts } from '../facts/facts.ts';
import type { ArtifactProperties } from '../plan/operation.ts';
import type { RunCommand, StreamCommand } from '../process/command.ts';
import type { Emit, PushedImage } from '../report/event.ts';
import type { ArtifactClaim } from './artifact/context.ts';
import type { ImageScans } from './image-listing.ts';
import type { Backgrounds } from './background.ts';
import type { LateValues } from './late-values.ts';
import type { PackageFile } from './pypi/package-file.ts';
import type { StepClock } from './step-clock.ts';

/** What a runner of operations works with. */
export interface ExecutionContext {
  readonly facts: Facts;
  readonly run: RunCommand;
  readonly stream: StreamCommand;
  readonly registry: ResourceRegistry;
  /** Absolute folder of this build's own, removed with it. */
  readonly temporaryDirectory: string;
  readonly emit: Emit;
  /** Aborted when the build is to end at once. */
  readonly signal: AbortSignal;
  /** Milliseconds that docker may take for anything but commands, pulls and builds (`--docker-timeout`). */
  readonly dockerTimeout: number;
  /** Milliseconds, of a clock that only goes forward. */
  readonly now: () => number;
  /** Texts that operations have yielded. */
  readonly late: LateValues;
  /** Commands and attachments that go on while their step does. */
  readonly backgrounds: Backgrounds;
  readonly clock: StepClock;
  /** What has been pushed so far, in its order. */
  readonly pushed: PushedImage[];
  /** What scanners have found so far, by the keys of the images in artifacts.json. */
  readonly scans: Map<string, ImageScans>;
  /** What lies among the results and is listed, by path, with its properties. */
  readonly artifacts: Map<string, ArtifactProperties | null>;
  /** Python packages of the steps that are to be pushed. */
  readonly packages: Map<string, readonly PackageFile[]>;
  /** Who has taken which path among the results. */
  readonly artifactClaims: Map<string, ArtifactClaim>;
}
