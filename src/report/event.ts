import type { Failure } from '../failure.ts';
import type { ArtifactProperties, Speaker } from '../plan/operation.ts';
import type { OutputStream } from '../process/command.ts';

export type StepResult =
  | 'passed'
  | 'failed'
  /** Failed, as `xfail` said it would. */
  | 'failed as expected'
  /** Did not run because an earlier step failed. */
  | 'skipped'
  /** Was running when a signal ended the build. */
  | 'interrupted';

export interface StepSummary {
  readonly name: string;
  readonly result: StepResult;
  /** Milliseconds from its beginning to its end; 0 when skipped. */
  readonly duration: number;
}

/** An image that a registry has now. */
export interface PushedImage {
  readonly reference: string;
  /** What the reference stands for there. */
  readonly digest: string;
}

/**
 * Everything that happens in a build, past tense, as a closed union. Each event of a step carries its name; an event
 * of a step that has not begun yet (it is being prepared while another runs) is shown when the step begins.
 */
export type BuildEvent =
  /** `globalFiles`: paths looked at, existing or not. `runFile`: set when it was found by lookup rather than by -f. */
  | {
      readonly kind: 'buildStarted';
      readonly buildId: string;
      readonly globalFiles: readonly string[];
      readonly runFile: string | null;
    }
  | { readonly kind: 'stepStarted'; readonly step: string }
  /** A task (`build`, `run`, `push`, `commit`) of a step begins. */
  | { readonly kind: 'taskStarted'; readonly step: string; readonly task: string }
  | {
      readonly kind: 'stepFinished';
      readonly step: string;
      readonly result: StepResult;
      /** Milliseconds. */
      readonly duration: number;
      readonly failure: Failure | null;
    }
  /**
   * An operation began or ended; `title` is what a person reads ("Pulling image alpine:3"). Commands of the build file
   * have events of their own and none of these.
   */
  | { readonly kind: 'operationStarted'; readonly id: string; readonly step: string | null; readonly title: string }
  | {
      readonly kind: 'operationFinished';
      readonly id: string;
      readonly step: string | null;
      /** Milliseconds. */
      readonly duration: number;
      readonly succeeded: boolean;
    }
  /** How far a long operation is; `total` is 0 where it is not known; both in `unit`. */
  | {
      readonly kind: 'operationProgressed';
      readonly id: string;
      readonly step: string | null;
      readonly done: number;
      readonly total: number;
      readonly unit: 'bytes' | 'layers' | 'seconds';
    }
  /** A command of the build file is about to run; `text` as written there. */
  | { readonly kind: 'commandStarted'; readonly step: string; readonly speaker: Speaker; readonly text: string }
  | {
      readonly kind: 'commandFinished';
      readonly step: string;
      readonly speaker: Speaker;
      readonly text: string;
      readonly exitCode: number;
    }
  /**
   * Raw bytes that a container or a build wrote: a piece of a stream, cut anywhere. The memory of `chunk` is the
   * report's from then on.
   */
  | {
      readonly kind: 'outputReceived';
      readonly step: string;
      readonly speaker: Speaker;
      readonly stream: OutputStream;
      readonly chunk: Buffer;
    }
  /** That stream is at its end: an unfinished last line is now due. */
  | { readonly kind: 'outputEnded'; readonly step: string; readonly speaker: Speaker; readonly stream: OutputStream }
  /**
   * A file now lies at `path` below the results directory, or an image was made for pushing (`<step>/<image id>`).
   * `properties` null: no properties.
   */
  | {
      readonly kind: 'artifactCollected';
      readonly step: string;
      readonly path: string;
      readonly properties: ArtifactProperties | null;
      /** False when the build file says `push: false`: the file is there, artifacts.json does not name it. */
      readonly isListed: boolean;
    }
  /** What was told as collected is not so: its image could not be pushed. */
  | { readonly kind: 'artifactWithdrawn'; readonly step: string; readonly path: string }
  | { readonly kind: 'imageTagged'; readonly step: string; readonly reference: string; readonly imageId: string }
  /** The registry has been seen to have that image under that name. */
  | ({ readonly kind: 'imagePushed'; readonly step: string; readonly imageId: string } & PushedImage)
  | { readonly kind: 'noticed'; readonly step: string | null; readonly text: string }
  | { readonly kind: 'warned'; readonly step: string | null; readonly text: string }
  /** Resources were removed (`removed`: `container "name"` and so on) or could not be (`left`, with the commands that remove them). */
  | { readonly kind: 'cleanedUp'; readonly removed: readonly string[] }
  | {
      readonly kind: 'cleanupFailed';
      readonly left: readonly string[];
      readonly reason: string;
      readonly commands: readonly string[];
    }
  | { readonly kind: 'interrupted'; readonly signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP' }
  | {
      readonly kind: 'buildFinished';
      readonly failure: Failure | null;
      readonly steps: readonly StepSummary[];
      readonly pushed: readonly PushedImage[];
      /** Milliseconds. */
      readonly duration: number;
      /** `--push` was given. */
      readonly isPushRequested: boolean;
    };

/**
 * Takes an event. A promise is returned when the sink wants its producer to wait (a slow disk or terminal); producers
 * of output must await it, everybody else need not.
 */
export type Emit = (event: BuildEvent) => void | Promise<void>;
