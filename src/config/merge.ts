import type { YamlValue } from './build-file.ts';
import { isYamlMap } from './yaml/value.ts';

type RawMap = ReadonlyMap<YamlValue, YamlValue>;

/** Lays one map over another: maps within are merged too, all else is replaced, null included. */
export function mergeMaps(under: RawMap, over: RawMap): RawMap {
  const merged = new Map(under);
  for (const [key, value] of over) {
    const earlier = merged.get(key);
    merged.set(key, isYamlMap(earlier) && isYamlMap(value) ? mergeMaps(earlier, value) : value);
  }
  return merged;
}
