import type { Speaker } from '../plan/operation.ts';
import type { BuildEvent } from './event.ts';

/** Events that are shown as they are; output comes as whole lines instead. */
export type ShownEvent = Exclude<BuildEvent, { kind: 'outputReceived' | 'outputEnded' }>;

/** One way to show a build. */
export interface View {
  show(event: ShownEvent): void;
  /** A block of whole lines that a container or a build wrote. */
  showLines(step: string, speaker: Speaker, block: Buffer): void;
  /** Nothing more comes: timers end. */
  end(): void;
}
