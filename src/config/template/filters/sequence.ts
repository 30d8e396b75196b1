import { integerArgument, readArguments } from '../arguments.ts';
import { checkCount } from '../limits.ts';
import { escapeText, toMarkup } from '../html.ts';
import { joinTexts } from '../methods/text.ts';
import { toText } from '../print.ts';
import { iterate, iterateLazily, lengthOf, toIterator } from '../sequence.ts';
import { TemplateError } from '../template-error.ts';
import { charactersOf } from '../text.ts';
import {
  describeValue,
  isFunction,
  isIterator,
  isMap,
  isMarkup,
  isObject,
  isSet,
  isTrue,
  isUndefined,
  textOf,
  toTuple,
  orUndefined,
  undefinedOf,
  type Arguments,
  type TemplateValue,
} from '../value.ts';
import { getterOf, likeText, plain, type FilterTable } from './filter.ts';

/** What takes items one by one. */
export const SEQUENCE_FILTERS: FilterTable = new Map([
  ['default', orDefault],
  ['d', orDefault],
  ['length', plain('length', count)],
  ['count', plain('count', count)],
  ['first', plain('first', first)],
  ['last', plain('last', last)],
  ['list', plain('list', (value, at) => [...iterate(value, at)])],
  ['items', plain('items', (value, at) => toIterator('do_items', pairsOf(value, at)))],
  ['join', join],
  ['reverse', plain('reverse', reverse)],
  ['batch', batch],
  ['slice', slice],
  ['random', refuseRandom],
]);

function orDefault(value: TemplateValue, given: Arguments): TemplateValue {
  const names = ['default_value', 'boolean'] as const;
  const { default_value: otherwise = '', boolean = false } = readArguments('default', given, names);
  return isUndefined(value) || (isTrue(boolean) && !isTrue(value)) ? otherwise : value;
}

function count(value: TemplateValue, at: number): number {
  const length = lengthOf(value);
  if (length !== null) return length;
  const next = isIterator(value) ? 'Make it a list, by "| list"' : 'Use a list, a map or a text';
  throw new TemplateError(at, `"length" cannot count ${describeValue(value)}`, next);
}

function first(value: TemplateValue, at: number): TemplateValue {
  for (const item of iterateLazily(value, at)) return item;
  return undefinedOf('first item of nothing');
}

function last(value: TemplateValue, at: number): TemplateValue {
  if (isIterator(value) || isSet(value)) {
    throw new TemplateError(at, `"last" cannot take ${describeValue(value)}`, 'Make it a list, by "| list"');
  }
  return orUndefined(iterate(value, at).at(-1), 'last item of nothing');
}

function* pairsOf(value: TemplateValue, at: number): Generator<TemplateValue> {
  if (isUndefined(value)) return;
  if (!isMap(value)) throw new TemplateError(at, `"items" needs a map, not ${describeValue(value)}`, 'Give it a map');
  for (const pair of [...value]) yield toTuple(pair);
}

function join(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const { d: separator = '', attribute } = readArguments('join', given, ['d', 'attribute']);
  const find = getterOf(attribute, at);
  const items = iterate(value, at).map(find);
  if (given.escapes === true && [separator, ...items].some(isMarkup)) {
    const safe = items.map((item) => escapeText(item, at));
    return toMarkup(joinTexts(safe, escapeText(separator, at), at));
  }
  const texts = items.map((item) => toText(item, at));
  return joinTexts(texts, toText(separator, at), at);
}

function reverse(value: TemplateValue, at: number): TemplateValue {
  const text = textOf(value);
  if (text !== null) return likeText(value, charactersOf(text).reverse().join(''));
  if (isFunction(value) || (isObject(value) && value.iterate === undefined)) {
    throw new TemplateError(at, `"reverse" cannot take ${describeValue(value)}`, 'Use a list');
  }
  const items = [...iterate(value, at)].reverse();
  return isIterator(value) || isSet(value) ? items : toIterator('reversed', items);
}

function batch(value: TemplateValue, given: Arguments): TemplateValue {
  const { linecount, fill_with: filler = null } = readArguments('batch', given, ['linecount', 'fill_with'], 1);
  const size = integerArgument('batch', linecount, given.at, 0);
  return toIterator('do_batch', batches(value, { size, filler, at: given.at }));
}

interface Batches {
  readonly size: number;
  readonly filler: TemplateValue;
  readonly at: number;
}

function* batches(value: TemplateValue, { size, filler, at }: Batches): Generator<TemplateValue> {
  let line: TemplateValue[] = [];
  for (const item of iterateLazily(value, at)) {
    if (line.length === size) {
      yield line;
      line = [];
    }
    line.push(item);
  }
  if (line.length === 0) return;
  if (filler !== null) {
    checkCount('batch', size, at);
    while (line.length < size) line.push(filler);
  }
  yield line;
}

function slice(value: TemplateValue, given: Arguments): TemplateValue {
  const { slices, fill_with: filler = null } = readArguments('slice', given, ['slices', 'fill_with'], 1);
  return toIterator(
    'sync_do_slice',
    sliced(value, { size: integerArgument('slice', slices, given.at, 0), filler, at: given.at }),
  );
}

/** A list in a number of parts, the first of which take what is over. */
function* sliced(value: TemplateValue, { size, filler, at }: Batches): Generator<TemplateValue> {
  const items = iterate(value, at);
  if (size === 0) throw new TemplateError(at, '"slice" makes no parts', 'Give it a number above nought');
  checkCount('slice', size, at);
  const [each, longer] = [Math.floor(items.length / size), items.length % size];
  for (let index = 0; index < size; index += 1) {
    const start = index * each + Math.min(index, longer);
    const part = items.slice(start, start + each + (index < longer ? 1 : 0));
    yield filler !== null && index >= longer ? [...part, filler] : part;
  }
}

function refuseRandom(_value: TemplateValue, { at }: Arguments): TemplateValue {
  throw new TemplateError(at, '"random" would give each build other values', 'Choose one, such as by "| first"');
}
