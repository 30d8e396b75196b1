import { readArguments, textArgument } from '../arguments.ts';
import { isEqual } from '../compare.ts';
import { checkKey, findKey } from '../map.ts';
import { iterate, iterateLazily, toIterator } from '../sequence.ts';
import { order } from '../operators.ts';
import { sortItems } from '../sort.ts';
import { TemplateError } from '../template-error.ts';
import {
  describeValue,
  isMap,
  isTrue,
  isUndefined,
  toTuple,
  undefinedOf,
  type Arguments,
  type TemplateMap,
  type TemplateTuple,
  type TemplateValue,
} from '../value.ts';
import { getterOf, gettersOf, ignoreCase, type Filter, type FilterTable, type Getter } from './filter.ts';

/** What sorts, groups and compares items. */
export const ORDER_FILTERS: FilterTable = new Map([
  ['sort', sort],
  ['dictsort', sortMap],
  ['groupby', groupBy],
  ['unique', (value, given) => unique(value, given)],
  ['min', extreme('min', -1)],
  ['max', extreme('max', 1)],
]);

function sort(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const names = ['reverse', 'case_sensitive', 'attribute'] as const;
  const { reverse = false, case_sensitive: isSensitive = false, attribute } = readArguments('sort', given, names);
  const getters = gettersOf(attribute, at);
  const keyOf: Getter = (item) => getters.map((find) => caseKey(find(item), isSensitive));
  return sortItems(iterate(value, at), keyOf, isTrue(reverse), at);
}

function caseKey(value: TemplateValue, isSensitive: TemplateValue): TemplateValue {
  return isTrue(isSensitive) ? value : ignoreCase(value);
}

function sortMap(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const names = ['case_sensitive', 'by', 'reverse'] as const;
  const { case_sensitive: isSensitive = false, by, reverse = false } = readArguments('dictsort', given, names);
  const part = textArgument('dictsort', by, at, 'key');
  if (part !== 'key' && part !== 'value') {
    throw new TemplateError(at, `"dictsort" cannot sort by "${part}"`, 'Give it "key" or "value"');
  }
  if (!isMap(value)) {
    const what = isUndefined(value) ? `"${value.what}", which is undefined` : describeValue(value);
    throw new TemplateError(at, `"dictsort" needs a map, not ${what}`, 'Give it a map');
  }
  const keys = new Map([...value].map((pair) => [toTuple(pair), pair[part === 'key' ? 0 : 1]] as const));
  const keyOf = (pair: TemplateValue): TemplateValue => caseKey(valueOf(keys, pair), isSensitive);
  return sortItems([...keys.keys()], keyOf, isTrue(reverse), at);
}

function valueOf(keys: ReadonlyMap<TemplateValue, TemplateValue>, pair: TemplateValue): TemplateValue {
  return keys.get(pair) ?? null;
}

function groupBy(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const names = ['attribute', 'default', 'case_sensitive'] as const;
  const {
    attribute,
    default: otherwise,
    case_sensitive: isSensitive = false,
  } = readArguments('groupby', given, names, 1);
  const find = getterOf(attribute, at, otherwise ?? null);
  const keyOf: Getter = (item) => caseKey(find(item), isSensitive);
  const groups: { readonly key: TemplateValue; readonly items: TemplateValue[] }[] = [];
  for (const item of sortItems(iterate(value, at), keyOf, false, at)) {
    const key = keyOf(item);
    const group = groups.at(-1);
    if (group !== undefined && isEqual(group.key, key)) group.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map(({ items }): TemplateTuple => {
    const [first = null] = items;
    return { kind: 'tuple', items: [find(first), items], names: ['grouper', 'list'] };
  });
}

function unique(value: TemplateValue, given: Arguments): TemplateValue {
  const names = ['case_sensitive', 'attribute'] as const;
  const { case_sensitive: isSensitive = false, attribute } = readArguments('unique', given, names);
  const find = getterOf(attribute, given.at);
  return toIterator(
    'sync_do_unique',
    distinct(value, (item) => caseKey(find(item), isSensitive), given.at),
  );
}

function* distinct(value: TemplateValue, keyOf: Getter, at: number): Generator<TemplateValue> {
  const seen: TemplateMap = new Map();
  for (const item of iterateLazily(value, at)) {
    const key = keyOf(item);
    checkKey(key, at);
    if (findKey(seen, key) !== undefined) continue;
    seen.set(key, true);
    yield item;
  }
}

function extreme(name: 'min' | 'max', sign: 1 | -1): Filter {
  return (value, given) => {
    const { at } = given;
    const names = ['case_sensitive', 'attribute'] as const;
    const { case_sensitive: isSensitive = false, attribute } = readArguments(name, given, names);
    const find = getterOf(attribute, at);
    const [first, ...rest] = iterate(value, at).map((item) => ({ item, key: caseKey(find(item), isSensitive) }));
    if (first === undefined) return undefinedOf(`${name} of nothing`);
    const operator = sign < 0 ? '<' : '>';
    return rest.reduce((best, next) => (sign * order(operator, next.key, best.key, at) > 0 ? next : best), first).item;
  };
}
