import { readFileSync } from 'node:fs';
import type { Resource } from './resource.ts';

/** A registered resource as the journal has it. */
export interface JournalEntry {
  /** Tells the entries of one journal apart. */
  readonly number: number;
  readonly resource: Resource;
  /** Of a process: when it started, as `readStartTime` says it; null where that is not known. */
  readonly startTime: string | null;
}

const UNKNOWN = '-';

/**
 * The line that registers: `+<number> <kind> <name or path>`, or `+<number> process <id> <start time>`. What a shell
 * would have to think about is written as `\0ooo`, byte by byte, as `printf %b` reads it.
 */
export function formatRegistration({ number, resource, startTime }: JournalEntry): string {
  return `+${number} ${resource.kind} ${valueOf(resource)}${resource.kind === 'process' ? ` ${startTime ?? UNKNOWN}` : ''}\n`;
}

/** The line that takes a registration back: `-<number>`. */
export function formatForgetting(number: number): string {
  return `-${number}\n`;
}

/** What a journal says is still to be removed, oldest first; none where it cannot be read. */
export function readJournal(path: string): JournalEntry[] {
  try {
    return parseJournal(readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
}

/** A line that was cut short by a kill counts for nothing: what it registers had not been begun. */
export function parseJournal(text: string): JournalEntry[] {
  const entries = new Map<number, JournalEntry>();
  for (const line of text.split('\n').slice(0, -1)) {
    if (line.startsWith('-')) entries.delete(Number(line.slice(1)));
    const entry = parseRegistration(line);
    if (entry !== null) entries.set(entry.number, entry);
  }
  return [...entries.values()];
}

function parseRegistration(line: string): JournalEntry | null {
  const [, number, kind, value, startTime] = /^\+(\d+) (\w+) (\S+)(?: (\S+))?$/.exec(line) ?? [];
  const resource = toResource(kind, unescape(value ?? ''));
  if (resource === null) return null;
  return {
    number: Number(number),
    resource,
    startTime: startTime === undefined || startTime === UNKNOWN ? null : startTime,
  };
}

function toResource(kind: string | undefined, value: string): Resource | null {
  switch (kind) {
    case 'container':
    case 'network':
    case 'volume':
    case 'image':
      return { kind, name: value };
    case 'file':
      return { kind, path: value };
    case 'process':
      return /^\d+$/.test(value) ? { kind, id: Number(value) } : null;
    default:
      return null;
  }
}

function valueOf(resource: Resource): string {
  if (resource.kind === 'process') return String(resource.id);
  return escape(resource.kind === 'file' ? resource.path : resource.name);
}

function escape(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._/:@-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join(''),
  );
}

function unescape(text: string): string {
  const bytes = text.replaceAll(/\\0(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  return Buffer.from(bytes, 'latin1').toString();
}
