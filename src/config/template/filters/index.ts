import { TemplateError } from '../template-error.ts';
import type { Arguments, TemplateValue } from '../value.ts';
import { ENCODING_FILTERS } from './encode.ts';
import type { FilterTable } from './filter.ts';
import { HTML_FILTERS } from './html.ts';
import { NUMBER_FILTERS } from './number.ts';
import { ORDER_FILTERS } from './order.ts';
import { PATTERN_FILTERS } from './pattern.ts';
import { SELECT_FILTERS } from './select.ts';
import { SEQUENCE_FILTERS } from './sequence.ts';
import { TEXT_FILTERS } from './text.ts';

/** The filters of Jinja 3.1, and those of buildrunner 3.27 that need nothing of the build. */
const FILTERS: FilterTable = new Map([
  ...TEXT_FILTERS,
  ...HTML_FILTERS,
  ...NUMBER_FILTERS,
  ...SEQUENCE_FILTERS,
  ...SELECT_FILTERS,
  ...ORDER_FILTERS,
  ...ENCODING_FILTERS,
  ...PATTERN_FILTERS,
]);

/** Applies the filter of a name; throws a `TemplateError` where there is none. */
export function applyFilter(name: string, value: TemplateValue, given: Arguments): TemplateValue {
  const filter = FILTERS.get(name);
  if (filter !== undefined) return filter(value, given);
  const own = given.filters?.get(name);
  if (own !== undefined) return own.call({ ...given, positional: [value, ...given.positional] });
  throw new TemplateError(given.at, `"${name}" is no filter of a template`, 'Correct the name');
}

/** Whether there is a filter of a name. */
export function isFilter(name: string, { filters }: Arguments): boolean {
  return FILTERS.has(name) || filters?.has(name) === true;
}
