import { once } from '../../once.ts';
import { SPACES } from '../text.ts';
import type { CharacterTest, PlaceTest } from './node.ts';

/** What changes the meaning of a pattern's parts (Python's `re` flags). */
export interface Flags {
  readonly ignoresCase: boolean;
  readonly isMultiline: boolean;
  readonly dotTakesAll: boolean;
  readonly isVerbose: boolean;
  readonly isAscii: boolean;
}

/** Flags with those of some letters set and of others taken away. */
export function changeFlags(flags: Flags, on: string, off: string): Flags {
  const pick = (letter: string, before: boolean): boolean => on.includes(letter) || (before && !off.includes(letter));
  return {
    ignoresCase: pick('i', flags.ignoresCase),
    isMultiline: pick('m', flags.isMultiline),
    dotTakesAll: pick('s', flags.dotTakesAll),
    isVerbose: pick('x', flags.isVerbose),
    isAscii: on.includes('a') || (flags.isAscii && !on.includes('u')),
  };
}

function byPattern(make: () => RegExp): CharacterTest {
  const pattern = once(make);
  return (code) => pattern().test(String.fromCodePoint(code));
}

const CATEGORIES: ReadonlyMap<string, readonly [CharacterTest, CharacterTest]> = new Map([
  ['d', [byPattern(() => /\p{Nd}/u), byPattern(() => /[0-9]/)]],
  ['s', [byPattern(() => new RegExp(`[${SPACES}]`)), byPattern(() => /[ \t\n\r\f\v]/)]],
  ['w', [byPattern(() => /[\p{L}\p{N}_]/u), byPattern(() => /[A-Za-z0-9_]/)]],
]);

/** What `\d`, `\S` and their like stand for; null for other letters. */
export function categoryTest(letter: string, isAscii: boolean): CharacterTest | null {
  const tests = CATEGORIES.get(letter.toLowerCase());
  if (tests === undefined) return null;
  const test = tests[isAscii ? 1 : 0];
  return letter === letter.toLowerCase() ? test : (code) => !test(code);
}

/** A letter in the one size that it is compared in: letters that share a large one, as s and the long s, are equal. */
export function foldCase(code: number): number {
  const upper = onlyCharacter(String.fromCodePoint(code).toUpperCase(), code);
  return onlyCharacter(String.fromCodePoint(upper).toLowerCase(), upper);
}

function onlyCharacter(text: string, otherwise: number): number {
  const [first, ...more] = text;
  return more.length === 0 ? (first?.codePointAt(0) ?? otherwise) : otherwise;
}

/** Tests a character in all its sizes. */
export function inAnyCase(test: CharacterTest): CharacterTest {
  return (code) => {
    const character = String.fromCodePoint(code);
    const forms = [character, character.toLowerCase(), character.toUpperCase(), String.fromCodePoint(foldCase(code))];
    return forms.some((form) => [...form].length === 1 && test(form.codePointAt(0) ?? code));
  };
}

const NEW_LINE = 10;

/** What `^`, `$`, `\b` and their like stand for; null for other marks. */
export function placeTest(mark: string, { isMultiline, isAscii }: Flags): PlaceTest | null {
  switch (mark) {
    case '^':
      return isMultiline ? isLineStart : isStart;
    case '$':
      return isMultiline ? isLineEnd : isLastEnd;
    case '\\A':
      return isStart;
    case '\\Z':
      return (characters, place) => place === characters.length;
    case '\\b':
      return wordEdge(isAscii, true);
    case '\\B':
      return wordEdge(isAscii, false);
    default:
      return null;
  }
}

const isStart: PlaceTest = (_characters, place) => place === 0;
const isLineStart: PlaceTest = (characters, place) => place === 0 || characters[place - 1] === NEW_LINE;
const isLineEnd: PlaceTest = (characters, place) => place === characters.length || characters[place] === NEW_LINE;
const isLastEnd: PlaceTest = (characters, place) =>
  place === characters.length || (place === characters.length - 1 && characters[place] === NEW_LINE);

function wordEdge(isAscii: boolean, isWanted: boolean): PlaceTest {
  const isWord = categoryTest('w', isAscii);
  const has = (code: number | undefined): boolean => code !== undefined && isWord?.(code) === true;
  return (characters, place) => {
    // Python finds no place at all in a text without characters.
    if (characters.length === 0) return false;
    return (has(characters[place - 1]) !== has(characters[place])) === isWanted;
  };
}
