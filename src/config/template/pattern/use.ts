import { escapeHtml } from '../html.ts';
import { checkCount, checkLength } from '../limits.ts';
import type { TemplateValue } from '../value.ts';
import { TemplateError } from '../template-error.ts';
import type { Flags } from './characters.ts';
import { PatternSearch, type Match } from './matcher.ts';
import { parsePattern } from './parser.ts';
import { parseReplacement } from './replacement.ts';

/** Python's numbers for its flags. */
const FLAGS = { ignoreCase: 2, locale: 4, multiline: 8, dotAll: 16, unicode: 32, verbose: 64, debug: 128, ascii: 256 };
const KNOWN_FLAGS = Object.values(FLAGS).reduce((all, flag) => all | flag, 1);

/** What is done with a pattern: in which text, how often at most (nought: always), with which flags of Python. */
export interface PatternUse {
  readonly pattern: string;
  readonly text: string;
  readonly most: number;
  readonly flags: number;
  /** HTML may hold the text: what is put together for it of groups is escaped. */
  readonly isSafe: boolean;
  readonly at: number;
}

/** As `re.sub` of Python. */
export function substitute(use: PatternUse, replacement: string): string {
  const { characters, pattern, matches } = search(use);
  const parts = parseReplacement(replacement, pattern, use.at);
  const isEscaped = use.isSafe && parts.some((part) => typeof part === 'number');
  const done: string[] = [];
  let [last, length] = [0, 0];
  const add = (text: string): void => {
    length += text.length;
    checkLength('re_sub', length, use.at);
    done.push(text);
  };
  for (const match of matches) {
    add(textBetween(characters, last, match.start));
    for (const part of parts) {
      const made = typeof part === 'string' ? part : (groupText(characters, match, part) ?? '');
      add(isEscaped ? escapeHtml(made) : made);
    }
    last = match.end;
  }
  add(textBetween(characters, last, characters.length));
  return done.join('');
}

/** As `re.split` of Python: the parts between matches, and what the groups matched. */
export function splitBy(use: PatternUse): TemplateValue[] {
  const { characters, pattern, matches } = search(use);
  const parts: TemplateValue[] = [];
  let last = 0;
  for (const match of matches) {
    parts.push(textBetween(characters, last, match.start));
    for (let index = 1; index <= pattern.groupCount; index += 1) parts.push(groupText(characters, match, index));
    last = match.end;
  }
  return [...parts, textBetween(characters, last, characters.length)];
}

function search(use: PatternUse): {
  readonly characters: readonly number[];
  readonly pattern: ReturnType<typeof parsePattern>;
  readonly matches: Iterable<Match>;
} {
  const pattern = parsePattern(use.pattern, readFlags(use.flags, use.at), use.at);
  const characters = Array.from(use.text, (character) => character.codePointAt(0) ?? 0);
  return { characters, pattern, matches: allMatches(new PatternSearch(pattern, characters, use.at), use) };
}

/** Behind a match of nothing the next one must take something, unless it begins later. */
function* allMatches(found: PatternSearch, { most, at }: PatternUse): Generator<Match> {
  let [from, mustAdvance] = [0, false];
  for (let count = 0; most <= 0 || count < most; count += 1) {
    checkCount('re', count, at);
    const match = found.find(from, mustAdvance);
    if (match === null) return;
    yield match;
    from = match.end;
    mustAdvance = match.end === match.start;
  }
}

function readFlags(flags: number, at: number): Flags {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  if ((flags & ~KNOWN_FLAGS) !== 0 || has(FLAGS.locale) || (has(FLAGS.ascii) && has(FLAGS.unicode))) {
    throw new TemplateError(
      at,
      `${flags} is no sum of flags of a pattern`,
      'Add up 2 (case), 8 (lines), 16 (dot), 64 (blanks), 256 (ASCII)',
    );
  }
  return {
    ignoresCase: has(FLAGS.ignoreCase),
    isMultiline: has(FLAGS.multiline),
    dotTakesAll: has(FLAGS.dotAll),
    isVerbose: has(FLAGS.verbose),
    isAscii: has(FLAGS.ascii),
  };
}

function groupText(characters: readonly number[], match: Match, index: number): string | null {
  if (index === 0) return textBetween(characters, match.start, match.end);
  const group = match.groups[index - 1] ?? null;
  return group === null ? null : textBetween(characters, group[0], group[1]);
}

function textBetween(characters: readonly number[], start: number, end: number): string {
  let text = '';
  for (let index = start; index < end; index += 1) text += String.fromCodePoint(characters[index] ?? 0);
  return text;
}
