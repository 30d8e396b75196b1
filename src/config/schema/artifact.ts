import * as v from 'valibot';
import type { YamlValue } from '../build-file.ts';
import { isYamlMap } from '../yaml/value.ts';
import { keyText } from './containers.ts';
import { mustBe, wording } from './problem.ts';
import { anything, flag, text } from './scalars.ts';

type Properties = ReadonlyMap<string, YamlValue>;

/** Properties with a meaning; all others are passed on to artifacts.json as they are. */
const KNOWN: ReadonlyMap<string, v.GenericSchema<unknown, YamlValue>> = new Map<
  string,
  v.GenericSchema<unknown, YamlValue>
>([
  ['format', text],
  ['compression', text],
  ['rename', text],
  ['push', flag],
]);

const properties = v.pipe(
  v.map(keyText, anything, mustBe('a map of properties, or nothing', 'Write "key: value" lines, or nothing')),
  v.rawTransform(({ dataset, addIssue }): Properties => {
    const entries = [...dataset.value].map(([key, value]): [string, YamlValue] => {
      const known = value === null ? undefined : KNOWN.get(key);
      if (known === undefined) return [key, value];
      const read = v.safeParse(known, value);
      if (read.success) return [key, read.output];
      const path = { type: 'map', origin: 'value', input: dataset.value, key, value } as const;
      for (const { message } of read.issues) addIssue({ message, path: [path] });
      return [key, value];
    });
    return new Map(entries);
  }),
);

const none = v.pipe(
  v.unknown(),
  v.transform(() => null),
);

const artifact = v.lazy((input) => (isNothing(input) ? none : properties));

/** Nothing, false, an empty text and an empty list are the same. */
function isNothing(input: unknown): boolean {
  return input === null || input === false || input === '' || input === 0 || (Array.isArray(input) && !input.length);
}

/** `artifacts`: patterns and their properties. */
export const artifacts = v.pipe(
  v.map(keyText, artifact, mustBe('a map of patterns', 'Write each pattern with a ":" behind it')),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [pattern, given] of dataset.value) {
      if (!isYamlMap(given) || !given.has('rename') || !pattern.includes('*')) continue;
      const path = { type: 'map', origin: 'value', input: dataset.value, key: pattern, value: given } as const;
      const message = wording('renames what a pattern with "*" finds', 'Name one file, or take "rename" away');
      addIssue({ message, path: [path] });
    }
  }),
);
