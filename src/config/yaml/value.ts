import type { YamlDate, YamlFloat, YamlValue } from '../build-file.ts';
import { toPythonFloat } from './python-float.ts';

export function isYamlList(value: unknown): value is readonly YamlValue[] {
  return Array.isArray(value);
}

export function isYamlMap(value: unknown): value is ReadonlyMap<YamlValue, YamlValue> {
  return value instanceof Map;
}

export function isYamlFloat(value: unknown): value is YamlFloat {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'float';
}

export function isYamlDate(value: unknown): value is YamlDate {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'date';
}

/** What a value of the file is, for messages: `the number 5`, `a list`. */
export function describeYaml(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text ${JSON.stringify(shorten(value))}`;
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`;
  if (isYamlFloat(value)) return `the number ${toPythonFloat(value.value)}`;
  if (isYamlDate(value)) return `the date ${value.text}`;
  return isYamlList(value) ? 'a list' : 'a map';
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
