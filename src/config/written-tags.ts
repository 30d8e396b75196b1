import type { YamlValue } from './build-file.ts';
import type { ConfigurationDocument, Path } from './document.ts';
import { isYamlDate, isYamlFloat, isYamlList, isYamlMap } from './yaml/value.ts';

/** The document's value with numbers in `tags` of `push` and `commit` as texts: `1.10` is a tag, not the number 1.1. */
export function withWrittenTags(document: ConfigurationDocument): YamlValue {
  return change(document.value, 'steps', (steps) =>
    isYamlMap(steps) ? new Map([...steps].map(([name, step]) => [name, inStep(document, name, step)])) : steps,
  );
}

function inStep(document: ConfigurationDocument, name: YamlValue, step: YamlValue): YamlValue {
  if (typeof name !== 'string') return step;
  const inTask = (task: string) => (value: YamlValue) => inTargets(document, ['steps', name, task], value);
  return change(change(step, 'push', inTask('push')), 'commit', inTask('commit'));
}

function inTargets(document: ConfigurationDocument, path: Path, value: YamlValue): YamlValue {
  if (isYamlList(value)) return value.map((item, index) => inTargets(document, [...path, index], item));
  return change(value, 'tags', (tags) =>
    isYamlList(tags) ? tags.map((tag, index) => asWritten(document, [...path, 'tags', index], tag)) : tags,
  );
}

function asWritten(document: ConfigurationDocument, path: Path, tag: YamlValue): YamlValue {
  const isNumber = typeof tag === 'number' || typeof tag === 'bigint' || isYamlFloat(tag) || isYamlDate(tag);
  return isNumber ? (document.writtenAt(path) ?? tag) : tag;
}

function change(map: YamlValue, key: string, to: (value: YamlValue) => YamlValue): YamlValue {
  if (!isYamlMap(map)) return map;
  const value = map.get(key);
  return value === undefined ? map : new Map(map).set(key, to(value));
}
