import { integerArgument, readArguments, takeArguments } from '../arguments.ts';
import { spend } from '../budget.ts';
import { isEqual } from '../compare.ts';
import { checkCount } from '../limits.ts';
import { iterate } from '../sequence.ts';
import { sortItems } from '../sort.ts';
import { TemplateError } from '../template-error.ts';
import { isFunction, isTrue, type Arguments, type TemplateTuple, type TemplateValue } from '../value.ts';
import { returnNone, type MethodTable } from './method.ts';

/** The methods of lists, which change them in place. */
export const LIST_METHODS: MethodTable<TemplateValue[]> = new Map([
  ['append', append],
  ['extend', extend],
  ['insert', insert],
  ['pop', pop],
  ['remove', remove],
  ['index', indexOf],
  ['count', countOf],
  ['sort', sort],
  ['reverse', (self, given) => noArguments('reverse', given, () => self.reverse())],
  ['clear', (self, given) => noArguments('clear', given, () => self.splice(0))],
  ['copy', (self) => [...self]],
]);

/** The methods of tuples, and of ranges. */
export const TUPLE_METHODS: MethodTable<TemplateTuple> = new Map([
  ['index', ({ items }, given) => indexOf(items, given)],
  ['count', ({ items }, given) => countOf(items, given)],
]);

function noArguments(name: string, given: Arguments, effect: () => unknown): null {
  takeArguments(name, given, 0);
  return returnNone(effect());
}

function append(self: TemplateValue[], given: Arguments): null {
  const [item = null] = takeArguments('append', given, 1);
  checkCount('append', self.length + 1, given.at);
  return returnNone(self.push(item));
}

function extend(self: TemplateValue[], given: Arguments): null {
  const [items = null] = takeArguments('extend', given, 1);
  const more = [...iterate(items, given.at)];
  checkCount('extend', self.length + more.length, given.at);
  for (const item of more) self.push(item);
  return null;
}

function insert(self: TemplateValue[], given: Arguments): null {
  const [index, item = null] = takeArguments('insert', given, 2);
  checkCount('insert', self.length + 1, given.at);
  const from = integerArgument('insert', index, given.at, 0);
  spendOnMoved(from < 0 ? -from : self.length - from);
  return returnNone(self.splice(from, 0, item));
}

function pop(self: TemplateValue[], given: Arguments): TemplateValue {
  const [place] = takeArguments('pop', given, 0, 1);
  const index = integerArgument('pop', place, given.at, -1);
  const from = index < 0 ? index + self.length : index;
  spendOnMoved(self.length - from);
  const [taken] = from < 0 ? [] : self.splice(from, 1);
  if (taken !== undefined) return taken;
  throw new TemplateError(given.at, `"pop" finds nothing at ${index} of ${self.length}`, 'Look at the length first');
}

function remove(self: TemplateValue[], given: Arguments): null {
  const index = indexOf(self, given);
  spendOnMoved(self.length - index);
  return returnNone(self.splice(index, 1));
}

/** Items that make room for another one, or close the gap behind one: a thousand for a step, as they move together. */
function spendOnMoved(count: number): void {
  spend(Math.max(0, count) / 1_000);
}

function indexOf(self: readonly TemplateValue[], given: Arguments): number {
  const [wanted = null, start, stop] = takeArguments('index', given, 1, 3);
  const place = (index: number): number => (index < 0 ? Math.max(0, index + self.length) : index);
  const from = place(integerArgument('index', start, given.at, 0));
  const to = place(integerArgument('index', stop, given.at, self.length));
  const index = self.findIndex((item, at) => at >= from && at < to && (item === wanted || isEqual(item, wanted)));
  if (index >= 0) return index;
  throw new TemplateError(given.at, 'The list does not hold the item', 'Look with "in" first');
}

function countOf(self: readonly TemplateValue[], given: Arguments): number {
  const [wanted = null] = takeArguments('count', given, 1);
  return self.filter((item) => isEqual(item, wanted)).length;
}

function sort(self: TemplateValue[], given: Arguments): null {
  takeArguments('sort', { ...given, named: new Map() }, 0);
  const { key = null, reverse = false } = readArguments('sort', given, ['key', 'reverse']);
  const keyOf = (item: TemplateValue): TemplateValue =>
    isFunction(key) ? key.call({ ...given, positional: [item], named: new Map() }) : item;
  const sorted = sortItems(self, keyOf, isTrue(reverse), given.at);
  for (const [index, item] of sorted.entries()) self[index] = item;
  return null;
}
