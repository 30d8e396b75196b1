import type { YamlValue } from '../build-file.ts';
import { NodeReader } from './node-reader.ts';
import { parseTokens } from './parser.ts';
import type { Place } from './place.ts';
import { findUnprintable } from './printable.ts';
import { YamlRefusal, type YamlProblem } from './problem.ts';
import { scanTokens } from './scanner.ts';

export type { YamlProblem } from './problem.ts';

export interface YamlContent {
  readonly value: YamlValue;
  readonly place: Place;
}

/**
 * Reads one YAML document as PyYAML reads it: its syntax, scalars of YAML 1.1, merge keys, the order of the file. Unlike
 * there, duplicate keys and values that stand within themselves are problems, and no tag runs code.
 *
 * The `yaml` package's own parser follows YAML 1.2 and takes a fifth of a second for 2,000 steps, and its nodes, made to
 * be changed and written again, cost more than to read a text; so this folder has its own of both.
 */
export function loadYaml(text: string): YamlContent | { readonly problems: readonly YamlProblem[] } {
  const unprintable = findUnprintable(text);
  if (unprintable !== null) return { problems: [unprintable] };
  try {
    const root = parseTokens(scanTokens(text));
    const reader = new NodeReader(text.length);
    const value = reader.read(root);
    const problems = [...reader.problems].sort((one, other) => one.offset - other.offset);
    return problems.length > 0 ? { problems } : { value, place: reader.placeOf(root) };
  } catch (error) {
    if (error instanceof YamlRefusal) return { problems: [error.problem] };
    throw error;
  }
}
