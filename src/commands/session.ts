import type { BuildCleanup } from '../cleanup/build-cleanup.ts';
import { openBuildCleanup } from '../cleanup/build-cleanup.ts';
import { holdSignals, installTrap, type Trap } from '../cleanup/trap.ts';
import { Unanswered } from '../cleanup/unanswered.ts';
import { CHILD_MARK } from '../cleanup/watchdog.ts';
import { isMaking, isUnstoppable } from '../docker/command.ts';
import type { EngineFacts } from '../facts/facts.ts';
import { succeed, type Result } from '../failure.ts';
import { createProcessRunner, type ProcessRunner } from '../process/run.ts';
import type { Emit, BuildEvent } from '../report/event.ts';
import type { Report } from '../report/report.ts';

/** Everything that sees a build through to an end that leaves nothing: registry, watchdog, trap, child processes. */
export interface Session {
  readonly cleanup: BuildCleanup;
  readonly processes: ProcessRunner;
  readonly trap: Trap;
  /** What docker was asked to make and has not answered for, by us or through the relay. */
  readonly unanswered: Unanswered;
  /** Aborted by a signal. */
  readonly signal: AbortSignal;
  /** Says on which engine the build works, and whose it is from now on. */
  own(engine: EngineFacts): string;
  /** Goes to the report once there is one; what comes earlier is kept for it, and what comes after a signal is dropped. */
  readonly emit: Emit;
  /** From now on events go there. */
  attach(report: Report): void;
}

/** Opens the session before anything of the build is made. A signal that comes meanwhile ends the build after it. */
export function openSession(buildId: string, environment: Readonly<Record<string, string>>): Result<Session> {
  const letGo = holdSignals();
  try {
    return open(buildId, environment);
  } finally {
    letGo();
  }
}

function open(buildId: string, environment: Readonly<Record<string, string>>): Result<Session> {
  const events = new EventGate();
  const warn = (error: Error) => void events.deliver({ kind: 'warned', step: null, text: journalTrouble(error) });
  const opened = openBuildCleanup({ buildId, environment, onTrouble: warn });
  if (!opened.ok) return opened;
  const cleanup = opened.value;
  // Our children carry it, so that the watchdog finds one that was started right before we are killed.
  process.env[CHILD_MARK] = buildId;
  const { registry } = cleanup;
  const unanswered = new Unanswered();
  const answers = new Map<number, () => void>();
  const processes = createProcessRunner({
    started: (id, { argv }) => {
      registry.register({ kind: 'process', id });
      if (isMaking(argv)) answers.set(id, unanswered.begin(isUnstoppable(argv)));
    },
    ended: (id) => {
      registry.forget({ kind: 'process', id });
      answers.get(id)?.();
      answers.delete(id);
    },
  });
  const abort = new AbortController();
  const trap = installTrap({
    registry,
    remove: (budget) => {
      const search = unanswered.isEmpty ? 'once' : unanswered.isUnstoppable ? 'stubborn' : 'patient';
      return cleanup.finish({ run: processes.run, budget, search });
    },
    emit: (event) => events.deliver(event),
    closeNow: () => {
      events.report?.closeNow();
      cleanup.leave();
    },
    abort: () => abort.abort(),
  });
  return succeed({
    ...{ cleanup, processes, trap, unanswered, signal: abort.signal },
    own: (engine) => cleanup.own(engine.ownContainer),
    emit: (event) => (abort.signal.aborted ? undefined : events.deliver(event)),
    attach: (report) => events.attach(report),
  });
}

function journalTrouble(error: Error): string {
  return `The journal of this build cannot be written (${error.message}): if buildrunner is killed, "buildrunner reap" finds what is left`;
}

/** Keeps events until there is a report for them. Without one, what a signal leads to is told on standard error. */
class EventGate {
  report: Report | null = null;
  readonly #early: BuildEvent[] = [];

  attach(report: Report): void {
    this.report = report;
    for (const event of this.#early.splice(0)) void report.emit(event);
  }

  deliver(event: BuildEvent): void | Promise<void> {
    if (this.report !== null) return this.report.emit(event);
    this.#early.push(event);
  }
}
