import { integerArgument, readArguments, textArgument } from '../arguments.ts';
import { toMarkup } from '../html.ts';
import { toJson } from '../json.ts';
import { entriesOf } from '../methods/map.ts';
import { toText } from '../print.ts';
import { TemplateError } from '../template-error.ts';
import {
  describeValue,
  isBytes,
  isMap,
  isNumber,
  isUndefined,
  textOf,
  type Arguments,
  type TemplateValue,
} from '../value.ts';
import { plain, type FilterTable } from './filter.ts';

/** What writes values for other readers. */
export const ENCODING_FILTERS: FilterTable = new Map([
  ['urlencode', plain('urlencode', urlEncode)],
  ['tojson', toJsonFilter],
  ['base64encode', plain('base64encode', encodeBase64)],
  ['base64decode', plain('base64decode', decodeBase64)],
]);

function urlEncode(value: TemplateValue, at: number): string {
  const isOne = textOf(value) !== null || value === null || isNumber(value) || isBytes(value);
  if (isOne && !isBytes(value)) return quoteUrl(value, '/', at);
  if (isBytes(value)) throw new TemplateError(at, '"urlencode" cannot take bytes', 'Make a text of them, by decode()');
  if (isUndefined(value)) return '';
  const pairs = isMap(value) ? [...value] : entriesOf(value, at);
  return pairs.map((pair) => pair.map((part) => quoteUrl(part, '', at).replaceAll('%20', '+')).join('=')).join('&');
}

function quoteUrl(value: TemplateValue, kept: string, at: number): string {
  const bytes = isBytes(value) ? value.bytes : Buffer.from(toText(value, at), 'utf8');
  const written = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(character) || character === kept) return character;
    return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return written.join('');
}

/** JSON with the characters that mean something in HTML as escapes. */
function toJsonFilter(value: TemplateValue, given: Arguments): TemplateValue {
  const { indent = null } = readArguments('tojson', given, ['indent']);
  const step =
    indent === null
      ? null
      : (textOf(indent) ?? ' '.repeat(Math.max(0, integerArgument('tojson', indent, given.at, 0))));
  const text = toJson(value, step, given.at).replaceAll(/[<>&']/g, (character) => {
    return `\\u00${character.charCodeAt(0).toString(16)}`;
  });
  return toMarkup(text);
}

function encodeBase64(value: TemplateValue, at: number): string {
  if (isBytes(value)) return Buffer.from(value.bytes).toString('base64');
  return Buffer.from(textArgument('base64encode', value, at), 'utf8').toString('base64');
}

/** Only what is well formed, and the bytes of a text. */
function decodeBase64(value: TemplateValue, at: number): string {
  const text = textOf(value);
  if (text === null && !isUndefined(value)) {
    throw new TemplateError(at, `"base64decode" needs a text, not ${describeValue(value)}`, 'Give it a text');
  }
  const packed = (text ?? '').replaceAll(/[^A-Za-z0-9+/=]/g, '');
  const bytes = Buffer.from(packed, 'base64');
  const isWhole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(packed);
  const decoded = isWhole ? decodeUtf8(bytes) : null;
  if (decoded !== null && text !== null) return decoded;
  throw new TemplateError(at, 'The text is no base64 of a text', 'Check that it is complete');
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
