import { isEqual } from '../compare.ts';
import { checkCount } from '../limits.ts';
import { checkKey } from '../map.ts';
import { iterate } from '../sequence.ts';
import type { Arguments, TemplateSet, TemplateValue } from '../value.ts';
import { returnNone, type Method, type MethodTable } from './method.ts';

/** The methods of sets. */
export const SET_METHODS: MethodTable<TemplateSet> = new Map<string, Method<TemplateSet>>([
  ['union', (self, given) => toSet([...self.items, ...othersOf(given)])],
  ['intersection', (self, given) => keep(self, given, true)],
  ['difference', (self, given) => keep(self, given, false)],
  ['issubset', (self, given) => self.items.every((item) => has(othersOf(given), item))],
  ['issuperset', (self, given) => othersOf(given).every((item) => has(self.items, item))],
  ['isdisjoint', (self, given) => !othersOf(given).some((item) => has(self.items, item))],
  ['copy', (self) => toSet(self.items)],
  ['add', add],
]);

function othersOf({ positional, at }: Arguments): readonly TemplateValue[] {
  return positional.flatMap((value) => iterate(value, at));
}

function has(items: readonly TemplateValue[], item: TemplateValue): boolean {
  return items.some((candidate) => isEqual(candidate, item));
}

function toSet(items: readonly TemplateValue[]): TemplateSet {
  return { kind: 'set', items: items.filter((item, index) => !has(items.slice(0, index), item)) };
}

function keep(self: TemplateSet, given: Arguments, isIn: boolean): TemplateSet {
  const others = othersOf(given);
  return { kind: 'set', items: self.items.filter((item) => has(others, item) === isIn) };
}

function add(self: TemplateSet, { positional: [item = null], at }: Arguments): null {
  checkKey(item, at);
  checkCount('add', self.items.length + 1, at);
  return has(self.items, item) ? null : returnNone(self.items.push(item));
}
