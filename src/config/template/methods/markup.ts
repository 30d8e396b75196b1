import { takeArguments } from '../arguments.ts';
import { escapeText, toMarkup } from '../html.ts';
import { iterate } from '../sequence.ts';
import { isTuple, toTuple } from '../value.ts';
import type { Arguments, TemplateFunction, TemplateMarkup, TemplateValue } from '../value.ts';
import { stripTags, unescapeHtml } from '../filters/tags.ts';
import { formatMethod } from './format.ts';
import type { Method, MethodTable } from './method.ts';

/** Methods whose texts are as safe as the one that they are of. */
const KEPT = new Set(
  (
    'capitalize casefold center expandtabs join ljust lower lstrip partition removeprefix removesuffix replace rjust ' +
    'rpartition rsplit rstrip split splitlines strip swapcase title translate upper zfill'
  ).split(' '),
);

/** Of those the arguments that are put into the text, by their place: they are escaped. */
const ESCAPED: ReadonlyMap<string, number> = new Map([
  ['replace', 1],
  ['center', 1],
  ['ljust', 1],
  ['rjust', 1],
]);

/** A method of a text that HTML may hold; null where texts have none of the name. */
export function safeMethod(
  method: Method<string> | undefined,
  self: TemplateMarkup,
  name: string,
): TemplateFunction | null {
  const own = OWN_METHODS.get(name);
  if (own !== undefined) return { kind: 'function', name, call: (given) => own(self.text, given) };
  if (method === undefined) return null;
  const call = (given: Arguments): TemplateValue => {
    const made = method(self.text, escapeArguments(name, given));
    return KEPT.has(name) ? toSafe(made) : made;
  };
  return { kind: 'function', name, call };
}

const OWN_METHODS: MethodTable<string> = new Map<string, Method<string>>([
  ['format', formatMethod(true)],
  ['striptags', (self) => stripTags(self)],
  ['unescape', (self) => unescapeHtml(self)],
]);

function escapeArguments(name: string, given: Arguments): Arguments {
  if (name === 'join') return { ...given, positional: escapeItems(takeArguments(name, given, 1), given.at) };
  const place = ESCAPED.get(name);
  const positional = given.positional.map((value, index) => (index === place ? escapeText(value, given.at) : value));
  return { ...given, positional };
}

function escapeItems([items = null]: readonly TemplateValue[], at: number): readonly TemplateValue[] {
  return [iterate(items, at).map((item) => escapeText(item, at))];
}

function toSafe(value: TemplateValue): TemplateValue {
  if (typeof value === 'string') return toMarkup(value);
  if (Array.isArray(value)) return value.map(toSafe);
  return isTuple(value) ? toTuple(value.items.map(toSafe)) : value;
}
