import { describeProgress } from './activity.ts';
import type { Activity } from './activity.ts';
import { DIM, RESET } from './color.ts';

/** Takes the status line away: the cursor stands at its end. */
export const ERASE_LINE = '\r\x1b[K';

/** Milliseconds: shorter work is not worth a flicker. */
const WORTH_SHOWING = 300;

/** What goes on, for the last line of a terminal of that width; empty when nothing does. */
export function formatStatus(activities: readonly Activity[], now: number, columns: number): string {
  const [first, ...more] = activities.filter((activity) => now - activity.since >= WORTH_SHOWING);
  if (first === undefined) return '';
  const step = first.step === null ? '' : `${first.step}: `;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  const progress = ` (${describeProgress(first, now)})${others}`;
  // The end tells that it moves, so the title gives way.
  const room = Math.max(0, columns - 1 - widthOf(progress));
  return `${DIM}${clip(clip(`${step}${first.title}`, room) + progress, columns - 1)}${RESET}`;
}

/** As much of the text as fits, with an ellipsis where it was cut. Control characters are left out. */
export function clip(text: string, width: number): string {
  const clean = [...text.replace(/\p{Cc}/gu, ' ')];
  if (widthOf(clean.join('')) <= width) return clean.join('');
  let used = 1;
  const kept = clean.filter((character) => (used += widthOf(character)) <= width);
  return width < 1 ? '' : `${kept.join('')}…`;
}

/** Columns that a text takes at most: what is not Latin may take two. */
function widthOf(text: string): number {
  return [...text].reduce((width, character) => width + (character < '\u0300' || character === '…' ? 1 : 2), 0);
}
