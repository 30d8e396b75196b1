import { once } from '../../once.ts';
import { takeArguments } from '../arguments.ts';
import type { Method, MethodTable } from './method.ts';

/** Letters in other sizes, as Unicode has them without regard to a language. */
export const CASE_METHODS: MethodTable<string> = new Map([
  ['lower', ofText('lower', (text) => text.toLowerCase())],
  ['upper', ofText('upper', (text) => text.toUpperCase())],
  ['capitalize', ofText('capitalize', capitalize)],
  ['title', ofText('title', titleWords)],
  ['swapcase', ofText('swapcase', swapCase)],
  ['casefold', ofText('casefold', foldCase)],
]);

function ofText(name: string, change: (text: string) => string): Method<string> {
  return (self, given) => {
    takeArguments(name, given, 0);
    return change(self);
  };
}

/** The first letter large, all others small. */
export function capitalize(text: string): string {
  const [first = ''] = text;
  const all = text.toLowerCase();
  const small = first.toLowerCase();
  // A sigma is written otherwise at the end of a word, which the first letter may change.
  return (
    toTitleCase(first) + (all.startsWith(small) ? all.slice(small.length) : text.slice(first.length).toLowerCase())
  );
}

/** Letters that have a third form, for the start of a word. */
const TITLE_FORMS: ReadonlyMap<string, string> = new Map(
  'ǄǅǆǇǈǉǊǋǌǱǲǳ'.split('').map((letter, index) => [letter, 'ǅǈǋǲ'.charAt(Math.floor(index / 3))]),
);

/** A letter as it stands at the start of a word. */
export function toTitleCase(letter: string): string {
  const form = TITLE_FORMS.get(letter);
  if (form !== undefined) return form;
  // Georgian has large letters for whole words only; Greek ones with a small iota keep it.
  if (/[\u10d0-\u10fa\u10fd-\u10ff]/.test(letter)) return letter;
  if (/[\u1f80-\u1faf\u1fb3\u1fbc\u1fc3\u1fcc\u1ff3\u1ffc]/.test(letter)) return toGreekTitle(letter);
  if (letter === 'ŉ') return letter.toUpperCase();
  const [first = '', ...rest] = letter.toUpperCase();
  return first + rest.map((part) => (part === '\u0399' ? '\u0345' : part.toLowerCase())).join('');
}

function toGreekTitle(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code < 0x1fb0) return String.fromCodePoint(code | 8);
  return String.fromCodePoint(code % 0x10 === 3 ? code + 9 : code);
}

const cased = once(() => /[\p{Lowercase}\p{Uppercase}\p{Lt}]/u);

function titleWords(text: string): string {
  let isWithin = false;
  const words = [...text].map((letter, index, all) => {
    const isStart = !isWithin;
    isWithin = cased().test(letter);
    if (isStart) return toTitleCase(letter);
    return letter === 'Σ' ? smallSigma(all, index) : letter.toLowerCase();
  });
  return words.join('');
}

/** How Python writes a sigma depends on what stands around it. */
function smallSigma(letters: readonly string[], index: number): string {
  const before = letters.slice(0, index).join('');
  return `${before}Σ${letters.slice(index + 1).join('')}`.toLowerCase().charAt(before.toLowerCase().length);
}

function swapCase(text: string): string {
  const letters = [...text];
  return letters
    .map((letter, index) => {
      if (/\p{Uppercase}/u.test(letter)) return letter === 'Σ' ? smallSigma(letters, index) : letter.toLowerCase();
      return /\p{Lowercase}/u.test(letter) ? letter.toUpperCase() : letter;
    })
    .join('');
}

/** A text for comparisons that do not look at the size of letters. */
export function foldCase(text: string): string {
  return [...text].map(foldLetter).join('');
}

function foldLetter(letter: string): string {
  if (letter === '\u0131') return letter;
  // Cherokee folds to its large letters.
  if (/[\u13a0-\u13f5]/.test(letter)) return letter;
  if (/[\uab70-\uabbf\u13f8-\u13fd]/.test(letter)) return letter.toUpperCase();
  return letter.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}
