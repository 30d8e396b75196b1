/**
 * The regular expression source of a shell pattern (`*`, `?`, `[abc]`, `[a-z]`, `[!a]`) as Python's fnmatch reads it.
 * `any` is what a `?` stands for; a bracket that is never closed stands for itself.
 */
export function fnmatchSource(pattern: string, any: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const bracket = character === '[' ? bracketAt(pattern, at) : null;
    if (bracket !== null) at = bracket.end;
    source += bracket?.source ?? (character === '*' ? `${any}*` : character === '?' ? any : escaped(character));
  }
  return source;
}

interface Bracket {
  readonly source: string;
  /** Index of the closing bracket. */
  readonly end: number;
}

function bracketAt(pattern: string, start: number): Bracket | null {
  const isNegated = pattern[start + 1] === '!';
  const from = start + (isNegated ? 2 : 1);
  // A closing bracket in the first place is a member of the set.
  const end = pattern.indexOf(']', from + 1);
  if (end < 0) return null;
  const members = setMembers(pattern.slice(from, end));
  if (members === '') return { source: isNegated ? '[^]' : '[]', end };
  return { source: `[${isNegated ? '^' : ''}${members}]`, end };
}

/** A hyphen between two characters is a range; one that runs backwards holds nothing. */
function setMembers(set: string): string {
  return set.replaceAll(/([^])-([^])|([^])/g, (_, from?: string, to?: string, single?: string) => {
    if (from === undefined || to === undefined) return escaped(single ?? '');
    return from <= to ? `${escaped(from)}-${escaped(to)}` : '';
  });
}

function escaped(character: string): string {
  return character.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Whether a text matches any of the patterns as a whole; `*` and `?` stand for slashes, too. */
export function fnmatcher(patterns: readonly string[]): (text: string) => boolean {
  if (patterns.length === 0) return () => false;
  const sources = patterns.map((pattern) => `(?:${fnmatchSource(pattern, '[^]')})`);
  const expression = new RegExp(`^(?:${sources.join('|')})$`);
  return (text) => expression.test(text);
}
