import type { TemplateError } from '../template-error.ts';

/** What a backslash stands for, and where it ends. */
export type Escape =
  | { readonly kind: 'character'; readonly code: number; readonly end: number }
  | { readonly kind: 'group'; readonly group: number; readonly end: number };

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
]);

type Fail = (problem: string) => TemplateError;

/** An escape outside of `[]`; `from` is the index behind the backslash. */
export function readEscape(characters: readonly string[], from: number, fail: Fail): Escape {
  const text = characters.slice(from, from + 9).join('');
  const octal = /^(?:0[0-7]{0,2}|[0-3][0-7]{2})/.exec(text)?.[0];
  const group = /^[1-9]\d?/.exec(text)?.[0];
  if (octal === undefined && group !== undefined) {
    if (/^[4-7][0-7]{2}/.test(text)) throw fail(`has the octal number "\\${text.slice(0, 3)}", which is too large`);
    return { kind: 'group', group: Number(group), end: from + group.length };
  }
  if (text.startsWith('b')) throw fail('has a bad "\\b"');
  return { kind: 'character', ...readClassEscape(characters, from, fail) };
}

/** An escape within `[]`, where digits are octal and `\b` is a backspace. */
export function readClassEscape(
  characters: readonly string[],
  from: number,
  fail: Fail,
): { readonly code: number; readonly end: number } {
  const text = characters.slice(from, from + 9).join('');
  const first = characters[from] ?? '';
  if (first === '') throw fail('ends with a backslash');
  const control = CONTROLS.get(first);
  if (control !== undefined) return { code: control, end: from + 1 };
  const hexadecimal = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/.exec(text);
  if (hexadecimal !== null) {
    const code = parseInt(hexadecimal[0].slice(1), 16);
    if (code > 0x10ffff) throw fail('has the number of no character');
    return { code, end: from + hexadecimal[0].length };
  }
  const octal = /^[0-7]{1,3}/.exec(text)?.[0];
  if (octal !== undefined && parseInt(octal, 8) <= 0o377) return { code: parseInt(octal, 8), end: from + octal.length };
  if (/^[A-Za-z0-9]/.test(first)) throw fail(`has "\\${first}", which is unknown`);
  return { code: first.codePointAt(0) ?? 0, end: from + 1 };
}
