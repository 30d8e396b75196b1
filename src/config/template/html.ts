import { toText } from './print.ts';
import { isMarkup, isObject, type TemplateMarkup, type TemplateValue } from './value.ts';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ["'", '&#39;'],
  ['"', '&#34;'],
]);

/** A text with the characters that mean something in HTML written as references. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>'"]/g, (character) => ESCAPES.get(character) ?? character);
}

/** A value as HTML may hold it: a markup as it is, the text of anything else escaped. */
export function escapeText(value: TemplateValue, at: number): string {
  if (isMarkup(value)) return value.text;
  const text = toText(value, at);
  return isObject(value) && value.isMarkup === true ? text : escapeHtml(text);
}

export function toMarkup(text: string): TemplateMarkup {
  return { kind: 'markup', text };
}
