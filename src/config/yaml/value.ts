import type { YamlBytes, YamlDate, YamlFloat, YamlSet, YamlTuple, YamlValue } from '../build-file.ts';
import { toPythonFloat } from './python-float.ts';

export function isYamlList(value: unknown): value is readonly YamlValue[] {
  return Array.isArray(value);
}

export function isYamlMap(value: unknown): value is ReadonlyMap<YamlValue, YamlValue> {
  return value instanceof Map;
}

type Kind = YamlFloat | YamlDate | YamlBytes | YamlTuple | YamlSet;

function isKind<Name extends Kind['kind']>(value: unknown, kind: Name): value is Extract<Kind, { kind: Name }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

export function isYamlFloat(value: unknown): value is YamlFloat {
  return isKind(value, 'float');
}

export function isYamlDate(value: unknown): value is YamlDate {
  return isKind(value, 'date');
}

export function isYamlBytes(value: unknown): value is YamlBytes {
  return isKind(value, 'bytes');
}

export function isYamlTuple(value: unknown): value is YamlTuple {
  return isKind(value, 'tuple');
}

export function isYamlSet(value: unknown): value is YamlSet {
  return isKind(value, 'set');
}

/** What a value of the file is, for messages: `the number 5`, `a list`. */
export function describeYaml(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text ${JSON.stringify(shorten(value))}`;
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`;
  if (isYamlFloat(value)) return `the number ${toPythonFloat(value.value)}`;
  if (isYamlDate(value)) return `the date ${value.text}`;
  if (isYamlBytes(value)) return 'binary data';
  if (isYamlSet(value)) return 'a set';
  return isYamlList(value) || isYamlTuple(value) ? 'a list' : 'a map';
}

/** A text for a message. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
