/** Escape sequences of colours; every one is undone by `RESET`. */
export const RESET = '\x1b[0m';
export const BOLD = '\x1b[1m';
export const DIM = '\x1b[2m';
export const RED = '\x1b[31m';
export const GREEN = '\x1b[32m';
export const YELLOW = '\x1b[33m';

/** Told apart well on light and dark backgrounds; red, green and yellow have meanings of their own. */
const PALETTE = ['\x1b[36m', '\x1b[35m', '\x1b[34m', '\x1b[96m', '\x1b[95m', '\x1b[94m'] as const;

/** Hands out a colour for each name, the same for the same name, in rotation. */
export class Palette {
  readonly #colors = new Map<string, string>();

  colorOf(name: string): string {
    const known = this.#colors.get(name);
    if (known !== undefined) return known;
    const color = PALETTE[this.#colors.size % PALETTE.length] ?? '';
    this.#colors.set(name, color);
    return color;
  }
}

/**
 * Whether the console is coloured: on a terminal that can, or where FORCE_COLOR asks for it. `--no-color` wins over all,
 * then NO_COLOR (https://no-color.org: any value but the empty one).
 */
export function shouldColor(console: {
  readonly isTerminal: boolean;
  readonly isNoColor: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = console.env;
  if (console.isNoColor || isSet(NO_COLOR)) return false;
  if (isSet(FORCE_COLOR)) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return console.isTerminal && TERM !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
