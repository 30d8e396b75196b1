import type { BuildOptions } from '../cli/options.ts';
import { Backgrounds } from '../execute/background.ts';
import type { ExecutionContext } from '../execute/context.ts';
import { LateValues } from '../execute/late-values.ts';
import { StepClock } from '../execute/step-clock.ts';
import type { PlanInput } from '../plan/input.ts';
import type { Session } from './session.ts';

/** What the execution of a plan works with, in a session. */
export function createContext(session: Session, { facts }: PlanInput, options: BuildOptions): ExecutionContext {
  // Unlike `performance`, it is there already: loading that takes a millisecond.
  const now = () => process.uptime() * 1000;
  return {
    facts,
    run: session.processes.run,
    stream: session.processes.stream,
    registry: session.cleanup.registry,
    temporaryDirectory: session.cleanup.folder.path,
    emit: session.emit,
    signal: session.signal,
    dockerTimeout: options.dockerTimeout,
    now,
    late: new LateValues(),
    backgrounds: new Backgrounds(),
    clock: new StepClock(now),
    pushed: [],
    scans: new Map(),
    artifacts: new Map(),
    packages: new Map(),
    artifactClaims: new Map(),
  };
}
