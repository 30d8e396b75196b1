import { refuse } from './problem.ts';
import { isBlankOrTab, isBreakOrEnd, type TextCursor } from './text-cursor.ts';

/** Throws for what no plain scalar may start with. */
export function refuseStart(cursor: TextCursor, code: number): void {
  if (code === 0x09) refuseTab(cursor);
  if (!'%@`|>'.includes(String.fromCharCode(code))) return;
  const message = `A value starts with "${String.fromCharCode(code)}", which has a meaning in YAML`;
  refuse(cursor.position, message, 'Put the value in quotes');
}

function refuseTab(cursor: TextCursor): never {
  const { text, position } = cursor;
  let [start, end] = [position, position];
  while (isBlankOrTab(text.charCodeAt(start - 1))) start -= 1;
  while (isBlankOrTab(cursor.peek(end - position))) end += 1;
  if (start === 0 || isBreakOrEnd(text.charCodeAt(start - 1))) {
    return refuse(position, 'A tab is used to indent', 'Indent with blanks');
  }
  const isLast = isBreakOrEnd(cursor.peek(end - position));
  return refuse(
    position,
    isLast ? 'A tab stands at the end of the line' : 'A tab stands where YAML takes only blanks',
    isLast ? 'Take it away' : 'Write a blank instead, or put the whole value in quotes',
  );
}
