import { wordsOf } from '../text.ts';
import { entities } from './entities.ts';

/** The text of a piece of HTML: without tags and comments, with single blanks, references read. */
export function stripTags(html: string): string {
  return unescapeHtml(wordsOf(withoutTags(html)).join(' '));
}

function withoutTags(html: string): string {
  let [text, position] = ['', 0];
  for (let start = html.indexOf('<'); start >= 0; start = html.indexOf('<', position)) {
    const isComment = html.startsWith('<!--', start);
    const end = isComment ? html.indexOf('-->', start + 4) : html.indexOf('>', start);
    if (end < 0) break;
    text += html.slice(position, start);
    position = end + (isComment ? 3 : 1);
  }
  return text + html.slice(position);
}

/** A text with references such as `&lt;`, `&#39;` and `&eacute;` read. Of names it knows those of HTML 4. */
export function unescapeHtml(text: string): string {
  return text.replaceAll(/&(#[xX][\da-fA-F]+;?|#\d+;?|[A-Za-z][A-Za-z\d]*;?)/g, (whole, reference: string) =>
    reference.startsWith('#') ? characterOf(reference) : namedCharacter(whole, reference),
  );
}

function characterOf(reference: string): string {
  const digits = reference.replace(/^#/, '').replace(';', '');
  const code = /^[xX]/.test(digits) ? parseInt(digits.slice(1), 16) : Number(digits);
  if (code >= 0x80 && code <= 0x9f) return WINDOWS.charAt(code - 0x80);
  if (code === 0 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return '\ufffd';
  return isRefused(code) ? '' : String.fromCodePoint(code);
}

/** What browsers read for the numbers 128 to 159. */
const WINDOWS =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

function isRefused(code: number): boolean {
  const isControl = code < 0x20 && ![9, 10, 12, 13].includes(code);
  return isControl || code === 0x7f || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
}

/** Of the older names a semicolon may be missing, and what follows them is text. */
function namedCharacter(whole: string, reference: string): string {
  const name = reference.replace(';', '');
  const known = entities().get(name);
  if (known !== undefined && (reference.endsWith(';') || isOld(known))) return known;
  for (let length = name.length - 1; length > 1; length -= 1) {
    const start = entities().get(name.slice(0, length));
    if (start !== undefined && isOld(start)) return start + reference.slice(length);
  }
  return whole;
}

function isOld(character: string): boolean {
  return character <= '\xff';
}
