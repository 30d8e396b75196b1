import { formatFailure } from '../failure.ts';
import type { Speaker } from '../plan/operation.ts';
import { Activities } from './activity.ts';
import type { ByteSink } from './byte-sink.ts';
import { BOLD, DIM, GREEN, Palette, RED, RESET, YELLOW } from './color.ts';
import { formatDuration, formatElapsed } from './duration.ts';
import { frameLines, frameText } from './line-head.ts';
import type { LineFrame } from './line-head.ts';
import type { StepResult } from './event.ts';
import { clip, ERASE_LINE, formatStatus } from './status-line.ts';
import { formatPushed, formatSummary } from './summary.ts';
import type { ShownEvent, View } from './view.ts';
import { describeLeftovers, isSilentEnd, verdict } from './wording.ts';

/** Milliseconds between two looks at the status line: it is redrawn at most ten times a second. */
const TICK = 100;

/** A finished operation that took longer gets a line, in milliseconds. */
const WORTH_A_LINE = 2000;

/** Columns of the step's name. */
const NAME_WIDTH = { least: 4, most: 20 };

const RESULT_COLORS: Record<StepResult, string> = {
  passed: GREEN,
  failed: RED,
  'failed as expected': YELLOW,
  skipped: DIM,
  interrupted: RED,
};

export interface TerminalOptions {
  readonly sink: ByteSink;
  readonly now: () => number;
  /** Asked each time, since a window may be resized. */
  readonly columns: () => number;
  /** Colours and the status line at the bottom; without it there are no escape sequences of ours. */
  readonly isColored: boolean;
  /** The time since the step began, on each line. */
  readonly hasTimes: boolean;
  /** Names of the steps, to align what comes after them; they may be unknown. */
  readonly stepNames: readonly string[];
}

/** The build for a person: step and time before each line, what goes on at the bottom, no talk. */
export class TerminalView implements View {
  readonly #options: TerminalOptions;
  readonly #activities: Activities;
  readonly #palette = new Palette();
  readonly #begun = new Map<string, number>();
  readonly #start: number;
  #nameWidth: number;
  #status = '';
  #drawnAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#activities = new Activities(options.now);
    this.#start = options.now();
    const longest = Math.max(NAME_WIDTH.least, ...options.stepNames.map((name) => name.length));
    this.#nameWidth = Math.min(NAME_WIDTH.most, longest);
  }

  show(event: ShownEvent): void {
    if (event.kind === 'stepStarted') this.#begin(event.step);
    this.#describe(event);
    this.#activities.update(event);
    this.#watch();
  }

  showLines(step: string, speaker: Speaker, block: Buffer): void {
    const frame = this.#frame(step, speaker);
    // A progress bar that returns to the start of its line would overwrite the head.
    const carriageReturn = `\r${this.#options.isColored ? ERASE_LINE : ''}${frame.head}`;
    this.#write(frameLines(block, { ...frame, carriageReturn }));
  }

  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#write([]);
  }

  #begin(step: string): void {
    this.#begun.set(step, this.#options.now());
    this.#nameWidth = Math.min(NAME_WIDTH.most, Math.max(this.#nameWidth, step.length));
  }

  #describe(event: ShownEvent): void {
    switch (event.kind) {
      case 'buildStarted':
        return this.#say(null, `Build ${event.buildId}`, DIM);
      case 'taskStarted':
        return this.#say(event.step, `==> ${event.task}`, BOLD);
      case 'commandStarted':
        return this.#say(event.step, `cmd> ${event.text.trimEnd()}`, BOLD, event.speaker);
      case 'stepFinished':
        return this.#describeStepEnd(event);
      case 'operationFinished':
        return this.#describeOperationEnd(event);
      case 'artifactCollected':
        return this.#say(event.step, `artifact ${event.path}`, DIM);
      case 'imageTagged':
        return this.#say(event.step, `tagged ${event.reference}`, DIM);
      case 'imagePushed':
        return this.#say(event.step, `pushed ${event.reference}`);
      case 'noticed':
        return this.#say(event.step, event.text);
      case 'warned':
        return this.#say(event.step, `warning: ${event.text}`, YELLOW);
      case 'cleanupFailed':
        return this.#say(null, describeLeftovers(event).join('\n'), YELLOW);
      case 'interrupted':
        return this.#say(null, `Interrupted by ${event.signal}`, RED);
      case 'buildFinished':
        return this.#describeEnd(event);
      default:
    }
  }

  #describeStepEnd(event: Extract<ShownEvent, { kind: 'stepFinished' }>): void {
    if (event.result === 'skipped') return;
    const reason = event.result === 'passed' || event.failure === null ? '' : `: ${event.failure.summary}`;
    const text = `${event.result} in ${formatDuration(event.duration)}${reason}`;
    this.#say(event.step, text, RESULT_COLORS[event.result]);
  }

  #describeOperationEnd(event: Extract<ShownEvent, { kind: 'operationFinished' }>): void {
    const title = this.#activities.find(event.id)?.title;
    if (title === undefined || event.duration < WORTH_A_LINE) return;
    const end = event.succeeded ? 'took' : 'failed after';
    this.#say(event.step, `${title} ${end} ${formatDuration(event.duration)}`, DIM);
  }

  #describeEnd(event: Extract<ShownEvent, { kind: 'buildFinished' }>): void {
    if (isSilentEnd(event)) return;
    const table = formatSummary(event.steps);
    if (table.length > 0) this.#line('');
    for (const { text, result } of table) this.#line(text, result === null ? DIM : RESULT_COLORS[result]);
    const pushed = formatPushed(event.pushed);
    if (pushed.length > 0) this.#line('');
    pushed.forEach((text, index) => this.#line(text, index === 0 ? DIM : ''));
    if (event.failure !== null) {
      this.#line('');
      for (const text of formatFailure(event.failure)) this.#line(text, RED);
    }
    this.#line('');
    this.#line(verdict(event.failure === null), event.failure === null ? GREEN : RED);
  }

  /** Text with the head of its step. */
  #say(step: string | null, text: string, color = '', speaker: Speaker | null = null): void {
    const frame = this.#frame(step, speaker);
    this.#write(frameText(text, { head: `${frame.head}${this.#paint(color)}`, tail: frame.tail }));
  }

  /** Text without a head. */
  #line(text: string, color = ''): void {
    this.#write(frameText(text, { head: this.#paint(color), tail: this.#paint(RESET) }));
  }

  #frame(step: string | null, speaker: Speaker | null): LineFrame {
    const name = clip(step ?? '', this.#nameWidth).padEnd(this.#nameWidth);
    const color = step === null ? '' : this.#palette.colorOf(step);
    const since = (step === null ? undefined : this.#begun.get(step)) ?? this.#start;
    const time = this.#options.hasTimes ? `${formatElapsed(this.#options.now() - since)}  ` : '';
    const other = speaker === null || speaker.kind === 'step' ? '' : `${speaker.name} | `;
    const head = `${this.#paint(color)}${name}${this.#paint(RESET)}  ${this.#paint(DIM)}${time}${this.#paint(RESET)}`;
    return { head: `${head}${this.#paint(DIM)}${other}${this.#paint(RESET)}`, tail: this.#paint(RESET) };
  }

  #paint(color: string): string {
    return this.#options.isColored ? color : '';
  }

  #write(lines: readonly Buffer[]): void {
    const { sink } = this.#options;
    if (this.#status !== '') sink.write(Buffer.from(ERASE_LINE));
    this.#status = '';
    for (const bytes of lines) sink.write(bytes);
    if (lines.length > 0 && this.#options.now() - this.#drawnAt >= TICK) this.#draw();
  }

  /** Looks at what goes on as long as something does. */
  #watch(): void {
    if (!this.#options.isColored) return;
    if (this.#activities.isEmpty) this.end();
    else this.#timer ??= setInterval(() => this.#draw(), TICK).unref();
  }

  #draw(): void {
    if (!this.#options.isColored) return;
    const now = this.#options.now();
    const status = formatStatus(this.#activities.list(), now, this.#options.columns());
    if (status === this.#status) return;
    this.#drawnAt = now;
    this.#options.sink.write(Buffer.from(this.#status === '' ? status : `${ERASE_LINE}${status}`));
    this.#status = status;
  }
}
