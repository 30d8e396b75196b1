import { once } from '../../once.ts';
import { charactersOf, isSpace } from '../text.ts';

/** How lines are broken. */
export interface WrapStyle {
  readonly width: number;
  /** Words longer than a line are cut. */
  readonly breaksWords: boolean;
  readonly breaksAtHyphens: boolean;
}

const BLANK = '[\\t\\n\\v\\f\\r ]';
const NOT_BLANK = '[^\\t\\n\\v\\f\\r ]';
const LETTER = '[\\p{L}\\p{Nl}\\p{No}_]';
const WORD = '[\\p{L}\\p{N}_]';
const BEFORE_DASH = '[\\p{L}\\p{N}_!"\'&.,?]';

/**
 * Blanks, dashes between words, and words, which end behind a hyphen between letters (Python's textwrap). Made on demand:
 * classes of Unicode take time.
 */
const parts = once(
  () =>
    new RegExp(
      [
        `${BLANK}+`,
        `(?<=${BEFORE_DASH})-{2,}(?=${WORD})`,
        `${NOT_BLANK}+?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})` +
          `|(?=${BLANK}|$)|(?<=${BEFORE_DASH})(?=-{2,}${WORD}))`,
      ].join('|'),
      'gu',
    ),
);
const WORDS = new RegExp(`${BLANK}+|${NOT_BLANK}+`, 'g');

/** A line broken into lines of a width. */
export function wrapWords(line: string, style: WrapStyle): string[] {
  const waiting = (line.match(style.breaksAtHyphens ? parts() : WORDS) ?? []).map(charactersOf).reverse();
  const lines: string[] = [];
  while (waiting.length > 0) {
    const current = takeLine(waiting, style, lines.length > 0);
    if (current.length > 0) lines.push(current.flat().join(''));
  }
  return lines;
}

type Part = readonly string[];

function takeLine(waiting: Part[], style: WrapStyle, isLater: boolean): Part[] {
  const current: Part[] = [];
  let room = style.width;
  if (isLater && isBlank(waiting.at(-1))) waiting.pop();
  for (let next = waiting.at(-1); next !== undefined && next.length <= room; next = waiting.at(-1)) {
    current.push(next);
    waiting.pop();
    room -= next.length;
  }
  const next = waiting.at(-1);
  if (next !== undefined && next.length > style.width) cutWord(waiting, current, room, style);
  if (isBlank(current.at(-1))) current.pop();
  return current;
}

function isBlank(part: Part | undefined): boolean {
  return part !== undefined && isSpace(part.join(''));
}

/** A word that no line holds: as much of it as there is room for, or all of it on a line of its own. */
function cutWord(waiting: Part[], current: Part[], room: number, style: WrapStyle): void {
  const word = waiting.pop();
  if (word === undefined) return;
  if (!style.breaksWords) {
    (current.length === 0 ? current : waiting).push(word);
    return;
  }
  const end = style.breaksAtHyphens ? endAtHyphen(word, room) : room;
  current.push(word.slice(0, end));
  waiting.push(word.slice(end));
}

function endAtHyphen(word: Part, room: number): number {
  const hyphen = word.slice(0, room).lastIndexOf('-');
  return hyphen > 0 && word.slice(0, hyphen).some((character) => character !== '-') ? hyphen + 1 : room;
}
