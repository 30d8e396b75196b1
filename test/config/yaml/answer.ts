import type { YamlValue } from '../../../src/config/build-file.ts';
import { loadYaml } from '../../../src/config/yaml/load.ts';
import { toPythonFloat } from '../../../src/config/yaml/python-float.ts';
import {
  isYamlBytes,
  isYamlDate,
  isYamlFloat,
  isYamlList,
  isYamlMap,
  isYamlSet,
} from '../../../src/config/yaml/value.ts';

/** What PyYAML makes of a text, as `record.py` writes it. */
export type Answer = { readonly value: unknown } | { readonly error: string };

/** What we make of a text, in the same form; the error is our message. */
export function answerOf(text: string): Answer {
  const content = loadYaml(text);
  return 'value' in content ? { value: encode(content.value) } : { error: content.problems[0]?.message ?? '' };
}

function encode(value: YamlValue): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return { int: String(value) };
  if (isYamlFloat(value)) return { float: toPythonFloat(value.value) };
  if (isYamlDate(value)) return { date: value.text };
  if (isYamlBytes(value)) return { bytes: Buffer.from(value.bytes).toString('hex') };
  if (isYamlList(value)) return value.map(encode);
  if (isYamlMap(value)) return { map: [...value].map(([key, item]) => [encode(key), encode(item)]) };
  const items = value.items.map(encode);
  if (!isYamlSet(value)) return { tuple: items };
  const keyed = items.map((item) => ({ item, key: JSON.stringify(item) }));
  return { set: keyed.sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ item }) => item) };
}

/** Whether two answers are one: the same value, or both an error. */
export function isSame(one: Answer, other: Answer): boolean {
  if ('error' in one || 'error' in other) return 'error' in one && 'error' in other;
  return JSON.stringify(one.value) === JSON.stringify(other.value);
}
