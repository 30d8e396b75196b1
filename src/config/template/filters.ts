import { integerArgument, readArguments, textArgument } from './arguments.ts';
import { iterate } from './operators.ts';
import { toText } from './print.ts';
import { notSupported, TemplateError } from './template-error.ts';
import { isFloat, isInteger, isMap, isTrue, isUndefined, itemsOf, toInteger } from './value.ts';
import type { Arguments, TemplateValue } from './value.ts';

type Filter = (value: TemplateValue, given: Arguments) => TemplateValue;

/** The filters of Jinja that this version has. */
const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['default', orDefault],
  ['d', orDefault],
  ['lower', ofText('lower', (text) => text.toLowerCase())],
  ['upper', ofText('upper', (text) => text.toUpperCase())],
  ['string', ofText('string', (text) => text)],
  ['trim', trim],
  ['replace', replace],
  ['join', join],
  ['length', length],
  ['count', length],
  ['first', (value, given) => iterate(value, given.at)[0] ?? nothing('first of nothing')],
  ['last', (value, given) => iterate(value, given.at).at(-1) ?? nothing('last of nothing')],
  ['list', (value, given) => [...iterate(value, given.at)]],
  ['int', toWhole],
]);

/** Filters of Jinja and of buildrunner 3.27 that are not run yet. */
const LATER = new Set(
  (
    'abs attr batch capitalize center dictsort e escape filesizeformat float forceescape format groupby indent items ' +
    'map max min pprint random reject rejectattr reverse round safe select selectattr slice sort striptags sum title ' +
    'tojson truncate unique urlencode urlize wordcount wordwrap xmlattr ' +
    'hash_sha1 re_sub re_split base64encode base64decode'
  ).split(' '),
);

/** Applies the filter of a name; throws a `TemplateError` where there is none. */
export function applyFilter(name: string, value: TemplateValue, given: Arguments): TemplateValue {
  const filter = FILTERS.get(name);
  if (filter !== undefined) return filter(value, given);
  if (LATER.has(name)) throw notSupported(given.at, `The filter "${name}"`);
  throw new TemplateError(given.at, `"${name}" is no filter of a template`, 'Correct the name');
}

function ofText(name: string, change: (text: string) => string): Filter {
  return (value, given) => {
    readArguments(name, given, []);
    return change(toText(value));
  };
}

function orDefault(value: TemplateValue, given: Arguments): TemplateValue {
  const { default_value: otherwise = '', boolean = false } = readArguments('default', given, [
    'default_value',
    'boolean',
  ]);
  return isUndefined(value) || (isTrue(boolean) && !isTrue(value)) ? otherwise : value;
}

function trim(value: TemplateValue, given: Arguments): TemplateValue {
  const { chars } = readArguments('trim', given, ['chars']);
  const text = toText(value);
  if (chars === undefined || chars === null) return text.trim();
  const strange = new Set(textArgument('trim', chars, given.at));
  const characters = [...text];
  const first = characters.findIndex((character) => !strange.has(character));
  const last = characters.findLastIndex((character) => !strange.has(character));
  return first < 0 ? '' : characters.slice(first, last + 1).join('');
}

function replace(value: TemplateValue, given: Arguments): TemplateValue {
  const { old, new: replacement, count } = readArguments('replace', given, ['old', 'new', 'count'], 2);
  const limit = integerArgument('replace', count, given.at, -1);
  return replaceText(toText(value), toText(old ?? ''), toText(replacement ?? ''), limit);
}

/** As Python's `replace`: the first `limit` occurrences, all below nought; nothing stands between all characters. */
export function replaceText(text: string, old: string, replacement: string, limit: number): string {
  if (limit < 0) limit = Infinity;
  const parts = old === '' ? ['', ...text, ''] : text.split(old);
  const [first = '', ...rest] = parts;
  return rest.reduce((done, part, index) => done + (index < limit ? replacement : old) + part, first);
}

function join(value: TemplateValue, given: Arguments): TemplateValue {
  const { d: separator = '', attribute } = readArguments('join', given, ['d', 'attribute']);
  if (attribute !== undefined) throw notSupported(given.at, '"attribute" of "join"');
  return iterate(value, given.at).map(toText).join(toText(separator));
}

function length(value: TemplateValue, given: Arguments): TemplateValue {
  readArguments('length', given, []);
  if (isUndefined(value)) return 0;
  if (typeof value === 'string') return [...value].length;
  return isMap(value) ? value.size : (itemsOf(value) ?? iterate(value, given.at)).length;
}

/** An integer of what looks like one, else the default. */
function toWhole(value: TemplateValue, given: Arguments): TemplateValue {
  const { default: otherwise = 0, base } = readArguments('int', given, ['default', 'base']);
  if (base !== undefined) throw notSupported(given.at, '"base" of "int"');
  if (isInteger(value)) return toInteger(BigInt(value));
  const text = toText(value).trim().replaceAll('_', '');
  if (!isFloat(value) && /^[-+]?\d+$/.test(text)) return toInteger(BigInt(text.replace('+', '')));
  const size = Math.trunc(isFloat(value) ? value.value : text === '' ? NaN : Number(text));
  return Number.isFinite(size) ? toInteger(BigInt(size)) : otherwise;
}

function nothing(what: string): TemplateValue {
  return { kind: 'undefined', what };
}
