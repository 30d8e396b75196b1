import type { SourceText } from '../source-text.ts';
import { toSourceText } from '../source-text.ts';

/** Bytes that a fetched file may have at most: a configuration file is far smaller. */
export const LARGEST_FILE = 10 * 1024 * 1024;

/** Milliseconds that fetching one file may take. */
export const TIME_LIMIT = 60_000;

/** What a message says of a file that was not to be had. */
export interface Refusal {
  readonly kind: 'refused';
  readonly message: string;
  /** One imperative sentence without a full stop. */
  readonly next: string;
}

export type Fetched = { readonly kind: 'read'; readonly source: SourceText } | Refusal;

export function refuse(message: string, next: string): Refusal {
  return { kind: 'refused', message, next };
}

/** The bytes of a file as text, which only UTF-8 is. */
export function toFetched(name: string, bytes: Uint8Array): Fetched {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { kind: 'read', source: toSourceText(name, text) };
  } catch {
    return refuse(`"${name}" is no text in UTF-8`, 'Save it in UTF-8');
  }
}

export function refuseLarge(name: string): Refusal {
  const limit = LARGEST_FILE / 1024 / 1024;
  return refuse(`"${name}" is larger than ${limit} MiB`, 'Name a configuration file');
}
