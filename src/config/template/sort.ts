import { order } from './operators.ts';
import type { TemplateValue } from './value.ts';

/** Items in the order of a key of each; those of equal keys stay as they are, also in reverse (Python's `sorted`). */
export function sortItems(
  items: readonly TemplateValue[],
  keyOf: (item: TemplateValue) => TemplateValue,
  isReverse: boolean,
  at: number,
): TemplateValue[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  const sign = isReverse ? -1 : 1;
  keyed.sort((left, right) => sign * order('<', left.key, right.key, at) || 0);
  return keyed.map(({ item }) => item);
}
