import * as v from 'valibot';
import type { YamlValue } from '../build-file.ts';
import { isYamlMap } from '../yaml/value.ts';
import { anyKey, either, keyText, mapWith } from './containers.ts';
import { key, type KeyText } from './key.ts';
import { mustBe, toKey, wording } from './problem.ts';
import { anything, flag, text } from './scalars.ts';
import { keywords, shape } from './shape.ts';

type Properties = ReadonlyMap<string, YamlValue>;

/** Properties with a meaning; all others are passed on to artifacts.json as they are. */
export const artifactProperties = {
  format: key(text, {
    is: 'How a folder is kept: "uncompressed" takes its files one by one.',
    otherwise: 'a folder becomes an archive',
    examples: ['uncompressed'],
  }),
  compression: key(text, {
    is: 'Compression of the archive of a folder: gz, bz2, xz, lzma, lzip, lzop or z.',
    default: 'gz',
    examples: ['xz'],
  }),
  type: key(anything, {
    is: 'What the artifact is: "zip" and "tar" choose the archive of a folder, other values are for others to read.',
    default: 'tar',
    examples: ['zip', 'python-wheel'],
  }),
  rename: key(text, {
    is: 'Name of the file among the results. Not with a pattern that has "*".',
    otherwise: 'its own name',
    examples: ['report.txt'],
  }),
  push: key(flag, {
    is: 'Whether artifacts.json lists the artifact.',
    default: true,
    examples: [false],
  }),
} as const;

const KNOWN: ReadonlyMap<string, v.GenericSchema<unknown, YamlValue | undefined>> = new Map(
  Object.entries(artifactProperties),
);

const properties = v.pipe(
  v.map(anyKey, anything, mustBe('a map of properties, or nothing', 'Write "key: value" lines, or nothing')),
  v.rawTransform(({ dataset, addIssue }): Properties => {
    const entries = [...dataset.value].map(([name, value]): [string, YamlValue] => {
      const known = value === null ? undefined : KNOWN.get(name);
      if (known === undefined) return [name, value];
      const read = v.safeParse(known, value);
      if (read.success) return [name, read.output ?? null];
      for (const { message } of read.issues) addIssue({ message, path: [toKey(name)] });
      return [name, value];
    });
    return new Map(entries);
  }),
  shape({ kind: 'section', entries: artifactProperties }),
  keywords({ additionalProperties: true }),
);

const none = v.pipe(
  v.unknown(),
  v.transform(() => null),
  shape({ kind: 'nothing' }),
  keywords({ enum: [null, false, '', 0, []] }),
);

const artifact = either(isNothing, none, properties);

/** Nothing, false, an empty text and an empty list are the same. */
function isNothing(input: unknown): boolean {
  return input === null || input === false || input === '' || input === 0 || (Array.isArray(input) && !input.length);
}

/** `artifacts`: patterns and their properties. */
export const artifacts = v.pipe(
  mapWith({
    key: keyText,
    value: artifact,
    kind: 'a map of patterns',
    next: 'Write each pattern with a ":" behind it',
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [pattern, given] of dataset.value) {
      if (!isYamlMap(given) || !given.has('rename') || !pattern.includes('*')) continue;
      const message = wording('renames what a pattern with "*" finds', 'Name one file, or take "rename" away');
      addIssue({ message, path: [toKey(pattern)] });
    }
  }),
);

/** What is said of `artifacts`, in a run and on a remote host. */
export const artifactsText: KeyText = {
  is:
    'What to keep among the results: patterns of files and folders, and behind each its properties or nothing. ' +
    'Properties that are not known here go to artifacts.json as they are.',
  examples: [{ 'dist/*.whl': { type: 'python-wheel' }, 'coverage/report.xml': null }],
};
