import type { YamlValue } from '../build-file.ts';
import { toKeyText, toPythonBytes } from './python-text.ts';

/** A JSON value as `JSON.stringify` takes it; maps become objects in their order. */
export type PlainValue =
  string | number | boolean | null | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** A YAML value as JSON: floats as numbers, dates and bytes as their text, sets as lists, keys as texts. */
export function toPlainValue(value: YamlValue): PlainValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (typeof value === 'bigint') return Number(value);
  if (isList(value)) return value.map(toPlainValue);
  if (isMapping(value))
    return Object.fromEntries([...value].map(([key, item]) => [toKeyText(key), toPlainValue(item)]));
  switch (value.kind) {
    case 'float':
      return value.value;
    case 'date':
      return value.text;
    case 'bytes':
      return toPythonBytes(value.bytes);
    case 'tuple':
    case 'set':
      return value.items.map(toPlainValue);
  }
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function isMapping(value: YamlValue): value is ReadonlyMap<YamlValue, YamlValue> {
  return value instanceof Map;
}
