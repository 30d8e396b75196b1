import type { YamlValue } from '../build-file.ts';
import { toKeyText } from './python-text.ts';
import { isYamlFloat } from './value.ts';

/** Equal (as keys of a `Map`) for keys that Python holds for the same: `1`, `1.0` and `true`. */
export function identityOf(key: YamlValue): string | number | bigint | null {
  if (typeof key === 'string' || key === null) return key;
  if (typeof key === 'number' || typeof key === 'boolean') return Number(key);
  if (isYamlFloat(key)) return key.value;
  if (typeof key === 'bigint') return BigInt(Number(key)) === key ? Number(key) : key;
  // No text of a file holds this character, but for an escape.
  return `\0${toKeyText(key)}`;
}

/** Whether Python takes it for a key. */
export function isKey(value: YamlValue): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return 'kind' in value && value.kind !== 'set' && value.kind !== 'tuple';
}
