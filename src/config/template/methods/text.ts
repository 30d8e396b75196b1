import { integerArgument, readArguments, takeArguments, textArgument } from '../arguments.ts';
import { checkLength } from '../limits.ts';
import { findInMap, setInMap } from '../map.ts';
import { iterate } from '../sequence.ts';
import { TemplateError } from '../template-error.ts';
import { charactersOf, isSpace, lengthOfText } from '../text.ts';
import { describeValue, isInteger, isMap, isUndefined, textOf, type Arguments, type TemplateMap } from '../value.ts';
import type { TemplateValue } from '../value.ts';
import { encodeText } from './bytes.ts';
import { formatMap, formatMethod } from './format.ts';
import type { MethodTable } from './method.ts';

/** What changes a text as a whole. */
export const TEXT_METHODS: MethodTable<string> = new Map([
  ['format', formatMethod(false)],
  ['format_map', formatMap],
  ['strip', (self, given) => strip('strip', self, given)],
  ['lstrip', (self, given) => strip('lstrip', self, given)],
  ['rstrip', (self, given) => strip('rstrip', self, given)],
  ['replace', replaceIn],
  ['join', joinWith],
  ['center', (self, given) => justify('center', self, given)],
  ['ljust', (self, given) => justify('ljust', self, given)],
  ['rjust', (self, given) => justify('rjust', self, given)],
  ['zfill', fillWithNoughts],
  ['expandtabs', expandTabs],
  ['removeprefix', removePrefix],
  ['removesuffix', removeSuffix],
  ['translate', translate],
  ['maketrans', makeTable],
  ['encode', encodeText],
]);

function strip(name: 'strip' | 'lstrip' | 'rstrip', self: string, given: Arguments): string {
  const [chars = null] = takeArguments(name, given, 0, 1);
  return stripText(self, chars === null ? null : textArgument(name, chars, given.at), name);
}

/** Without some characters, white space where none are given, at one end or both. */
export function stripText(text: string, strange: string | null, name: 'strip' | 'lstrip' | 'rstrip'): string {
  const characters = charactersOf(text);
  const away = strange === null ? null : new Set(charactersOf(strange));
  const isKept = (character: string): boolean => (away === null ? !isSpace(character) : !away.has(character));
  const first = name === 'rstrip' ? 0 : characters.findIndex(isKept);
  const last = name === 'lstrip' ? characters.length - 1 : characters.findLastIndex(isKept);
  return first < 0 ? '' : characters.slice(first, last + 1).join('');
}

function replaceIn(self: string, given: Arguments): TemplateValue {
  const [old, replacement, count] = takeArguments('replace', given, 2, 3);
  const limit = integerArgument('replace', count, given.at, -1);
  const [from, to] = [textArgument('replace', old, given.at), textArgument('replace', replacement, given.at)];
  return replaceText(self, [from, to], limit, given.at);
}

/** As Python's `replace`: the first `limit` occurrences, all below nought; nothing stands between all characters. */
export function replaceText(
  text: string,
  [old, replacement]: readonly [string, string],
  limit: number,
  at: number,
): string {
  const most = limit < 0 ? Infinity : limit;
  const parts = old === '' ? ['', ...charactersOf(text), ''] : text.split(old);
  const replaced = Math.min(parts.length - 1, most);
  checkLength('replace', text.length + replaced * (replacement.length - old.length), at);
  const rest = parts.slice(replaced).join(old);
  return replaced === 0 ? text : [...parts.slice(0, replaced), rest].join(replacement);
}

function joinWith(self: string, given: Arguments): TemplateValue {
  const [items = null] = takeArguments('join', given, 1);
  const texts = iterate(items, given.at).map((item) => {
    const text = textOf(item);
    if (text !== null) return text;
    throw new TemplateError(
      given.at,
      `"join" needs texts, not ${describeValue(item)}`,
      'Take the filter: items | join(...)',
    );
  });
  return joinTexts(texts, self, given.at);
}

/** Texts put together, unless that would be too long. */
export function joinTexts(texts: readonly string[], separator: string, at: number): string {
  const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
  checkLength('join', length, at);
  return texts.join(separator);
}

function justify(name: 'center' | 'ljust' | 'rjust', self: string, given: Arguments): string {
  const [width, fill] = takeArguments(name, given, 1, 2);
  const filler = textArgument(name, fill, given.at, ' ');
  if (lengthOfText(filler) !== 1) {
    throw new TemplateError(given.at, `"${name}" fills with one character, not ${lengthOfText(filler)}`, 'Give it one');
  }
  return justifyText(name, self, [integerArgument(name, width, given.at, 0), filler], given.at);
}

/** A text filled up to a width. */
export function justifyText(
  name: 'center' | 'ljust' | 'rjust',
  text: string,
  [width, filler]: readonly [number, string],
  at: number,
): string {
  const missing = Math.max(0, width - lengthOfText(text));
  checkLength(name, text.length + missing, at);
  // Python puts what is over to the left of a text of odd width.
  const half = Math.floor(missing / 2) + (missing % 2 === 1 && width % 2 === 1 ? 1 : 0);
  const before = name === 'ljust' ? 0 : name === 'rjust' ? missing : half;
  return filler.repeat(before) + text + filler.repeat(missing - before);
}

function fillWithNoughts(self: string, given: Arguments): string {
  const [width] = takeArguments('zfill', given, 1);
  const missing = Math.max(0, integerArgument('zfill', width, given.at, 0) - lengthOfText(self));
  checkLength('zfill', self.length + missing, given.at);
  const sign = /^[-+]/.exec(self)?.[0] ?? '';
  return sign + '0'.repeat(missing) + self.slice(sign.length);
}

function expandTabs(self: string, given: Arguments): string {
  const { tabsize } = readArguments('expandtabs', given, ['tabsize']);
  const size = integerArgument('expandtabs', tabsize, given.at, 8);
  checkLength('expandtabs', (self.split('\t').length - 1) * size, given.at);
  let column = 0;
  return self.replaceAll(/\t|\r|\n|[^\t\r\n]+/g, (part) => {
    if (part === '\n' || part === '\r') column = 0;
    else column += part === '\t' ? 0 : lengthOfText(part);
    if (part !== '\t') return part;
    const spaces = size > 0 ? size - (column % size) : 0;
    column += spaces;
    return ' '.repeat(spaces);
  });
}

function removePrefix(self: string, given: Arguments): string {
  const [prefix] = takeArguments('removeprefix', given, 1);
  const text = textArgument('removeprefix', prefix, given.at);
  return self.startsWith(text) ? self.slice(text.length) : self;
}

function removeSuffix(self: string, given: Arguments): string {
  const [suffix] = takeArguments('removesuffix', given, 1);
  const text = textArgument('removesuffix', suffix, given.at);
  return text !== '' && self.endsWith(text) ? self.slice(0, -text.length) : self;
}

function translate(self: string, given: Arguments): string {
  const [table = null] = takeArguments('translate', given, 1);
  const { at } = given;
  if (!isMap(table))
    throw new TemplateError(at, `"translate" needs a map, not ${describeValue(table)}`, 'Give it a map');
  return [...self].map((character) => translated(character, table, at)).join('');
}

function translated(character: string, table: TemplateMap, at: number): string {
  const found = findInMap(table, character.codePointAt(0) ?? 0, at);
  if (isUndefined(found)) return character;
  if (found === null) return '';
  return isInteger(found) ? String.fromCodePoint(Number(found)) : textArgument('translate', found, at);
}

function makeTable(_self: string, given: Arguments): TemplateMap {
  const [from = null, to, away] = takeArguments('maketrans', given, 1, 3);
  const { at } = given;
  const table: TemplateMap = new Map();
  if (isMap(from)) {
    for (const [key, value] of from)
      setInMap(table, typeof key === 'string' ? (key.codePointAt(0) ?? 0) : key, value, at);
    return table;
  }
  const [old, replacement] = [[...textArgument('maketrans', from, at)], [...textArgument('maketrans', to, at)]];
  if (old.length !== replacement.length) {
    throw new TemplateError(at, '"maketrans" needs two texts of the same length', 'Make them as long as each other');
  }
  for (const [index, character] of old.entries()) {
    table.set(character.codePointAt(0) ?? 0, replacement[index]?.codePointAt(0) ?? 0);
  }
  for (const character of textArgument('maketrans', away, at)) table.set(character.codePointAt(0) ?? 0, null);
  return table;
}
