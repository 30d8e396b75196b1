import type { YamlValue } from '../build-file.ts';
import { toPythonBytes } from '../yaml/python-text.ts';
import { isYamlBytes, isYamlList, isYamlMap, isYamlSet, isYamlTuple } from '../yaml/value.ts';
import type { TemplateValue } from './value.ts';

/** A value of YAML for a template, which may change its lists and maps without changing ours. */
export function toTemplateValue(value: YamlValue): TemplateValue {
  if (isYamlList(value)) return value.map(toTemplateValue);
  if (isYamlMap(value)) return new Map([...value].map(([key, item]) => [toTemplateValue(key), toTemplateValue(item)]));
  if (isYamlTuple(value)) return { kind: 'tuple', items: value.items.map(toTemplateValue) };
  if (isYamlSet(value)) return value.items.map(toTemplateValue);
  return isYamlBytes(value) ? toPythonBytes(value.bytes) : value;
}
