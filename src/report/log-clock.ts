/** Severity as the log shows it. */
export type Level = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** Puts the time of now in front of log lines: `YYYY-MM-DD HH:MM:SS,mmm`, local time, as the Python buildrunner does. */
export class LogClock {
  readonly #now: () => number;
  #millisecond = Number.NaN;
  #second = Number.NaN;
  #secondText = '';
  #text = '';

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The current time; formatted once for each millisecond. */
  stamp(): string {
    const now = Math.floor(this.#now());
    if (now === this.#millisecond) return this.#text;
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondText = formatSecond(new Date(second * 1000));
    }
    this.#millisecond = now;
    this.#text = `${this.#secondText},${pad(now - second * 1000, 3)}`;
    return this.#text;
  }
}

/** Eight wide, left, and a space. */
export function formatLevel(level: Level): string {
  return `${level.padEnd(8)} `;
}

function formatSecond(date: Date): string {
  const day = [pad(date.getFullYear(), 4), pad(date.getMonth() + 1, 2), pad(date.getDate(), 2)].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(':')}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
