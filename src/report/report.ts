import { join } from 'node:path';
import type { Speaker } from '../plan/operation.ts';
import { PATIENCE } from './announcer.ts';
import type { Patience } from './announcer.ts';
import { describeAside } from './aside.ts';
import { ArtifactManifest } from './artifact-manifest.ts';
import { ArtifactTally } from './artifact-tally.ts';
import type { BuildEvent, Emit } from './event.ts';
import { FileSink } from './file-sink.ts';
import { HeldEvents } from './held-events.ts';
import { LineSplitter } from './line-splitter.ts';
import { LogClock } from './log-clock.ts';
import { PlainView } from './plain-view.ts';
import { StreamSink } from './stream-sink.ts';
import type { OutputTarget } from './stream-sink.ts';
import { StepLedger } from './step-ledger.ts';
import { TerminalView } from './terminal-view.ts';

export interface ReportOptions {
  /** Exists already, wiped or kept; build.log in it is begun anew, artifacts.json is added to. */
  readonly resultsDirectory: string;
  /** Its `isTTY` decides between the terminal's form and plain lines. */
  readonly stdout: OutputTarget;
  /** Where configuration errors and the words of an interrupted cleanup go. */
  readonly stderr: OutputTarget;
  /** See `shouldColor`. On a terminal, false also means: no status line, no escape sequences. */
  readonly isColored: boolean;
  /** False (`--disable-timestamps`): no times on the console; build.log has them always. */
  readonly hasTimestamps: boolean;
  /** `--debug`: operations are told one by one. */
  readonly isDebug: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Hears of a file before it is made that is there only for a moment. */
  readonly onTemporaryFile?: (path: string) => void;
  /** Names of the steps in order, where known: the terminal aligns lines by them. */
  readonly stepNames?: readonly string[];
  /** When long work is told of in plain lines; for tests. */
  readonly patience?: Patience;
}

/** Shows a build while it runs, and writes build.log and artifacts.json. */
export interface Report {
  readonly emit: Emit;
  /**
   * Ends the report: settles when all is on disk and on the console. Never rejects. Of later events only those that
   * belong on stderr are shown.
   */
  close(): Promise<void>;
  /**
   * The same without waiting, for use right before a hard exit: when it returns, all that was received is in build.log,
   * artifacts.json is written, and the closing summary is printed.
   */
  closeNow(): void;
}

/** Begins build.log and the console. Trouble with a file is told once, as a warning; the build goes on. */
export function createReport(options: ReportOptions): Report {
  const report = new BuildReport(options);
  return {
    emit: (event) => report.emit(event),
    close: () => report.close(),
    closeNow: () => report.closeNow(),
  };
}

interface Splitter {
  readonly step: string;
  readonly speaker: Speaker;
  readonly lines: LineSplitter;
}

class BuildReport {
  readonly #options: ReportOptions;
  readonly #console: StreamSink;
  readonly #errors: StreamSink;
  readonly #log: FileSink;
  readonly #plain: PlainView;
  /** Null where the plain view serves the console too. */
  readonly #terminal: TerminalView | null;
  readonly #manifest: ArtifactManifest;
  readonly #held = new HeldEvents();
  readonly #tally = new ArtifactTally();
  readonly #steps: StepLedger;
  readonly #splitters = new Map<string, Splitter>();
  #isConcluded = false;

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#console = new StreamSink(options.stdout);
    this.#errors = new StreamSink(options.stderr);
    this.#log = new FileSink(join(options.resultsDirectory, 'build.log'), (error) =>
      this.#warn(describeLogTrouble(error)),
    );
    this.#steps = new StepLedger(options.now);
    this.#terminal = options.stdout.isTTY === true ? this.#createTerminal() : null;
    this.#plain = this.#createPlain();
    this.#manifest = new ArtifactManifest(options.resultsDirectory, options.onTemporaryFile);
    if (this.#manifest.trouble !== null) this.#warn(this.#manifest.trouble.summary);
  }

  emit(event: BuildEvent): void | Promise<void> {
    if (this.#isConcluded) return this.#tellAside(event);
    if (event.kind === 'outputReceived' && this.#held.hasBegun(event.step)) this.#takeOutput(event);
    else this.#take(event);
    return this.#room();
  }

  async close(): Promise<void> {
    this.#conclude();
    await Promise.all([this.#console.flush(), this.#errors.flush(), this.#log.flush()]);
    this.#log.flushNow();
  }

  closeNow(): void {
    this.#conclude();
    this.#log.flushNow();
    this.#console.flushNow();
    this.#errors.flushNow();
  }

  #createPlain(): PlainView {
    const { isColored, hasTimestamps, isDebug, now, patience = PATIENCE } = this.#options;
    const console = this.#terminal === null ? { sink: this.#console, hasTimestamps, isColored } : null;
    return new PlainView({ log: this.#log, console, clock: new LogClock(now), now, isDebug, patience });
  }

  #createTerminal(): TerminalView {
    const { stdout, isColored, hasTimestamps, now, stepNames = [] } = this.#options;
    const columns = (): number => (stdout.columns ?? 0) || 80;
    return new TerminalView({ sink: this.#console, now, columns, isColored, hasTimes: hasTimestamps, stepNames });
  }

  /** The slower of the sinks decides. */
  #room(): void | Promise<void> {
    const log = this.#log.room();
    const console = this.#console.room();
    if (log === undefined) return console;
    return console === undefined ? log : Promise.all([log, console]).then(() => {});
  }

  #take(event: BuildEvent): void {
    if (event.kind === 'artifactCollected' && event.isListed) this.#manifest.set(event.path, event.properties);
    if (event.kind === 'artifactWithdrawn') this.#manifest.delete(event.path);
    if (event.kind === 'buildFinished') this.#releaseWarnings();
    for (const due of this.#held.admit(event)) this.#show(due);
  }

  #show(event: BuildEvent): void {
    if (event.kind === 'outputReceived') return this.#takeOutput(event);
    if (event.kind === 'outputEnded') return this.#endOutput(event);
    if (event.kind === 'artifactCollected' && !this.#tally.shouldShow(event)) return;
    if (event.kind === 'stepFinished') this.#tellRest(event.step);
    if (event.kind === 'buildFinished') this.#finishStreams();
    this.#steps.update(event);
    if (describeAside(event, this.#steps.signal) === null || event.kind === 'interrupted') {
      this.#plain.show(event);
      this.#terminal?.show(event);
    } else this.#plain.logOnly(event);
    this.#tellAside(event);
  }

  #tellRest(step: string): void {
    const text = this.#tally.describeRest(step);
    if (text !== null) this.#show({ kind: 'noticed', step, text });
  }

  #tellAside(event: BuildEvent): void {
    const aside = describeAside(event, this.#steps.signal);
    if (aside === null) return;
    // What is written to stderr must not continue the status line.
    this.#terminal?.end();
    for (const line of aside) this.#errors.writeSoon(Buffer.from(`${line}\n`));
  }

  #takeOutput(event: Extract<BuildEvent, { kind: 'outputReceived' }>): void {
    const splitter = this.#splitterOf(event);
    for (const block of splitter.lines.push(event.chunk)) this.#showLines(splitter, block);
  }

  #endOutput(event: Extract<BuildEvent, { kind: 'outputEnded' }>): void {
    const last = this.#splitterOf(event).lines.end();
    if (last !== null) this.#showLines(event, last);
  }

  #showLines({ step, speaker }: Pick<Splitter, 'step' | 'speaker'>, block: Buffer): void {
    this.#plain.showLines(step, speaker, block);
    this.#terminal?.showLines(step, speaker, block);
  }

  #splitterOf({ step, speaker, stream }: Pick<Splitter, 'step' | 'speaker'> & { readonly stream: string }): Splitter {
    const key = `${stream} ${speaker.kind === 'step' ? '' : `${speaker.kind} ${speaker.name}`} ${step}`;
    const known = this.#splitters.get(key);
    if (known !== undefined) return known;
    const splitter = { step, speaker, lines: new LineSplitter() };
    this.#splitters.set(key, splitter);
    return splitter;
  }

  #finishStreams(): void {
    for (const splitter of this.#splitters.values()) {
      const last = splitter.lines.end();
      if (last !== null) this.#showLines(splitter, last);
    }
  }

  /** The last words, where nobody has said them yet, and artifacts.json. */
  #conclude(): void {
    if (this.#isConcluded) return;
    this.#isConcluded = true;
    this.#finishStreams();
    this.#releaseWarnings();
    const end = this.#steps.missingEnd();
    if (end !== null) this.#show(end);
    const written = this.#manifest.write();
    if (!written.ok) this.#warn(written.failure.summary);
    this.#plain.end();
    this.#terminal?.end();
  }

  /** Warnings of steps that never began, before the last words. */
  #releaseWarnings(): void {
    for (const warning of this.#held.release()) this.#show(warning);
  }

  #warn(text: string): void {
    this.#show({ kind: 'warned', step: null, text });
  }
}

function describeLogTrouble(error: Error): string {
  return `"build.log" is incomplete: ${error.message}`;
}
