import { readArguments } from '../arguments.ts';
import { escapeHtml, escapeText, toMarkup } from '../html.ts';
import { toText } from '../print.ts';
import { TemplateError } from '../template-error.ts';
import { describeValue, isMap, isTrue, isUndefined, textOf, type Arguments, type TemplateValue } from '../value.ts';
import { plain, type FilterTable } from './filter.ts';
import { stripTags } from './tags.ts';
import { urlize } from './urlize.ts';

/** What is for HTML. */
export const HTML_FILTERS: FilterTable = new Map([
  ['escape', plain('escape', (value, at) => toMarkup(escapeText(value, at)))],
  ['e', plain('e', (value, at) => toMarkup(escapeText(value, at)))],
  ['forceescape', plain('forceescape', (value, at) => toMarkup(escapeHtml(toText(value, at))))],
  ['safe', plain('safe', (value, at) => toMarkup(toText(value, at)))],
  ['striptags', plain('striptags', (value, at) => stripTags(toText(value, at)))],
  ['xmlattr', xmlAttributes],
  ['urlize', (value, given) => asHtml(urlize(value, given), given)],
]);

/** The entries of a map as attributes of an element. */
function xmlAttributes(value: TemplateValue, given: Arguments): TemplateValue {
  const { at } = given;
  const { autospace = true } = readArguments('xmlattr', given, ['autospace']);
  if (!isMap(value)) throw new TemplateError(at, `"xmlattr" needs a map, not ${describeValue(value)}`, 'Give it a map');
  const shown = [...value].filter(([, item]) => item !== null && !isUndefined(item));
  const text = shown.map(([key, item]) => `${attributeName(key, at)}="${escapeText(item, at)}"`).join(' ');
  return asHtml(isTrue(autospace) && text !== '' ? ` ${text}` : text, given);
}

/** HTML that a filter made: where output is escaped, it is not escaped again. */
function asHtml(text: string, { escapes }: Arguments): TemplateValue {
  return escapes === true ? toMarkup(text) : text;
}

function attributeName(key: TemplateValue, at: number): string {
  const name = textOf(key);
  if (name !== null && !/[ \t\n\r\f\v/>=]/.test(name)) return escapeText(key, at);
  throw new TemplateError(at, `"${toText(key, at)}" cannot be the name of an attribute`, 'Correct the key');
}
