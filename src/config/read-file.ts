import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import { toSourceText, type SourceText } from './source-text.ts';

/** A file that is there, that is not there, or that cannot be read. */
export type FileRead =
  | { readonly kind: 'read'; readonly source: SourceText }
  | { readonly kind: 'missing' }
  | { readonly kind: 'problem'; readonly problem: Diagnostic };

/** Reads a text file. Messages name it relative to the build directory where it lies below that. */
export function readSource(path: string, buildDirectory: string): FileRead {
  const file = displayName(path, buildDirectory);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return { kind: 'read', source: toSourceText(file, text) };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    const [message, next] = REASONS.get(code) ?? [
      `"${file}" cannot be read (${code})`,
      'See to it that it can be read',
    ];
    const problem = {
      location: { file, line: 1, column: 1 },
      message: message.replace('%', file),
      excerpt: null,
      next,
    };
    return { kind: 'problem', problem };
  }
}

const REASONS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['EISDIR', ['"%" is a folder', 'Name a file']],
  ['EACCES', ['"%" may not be read', 'Give yourself the right to read it']],
  ['ERR_ENCODING_INVALID_ENCODED_DATA', ['"%" is no text in UTF-8', 'Save it in UTF-8']],
]);

/** A path as the user would name it. */
export function displayName(path: string, buildDirectory: string): string {
  const below = relative(buildDirectory, path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

/** The path with its symbolic links resolved, as far as it exists. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}
