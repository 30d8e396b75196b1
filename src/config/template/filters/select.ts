import { TemplateError } from '../template-error.ts';
import { findAttribute } from '../access.ts';
import { readArguments, textArgument } from '../arguments.ts';
import { iterateLazily, toIterator } from '../sequence.ts';
import { applyTest } from '../tests.ts';
import { isTrue, isUndefined, orUndefined, type Arguments, type TemplateValue } from '../value.ts';
import { getterOf, type Filter, type FilterTable, type Getter } from './filter.ts';
import { applyFilter } from './index.ts';

/** What applies a filter or a test to each item. */
export const SELECT_FILTERS: FilterTable = new Map([
  ['map', (value, given) => toIterator('sync_do_map', mapped(value, given))],
  ['select', choose(true, false)],
  ['reject', choose(false, false)],
  ['selectattr', choose(true, true)],
  ['rejectattr', choose(false, true)],
  ['attr', attribute],
]);

function* mapped(value: TemplateValue, given: Arguments): Generator<TemplateValue> {
  if (!isTrue(value)) return;
  const change = mapper(given);
  for (const item of iterateLazily(value, given.at)) yield change(item);
}

function mapper(given: Arguments): Getter {
  const { positional, named, at } = given;
  if (positional.length === 0 && named.has('attribute')) {
    const read = readArguments('map', given, ['attribute', 'default']);
    return getterOf(read.attribute, at, read.default ?? null);
  }
  const [name, ...rest] = positional;
  if (name === undefined) throw new TemplateError(at, '"map" is given no filter', 'Give it a name or attribute="..."');
  const filter = textArgument('map', name, at);
  return (item) => applyFilter(filter, item, { ...given, positional: rest });
}

function choose(isWanted: boolean, hasAttribute: boolean): Filter {
  return (value, given) => toIterator('select_or_reject', chosen(value, given, isWanted, hasAttribute));
}

function* chosen(
  value: TemplateValue,
  given: Arguments,
  isWanted: boolean,
  hasAttribute: boolean,
): Generator<TemplateValue> {
  if (!isTrue(value)) return;
  const { at } = given;
  const [path, ...others] = hasAttribute ? given.positional : [null, ...given.positional];
  if (path === undefined) throw new TemplateError(at, '"selectattr" is given no attribute', 'Give it a name');
  const find = getterOf(path, at);
  const [name, ...rest] = others;
  const test = name === undefined ? null : textArgument('select', name, at);
  for (const item of iterateLazily(value, at)) {
    const found = find(item);
    const isTaken = test === null ? isTrue(found) : applyTest(test, found, { ...given, positional: rest });
    if (isTaken === isWanted) yield item;
  }
}

/** An attribute proper: a method or a field, not a key. */
function attribute(value: TemplateValue, given: Arguments): TemplateValue {
  const { name } = readArguments('attr', given, ['name'], 1);
  const wanted = textArgument('attr', name, given.at);
  if (isUndefined(value)) {
    const message = `"${value.what}" is undefined, so it has no "${wanted}"`;
    throw new TemplateError(given.at, message, 'Correct the name, or define it');
  }
  return orUndefined(findAttribute(value, wanted, given.at), wanted);
}
