import { TemplateError } from '../template-error.ts';
import { readClassEscape } from './escapes.ts';
import type { Pattern } from './node.ts';

/** A part of what a match is replaced by: a text, or the number of a group, nought for the whole. */
export type ReplacementPart = string | number;

/** Reads what matches are replaced by: `\1`, `\g<name>` and escapes stand in it. */
export function parseReplacement(text: string, pattern: Pattern, at: number): readonly ReplacementPart[] {
  const fail = (problem: string): TemplateError =>
    new TemplateError(at, `The replacement "${text}" ${problem}`, 'Write it as for the re of Python');
  const characters = [...text];
  const parts: ReplacementPart[] = [];
  let index = 0;
  while (index < characters.length) {
    const end = characters.indexOf('\\', index);
    const stop = end < 0 ? characters.length : end;
    if (stop > index) parts.push(characters.slice(index, stop).join(''));
    if (end < 0) break;
    const escape = readReplacementEscape(characters, end + 1, pattern, fail);
    parts.push(escape.part);
    index = escape.end;
  }
  return parts;
}

function readReplacementEscape(
  characters: readonly string[],
  from: number,
  pattern: Pattern,
  fail: (problem: string) => TemplateError,
): { readonly part: ReplacementPart; readonly end: number } {
  const rest = characters.slice(from).join('');
  const named = /^g<([^>]*)>/.exec(rest);
  if (named !== null) return { part: groupOf(named[1] ?? '', pattern, fail), end: from + [...named[0]].length };
  if (rest.startsWith('g')) throw fail('has "\\g" without a group in "<>"');
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{2})/.exec(rest)?.[0];
  const group = /^[1-9]\d?/.exec(rest)?.[0];
  if (octal === undefined && group !== undefined)
    return { part: groupOf(group, pattern, fail), end: from + group.length };
  if (octal !== undefined && parseInt(octal, 8) > 0o377)
    throw fail(`has the octal number "\\${octal}", which is too large`);
  if (/^[xuU]/.test(rest)) throw fail(`has "\\${rest.charAt(0)}", which is unknown`);
  if (!/^[A-Za-z0-9]/.test(rest) && rest !== '') return keepBackslash(characters, from);
  const { code, end } = readClassEscape(characters, from, fail);
  return { part: String.fromCodePoint(code), end };
}

/** Before what is no letter a backslash stays, but for itself. */
function keepBackslash(characters: readonly string[], from: number): { readonly part: string; readonly end: number } {
  const next = characters[from] ?? '';
  return { part: next === '\\' ? next : `\\${next}`, end: from + 1 };
}

function groupOf(name: string, { groupCount, names }: Pattern, fail: (problem: string) => TemplateError): number {
  const index = /^\d+$/.test(name) ? Number(name) : names.get(name);
  if (index !== undefined && index <= groupCount) return index;
  throw fail(`refers to a group "${name}", which the pattern does not have`);
}
