import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The paths that a pattern of Python's `glob` stands for, relative to a directory as the pattern is, in the order of
 * their code points: `*`, `?` and `[...]` within a part of a path; they leave out names that begin with a dot.
 */
export function globFiles(pattern: string, directory: string): string[] {
  const isAbsolute = pattern.startsWith('/');
  const parts = pattern.split('/');
  const start = isAbsolute ? ['/'] : [''];
  const found = parts
    .filter((part) => part !== '')
    .reduce((before, part) => before.flatMap((path) => expandPart(path, part, directory)), start);
  return found.filter((path) => path !== '' && existsSync(resolveIn(directory, path))).sort(byCodePoint);
}

/** By the bytes of UTF-8, which is the order of code points. */
export function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function resolveIn(directory: string, path: string): string {
  return path.startsWith('/') ? path : join(directory, path);
}

function expandPart(path: string, part: string, directory: string): string[] {
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  if (!/[*?[]/.test(part)) return [prefix + part];
  const matches = toRegExp(part);
  return namesIn(resolveIn(directory, path))
    .filter((name) => (part.startsWith('.') || !name.startsWith('.')) && matches.test(name))
    .map((name) => prefix + name);
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function toRegExp(part: string): RegExp {
  const source = part.replaceAll(/\[!?\]?[^\]]*\]|[^]/gu, (mark) => {
    if (mark === '*') return '[^]*';
    if (mark === '?') return '[^]';
    if (mark.length > 1) return toSet(mark.slice(1, -1));
    return mark.replace(/[\\^$.|?*+()[\]{}]/, '\\$&');
  });
  return new RegExp(`^${source}$`, 'u');
}

function toSet(inner: string): string {
  const isOther = inner.startsWith('!');
  const members = (isOther ? inner.slice(1) : inner).replaceAll(/[\\^[\]&~|]/g, '\\$&');
  return `[${isOther ? '^' : ''}${members}]`;
}
