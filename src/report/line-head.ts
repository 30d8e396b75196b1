const NEWLINE = 10;

/** A block is put together in sections of about this size: large enough to be fast, small enough for the memory. */
const SECTION = 64 * 1024;

/** What stands before and after each line. */
export interface LineFrame {
  readonly head: string;
  /** Before the newline. */
  readonly tail: string;
  /** Stands for a carriage return within a line; absent: it stays. */
  readonly carriageReturn?: string;
}

/**
 * Puts a head before and a tail after each line of a block of whole lines. The bytes of the lines stay as they are:
 * they are handled as Latin-1, in which each byte is one character, because one global replacement of a string is
 * several times faster than a loop over lines.
 */
export function frameLines(block: Buffer, frame: LineFrame): Buffer[] {
  const bytes = { ...frame, head: toByteString(frame.head) };
  const framed: Buffer[] = [];
  let start = 0;
  while (start < block.length) {
    const end = sectionEnd(block, start);
    const section = block.subarray(start, end);
    // A line of many sections is passed on where it lies.
    if (end - start > SECTION) framed.push(...frameLongLine(section, bytes));
    else framed.push(frameSection(section, bytes));
    start = end;
  }
  return framed;
}

/** Lines of text, framed. */
export function frameText(text: string, frame: LineFrame): Buffer[] {
  return frameLines(Buffer.from(`${text}\n`), frame);
}

/** As many whole lines as fit in a section; at least one. */
function sectionEnd(block: Buffer, start: number): number {
  if (block.length - start <= SECTION) return block.length;
  const end = block.lastIndexOf(NEWLINE, start + SECTION - 1) + 1;
  return end > start ? end : block.indexOf(NEWLINE, start) + 1;
}

function frameSection(section: Buffer, { head, tail, carriageReturn }: LineFrame): Buffer {
  let text = section.toString('latin1', 0, section.length - 1);
  if (carriageReturn !== undefined && text.includes('\r')) {
    text = text.replace(/\r+(?!\n|\r|$)/g, literally(carriageReturn));
  }
  return Buffer.from(`${head}${text.replace(/\n/g, literally(`${tail}\n${head}`))}${tail}\n`, 'latin1');
}

function frameLongLine(line: Buffer, { head, tail }: LineFrame): Buffer[] {
  return [Buffer.from(head, 'latin1'), line.subarray(0, -1), Buffer.from(`${tail}\n`, 'latin1')];
}

/** A dollar sign in a replacement stands for itself. */
function literally(text: string): string {
  return text.includes('$') ? text.replaceAll('$', '$$$$') : text;
}

function toByteString(text: string): string {
  return Buffer.from(text).toString('latin1');
}
