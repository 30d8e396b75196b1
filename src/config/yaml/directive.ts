import { refuse } from './problem.ts';
import { scanHandle, scanUri, take, takeName } from './properties.ts';
import { isBreakOrEnd, type TextCursor } from './text-cursor.ts';
import type { Directive } from './token.ts';

const BLANK = 0x20;
const HASH = 0x23;
const VERSION = /([0-9]+)\.[0-9]+/y;

/** Reads a line that begins with `%`. One that is unknown is gone over. */
export function scanDirective(cursor: TextCursor): Directive {
  cursor.position += 1;
  const name = takeName(cursor);
  if (name === '' || !isBlankBreakOrEnd(cursor)) refuseDirective(cursor);
  const directive = scanValue(cursor, name);
  cursor.skipBlanks();
  if (cursor.peek() === HASH) cursor.skipToBreak();
  if (!isBreakOrEnd(cursor.peek())) refuseDirective(cursor);
  cursor.takeBreak();
  return directive;
}

function scanValue(cursor: TextCursor, name: string): Directive {
  if (name === 'YAML') {
    cursor.skipBlanks();
    const version = take(cursor, VERSION);
    if (version === '' || !isBlankBreakOrEnd(cursor)) refuseDirective(cursor);
    return { name, major: parseInt(version, 10) };
  }
  if (name === 'TAG') {
    cursor.skipBlanks();
    const start = cursor.position;
    const handle = scanHandle(cursor, start);
    if (cursor.peek() !== BLANK) refuseDirective(cursor);
    cursor.skipBlanks();
    const prefix = scanUri(cursor, cursor.position);
    if (!isBlankBreakOrEnd(cursor)) refuseDirective(cursor);
    return { name, handle, prefix };
  }
  cursor.skipToBreak();
  return { name: 'other' };
}

function isBlankBreakOrEnd(cursor: TextCursor): boolean {
  return cursor.peek() === BLANK || isBreakOrEnd(cursor.peek());
}

function refuseDirective(cursor: TextCursor): never {
  return refuse(
    cursor.position,
    `A line that begins with "%" is an instruction to YAML; ${cursor.describe()} has no meaning in it`,
    'Put a value in quotes; or write "%YAML 1.1" or "%TAG !name! prefix"',
  );
}
