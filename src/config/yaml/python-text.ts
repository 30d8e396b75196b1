import type { YamlValue } from '../build-file.ts';
import { toPythonFloat } from './python-float.ts';
import { isYamlList, isYamlMap, isYamlSet, isYamlTuple } from './value.ts';

/**
 * A value of the file as the text that containers and build arguments get: what Python prints (`True`, `1.5`, `1.0`,
 * `2020-01-02`), since scripts test for it, and JSON for lists, sets and maps. Null for null, which unsets a variable.
 */
export function toPythonText(value: YamlValue): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (isYamlList(value) || isYamlMap(value)) return toJson(value);
  switch (value.kind) {
    case 'float':
      return toPythonFloat(value.value);
    case 'date':
      return value.text;
    case 'bytes':
      return toPythonBytes(value.bytes);
    case 'tuple':
    case 'set':
      return toJson(value.items);
  }
}

/** Bytes as Python's `repr` writes them: `b'a\\x00'`. */
export function toPythonBytes(bytes: Uint8Array): string {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
  const text = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (character === '\\' || character === quote) return `\\${character}`;
    const escape = { 9: '\\t', 10: '\\n', 13: '\\r' }[byte];
    if (escape !== undefined) return escape;
    return byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, '0')}` : character;
  }).join('');
  return `b${quote}${text}${quote}`;
}

/** A key of a map as a text: as Python prints it. */
export function toKeyText(key: YamlValue): string {
  return toPythonText(key) ?? 'None';
}

/** JSON with a blank behind `,` and `:`, so that a list of numbers is what Python prints. Keys keep their order. */
function toJson(value: YamlValue): string {
  if (isYamlList(value)) return `[${value.map(toJson).join(', ')}]`;
  if (isYamlMap(value)) {
    return `{${[...value].map(([key, item]) => `${toJsonKey(key)}: ${toJson(item)}`).join(', ')}}`;
  }
  if (isYamlTuple(value) || isYamlSet(value)) return toJson(value.items);
  if (typeof value === 'boolean' || value === null) return String(value);
  const isNumber = typeof value === 'object' ? value.kind === 'float' : typeof value !== 'string';
  const text = toPythonText(value) ?? '';
  return isNumber && /\d/.test(text) ? text : JSON.stringify(text);
}

function toJsonKey(key: YamlValue): string {
  return JSON.stringify(typeof key === 'string' ? key : toJson(key).replace(/^"(.*)"$/, '$1'));
}
