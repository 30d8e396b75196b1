import { takeArguments } from '../arguments.ts';
import { formatFields } from '../format/fields.ts';
import { toMarkup } from '../html.ts';
import { findInMap } from '../map.ts';
import { TemplateError } from '../template-error.ts';
import { describeValue, isMap, isUndefined } from '../value.ts';
import type { Method } from './method.ts';

/** `'{}'.format(...)`; of a text that HTML may hold the values are escaped. */
export function formatMethod(isSafe: boolean): Method<string> {
  return (self, { positional, named, at }) => {
    const text = formatFields(self, { positional, named: (name) => named.get(name), isSafe, at });
    return isSafe ? toMarkup(text) : text;
  };
}

/** `'{name}'.format_map(map)`. */
export const formatMap: Method<string> = (self, given) => {
  const { at } = given;
  const [map = null] = takeArguments('format_map', given, 1);
  if (!isMap(map)) throw new TemplateError(at, `"format_map" needs a map, not ${describeValue(map)}`, 'Give it a map');
  const named = (name: string): ReturnType<typeof findInMap> | undefined => {
    const found = findInMap(map, name, at);
    return isUndefined(found) ? undefined : found;
  };
  return formatFields(self, { positional: [], named, isSafe: false, at });
};
