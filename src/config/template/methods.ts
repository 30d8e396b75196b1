import { integerArgument, readArguments, textArgument } from './arguments.ts';
import { replaceText } from './filters.ts';
import { findInMap, iterate } from './operators.ts';
import { toText } from './print.ts';
import { notSupported } from './template-error.ts';
import { isMap, isUndefined } from './value.ts';
import type { Arguments, TemplateFunction, TemplateMap, TemplateValue } from './value.ts';

type Method<Self> = (self: Self, given: Arguments) => TemplateValue;

const TEXT_METHODS: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ['lower', (self) => self.toLowerCase()],
  ['upper', (self) => self.toUpperCase()],
  ['strip', (self, given) => strip(self, given, true, true)],
  ['lstrip', (self, given) => strip(self, given, true, false)],
  ['rstrip', (self, given) => strip(self, given, false, true)],
  ['replace', replaceIn],
  ['split', split],
  ['startswith', (self, given) => self.startsWith(theText('startswith', given))],
  ['endswith', (self, given) => self.endsWith(theText('endswith', given))],
  [
    'join',
    (self, given) =>
      iterate(readArguments('join', given, ['iterable'], 1).iterable ?? '', given.at)
        .map(toText)
        .join(self),
  ],
]);

const LIST_METHODS: ReadonlyMap<string, Method<TemplateValue[]>> = new Map<string, Method<TemplateValue[]>>([
  ['append', (self, given) => returnNone(self.push(readArguments('append', given, ['item'], 1).item ?? null))],
  [
    'extend',
    (self, given) =>
      returnNone(self.push(...iterate(readArguments('extend', given, ['items'], 1).items ?? null, given.at))),
  ],
]);

const MAP_METHODS: ReadonlyMap<string, Method<TemplateMap>> = new Map<string, Method<TemplateMap>>([
  ['get', getOrDefault],
  ['keys', (self) => [...self.keys()]],
  ['values', (self) => [...self.values()]],
  ['items', (self) => [...self].map((pair) => ({ kind: 'tuple', items: pair }))],
]);

/** What Python's texts, lists and maps have beside these; asking for one of them is not taken for a key. */
const LATER = {
  text: new Set(
    (
      'capitalize casefold center count encode expandtabs find format format_map index isalnum isalpha isascii ' +
      'isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper ljust maketrans partition ' +
      'removeprefix removesuffix rfind rindex rjust rpartition rsplit splitlines swapcase title translate zfill'
    ).split(' '),
  ),
  list: new Set('clear copy count index insert pop remove reverse sort'.split(' ')),
  map: new Set('clear copy fromkeys pop popitem setdefault update'.split(' ')),
};

/** The method of a value by its name, bound to it; null where it has none. */
export function findMethod(value: TemplateValue, name: string, at: number): TemplateFunction | null {
  if (typeof value === 'string') return bind({ known: TEXT_METHODS, later: LATER.text }, value, name, at);
  if (Array.isArray(value)) return bind({ known: LIST_METHODS, later: LATER.list }, value, name, at);
  return isMap(value) ? bind({ known: MAP_METHODS, later: LATER.map }, value, name, at) : null;
}

function bind<Self>(
  methods: { readonly known: ReadonlyMap<string, Method<Self>>; readonly later: ReadonlySet<string> },
  self: Self,
  name: string,
  at: number,
): TemplateFunction | null {
  if (methods.later.has(name)) throw notSupported(at, `"${name}()"`);
  const method = methods.known.get(name);
  return method === undefined ? null : { kind: 'function', name, call: (given) => method(self, given) };
}

function strip(self: string, given: Arguments, isStart: boolean, isEnd: boolean): string {
  const { chars } = readArguments('strip', given, ['chars']);
  const characters = [...self];
  const strange = chars === undefined || chars === null ? null : new Set(textArgument('strip', chars, given.at));
  const isKept = (character: string): boolean => (strange === null ? character.trim() !== '' : !strange.has(character));
  const first = isStart ? characters.findIndex(isKept) : 0;
  const last = isEnd ? characters.findLastIndex(isKept) : characters.length - 1;
  return first < 0 || last < 0 ? '' : characters.slice(first, last + 1).join('');
}

function replaceIn(self: string, given: Arguments): TemplateValue {
  const { old, new: replacement, count } = readArguments('replace', given, ['old', 'new', 'count'], 2);
  const limit = integerArgument('replace', count, given.at, -1);
  return replaceText(
    self,
    textArgument('replace', old, given.at),
    textArgument('replace', replacement, given.at),
    limit,
  );
}

function split(self: string, given: Arguments): TemplateValue {
  const { sep, maxsplit } = readArguments('split', given, ['sep', 'maxsplit']);
  if (maxsplit !== undefined) throw notSupported(given.at, '"maxsplit" of "split"');
  if (sep === undefined || sep === null) return self.split(/\s+/).filter((part) => part !== '');
  return self.split(textArgument('split', sep, given.at));
}

function theText(name: string, given: Arguments): string {
  return textArgument(name, readArguments(name, given, ['text'], 1).text, given.at);
}

function getOrDefault(self: TemplateMap, given: Arguments): TemplateValue {
  const { key = null, default: otherwise = null } = readArguments('get', given, ['key', 'default'], 1);
  const found = findInMap(self, key);
  return isUndefined(found) ? otherwise : found;
}

function returnNone(_effect: number): null {
  return null;
}
