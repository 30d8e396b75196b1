import type { Speaker } from '../plan/operation.ts';
import { Announcer } from './announcer.ts';
import type { Patience } from './announcer.ts';
import type { ByteSink } from './byte-sink.ts';
import { BOLD, Palette, RED, RESET, YELLOW } from './color.ts';
import { frameLines, frameText } from './line-head.ts';
import type { LineFrame } from './line-head.ts';
import { formatLevel } from './log-clock.ts';
import type { Level, LogClock } from './log-clock.ts';
import type { ShownEvent, View } from './view.ts';
import { describeEvent } from './wording.ts';
import type { LogRecord } from './wording.ts';

/** How a console that is no terminal gets the log. */
export interface PlainConsole {
  readonly sink: ByteSink;
  readonly hasTimestamps: boolean;
  readonly isColored: boolean;
}

/** Places that get the same bytes. */
interface Target extends Omit<PlainConsole, 'sink'> {
  readonly sinks: readonly ByteSink[];
}

/** The log as the Python buildrunner writes it: time, level, message; for build.log and for a console that is no terminal. */
export class PlainView implements View {
  readonly #log: Target;
  readonly #targets: readonly Target[];
  readonly #clock: LogClock;
  readonly #announcer: Announcer;
  readonly #isDebug: boolean;
  readonly #palette = new Palette();

  constructor(options: {
    readonly log: ByteSink;
    readonly console: PlainConsole | null;
    readonly clock: LogClock;
    readonly now: () => number;
    readonly isDebug: boolean;
    readonly patience: Patience;
  }) {
    this.#log = { hasTimestamps: true, isColored: false, sinks: [options.log] };
    this.#targets = toTargets(this.#log, options.console);
    this.#clock = options.clock;
    this.#isDebug = options.isDebug;
    this.#announcer = new Announcer({
      now: options.now,
      patience: options.patience,
      say: (text) => this.record({ level: 'INFO', speaker: null, text }),
    });
  }

  show(event: ShownEvent): void {
    for (const record of describeEvent(event)) this.record(record);
    this.#announcer.update(event);
  }

  /** Shows an event in build.log alone. */
  logOnly(event: ShownEvent): void {
    for (const record of describeEvent(event)) this.#put(record, [this.#log]);
    this.#announcer.update(event);
  }

  showLines(_step: string, speaker: Speaker, block: Buffer): void {
    this.#announcer.heard();
    for (const target of this.#targets) {
      this.#write(target, frameLines(block, this.#frame(target, 'INFO', speaker)));
    }
  }

  end(): void {
    this.#announcer.end();
  }

  /** Writes lines that belong to no event. */
  record(record: LogRecord): void {
    this.#put(record, this.#targets);
  }

  #put(record: LogRecord, targets: readonly Target[]): void {
    if (record.level === 'DEBUG' && !this.#isDebug) return;
    this.#announcer.heard();
    for (const target of targets) {
      this.#write(target, frameText(record.text, this.#frame(target, record.level, record.speaker, record.text)));
    }
  }

  #write({ sinks }: Target, lines: readonly Buffer[]): void {
    for (const bytes of lines) {
      for (const sink of sinks) sink.write(bytes);
    }
  }

  #frame(target: Target, level: Level, speaker: Speaker | null, text = ''): LineFrame {
    const time = target.hasTimestamps ? `${this.#clock.stamp()} ` : '';
    const prefix = prefixOf(speaker);
    const head = `${time}${formatLevel(level)}${prefix}`;
    if (!target.isColored) return { head, tail: '' };
    return { head: `${this.#color(level, speaker, text)}${head}`, tail: RESET };
  }

  #color(level: Level, speaker: Speaker | null, text: string): string {
    if (level === 'ERROR') return RED;
    if (level === 'WARNING') return YELLOW;
    if (speaker !== null && speaker.kind !== 'step') return this.#palette.colorOf(speaker.name);
    return text.startsWith('cmd> ') ? BOLD : '';
  }
}

/** Who speaks, where it is not the step itself (buildrunner 3.27). */
function prefixOf(speaker: Speaker | null): string {
  if (speaker === null || speaker.kind === 'step') return '';
  return speaker.kind === 'service' ? `[service-${speaker.name}] ` : `[${speaker.name}] `;
}

/** Where the console gets just what build.log gets, lines are put together once. */
function toTargets(log: Target, console: PlainConsole | null): Target[] {
  if (console === null) return [log];
  const { sink, ...form } = console;
  if (form.hasTimestamps && !form.isColored) return [{ ...log, sinks: [...log.sinks, sink] }];
  return [log, { ...form, sinks: [sink] }];
}
