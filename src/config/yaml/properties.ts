import { refuse } from './problem.ts';
import { isBreakOrEnd, isSpace, type TextCursor } from './text-cursor.ts';
import type { Tag } from './token.ts';

const BLANK = 0x20;
const BANG = 0x21;
const NAME = /[0-9A-Za-z_-]*/y;
const URI = /[-0-9A-Za-z;/?:@&=+$,_.!~*'()[\]%]*/y;
/** What may follow the name of an anchor, beside a space. */
const NAME_ENDS = '?:,]}%@`';

/** Reads as much as a sticky pattern takes. */
export function take(cursor: TextCursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.position;
  const [taken = ''] = pattern.exec(cursor.text) ?? [];
  cursor.position += taken.length;
  return taken;
}

/** Letters of the Latin alphabet, digits, `-` and `_`. */
export function takeName(cursor: TextCursor): string {
  return take(cursor, NAME);
}

/** Reads `&name` or `*name`. */
export function scanName(cursor: TextCursor, type: 'anchor' | 'alias'): string {
  cursor.position += 1;
  const name = takeName(cursor);
  const next = cursor.peek();
  if (name === '' || !(isSpace(next) || NAME_ENDS.includes(String.fromCharCode(next)))) {
    const message = `${cursor.describe()} cannot stand in the name behind "${type === 'anchor' ? '&' : '*'}"`;
    const advice = 'Use letters, digits, "-" and "_"; or put the whole value in quotes';
    refuse(
      cursor.position,
      message.replace(/^[at]/, (letter) => letter.toUpperCase()),
      advice,
    );
  }
  return name;
}

/** Reads a tag: `!<whole>`, `!`, `!suffix`, `!!suffix` or `!handle!suffix`. */
export function scanTag(cursor: TextCursor): Tag {
  const start = cursor.position;
  const tag = scanTagText(cursor, start);
  const next = cursor.peek();
  if (!isBreakOrEnd(next) && next !== BLANK) refuseTag(cursor, start);
  return tag;
}

function scanTagText(cursor: TextCursor, start: number): Tag {
  if (cursor.peek(1) === 0x3c) {
    cursor.position += 2;
    const suffix = scanUri(cursor, start);
    if (cursor.peek() !== 0x3e) refuseTag(cursor, start);
    cursor.position += 1;
    return { handle: null, suffix };
  }
  if (isSpace(cursor.peek(1))) {
    cursor.position += 1;
    return { handle: null, suffix: '!' };
  }
  const handle = hasSecondBang(cursor) ? scanHandle(cursor, start) : '!';
  if (handle === '!') cursor.position = start + 1;
  return { handle, suffix: scanUri(cursor, start) };
}

/** Whether a `!` follows before a blank: what stands between is the name of a handle. */
function hasSecondBang(cursor: TextCursor): boolean {
  for (let distance = 1; ; distance += 1) {
    const code = cursor.peek(distance);
    if (code === BANG) return true;
    if (code === BLANK || isBreakOrEnd(code)) return false;
  }
}

/** Reads `!`, `!!` or `!name!`. A lone `!` is followed by a blank. */
export function scanHandle(cursor: TextCursor, start: number): string {
  const from = cursor.position;
  if (cursor.peek() !== BANG) refuseTag(cursor, start);
  cursor.position += 1;
  if (cursor.peek() === BLANK) return '!';
  takeName(cursor);
  if (cursor.peek() !== BANG) refuseTag(cursor, start);
  cursor.position += 1;
  return cursor.since(from);
}

/** Reads the rest of a tag, with its `%41` as the characters they stand for. */
export function scanUri(cursor: TextCursor, start: number): string {
  const from = cursor.position;
  const text = take(cursor, URI);
  if (text === '') refuseTag(cursor, start);
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(from + text.indexOf('%'), '"%" in a tag escapes no character', 'Write "%25", or leave the tag away');
  }
}

function refuseTag(cursor: TextCursor, start: number): never {
  const written = cursor.since(start);
  if (written === '')
    refuse(start, `A tag starts with "!", not with ${cursor.describe()}`, 'Write "%TAG !name! prefix"');
  return refuse(
    cursor.position,
    `The tag "${written}" is followed by ${cursor.describe()}`,
    'End the tag with a blank; or put the whole value in quotes',
  );
}
