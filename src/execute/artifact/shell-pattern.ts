import { fail, succeed, type Result } from '../../failure.ts';
import { fnmatchSource } from '../source/fnmatch.ts';

/** A word of a pattern, for where there is no shell to expand it. */
export interface PatternWord {
  /** The leading folders without wildcards, or the whole path; ends without a slash. */
  readonly prefix: string;
  /** Matches paths relative to the prefix; null: the prefix is the whole path. */
  readonly rest: RegExp | null;
}

/** Quoted characters stand for themselves. */
interface Character {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** What a shell expands or obeys, and a quote or backslash that nothing follows. */
const NOT_PLAIN = /[$`;&|<>()"'\\]/;
const WILDCARDS = /[*?[]/;

/**
 * Reads a pattern as a shell does: words between blanks, quotes, backslashes, and the wildcards `*`, `?` and `[...]`,
 * which match neither slashes nor a leading dot. Fails for what only a shell can do.
 */
export function parsePattern(pattern: string): Result<readonly PatternWord[]> {
  const words: Character[][] = [];
  let word: Character[] | null = null;
  for (const token of pattern.matchAll(/\\([^])|'([^']*)'|"((?:[^"\\$`]|\\[^])*)"|(\s+)|([^])/g)) {
    const [, escaped, single, double, blank, plain] = token;
    if (blank !== undefined) {
      word = null;
      continue;
    }
    if (plain !== undefined && NOT_PLAIN.test(plain)) return needsShell(pattern);
    if (word === null) words.push((word = []));
    const quoted = escaped ?? single ?? double?.replaceAll(/\\(["\\$`])/g, '$1');
    for (const text of quoted ?? plain ?? '') word.push({ text, isQuoted: quoted !== undefined });
  }
  if (words.some(([first]) => first?.text === '~' && !first.isQuoted)) return needsShell(pattern);
  return succeed(words.map(toWord));
}

function needsShell(pattern: string): Result<never> {
  return fail({
    kind: 'configuration',
    summary: `Artifact pattern "${pattern}" needs a shell, but the step runs the command of its image and none is left`,
    next: 'Use names with *, ? and [...] alone, or give the step a "cmd"',
  });
}

function toWord(characters: readonly Character[]): PatternWord {
  const parts = splitAtSlashes(characters);
  const first = parts.findIndex((part) => part.some(isWildcard));
  const textOf = (part: readonly Character[]) => part.map(({ text }) => text).join('');
  if (first < 0) return { prefix: parts.map(textOf).join('/'), rest: null };
  const rest = parts.slice(first).filter((part) => part.length > 0);
  return {
    prefix: parts.slice(0, first).map(textOf).join('/'),
    rest: new RegExp(`^${rest.map(partSource).join('/')}$`),
  };
}

function isWildcard({ text, isQuoted }: Character): boolean {
  return !isQuoted && WILDCARDS.test(text);
}

function splitAtSlashes(characters: readonly Character[]): Character[][] {
  const parts: Character[][] = [[]];
  for (const character of characters) {
    if (character.text === '/') parts.push([]);
    else parts.at(-1)?.push(character);
  }
  return parts;
}

function partSource(part: readonly Character[]): string {
  const pattern = part.map(({ text, isQuoted }) => (isQuoted && WILDCARDS.test(text) ? `[${text}]` : text)).join('');
  const [first] = part;
  const hasHidden = first === undefined || !isWildcard(first);
  return (hasHidden ? '' : '(?!\\.)') + fnmatchSource(pattern, '[^/]');
}
