import { stringify } from 'yaml';
import { wrap } from '../cli/help.ts';
import { findKeys, listKeys, withoutNames, type KeyPlace, type KnownKey } from '../config/schema/catalog.ts';
import { describeSchema } from '../config/schema/describe.ts';
import { isSupported } from '../config/unsupported.ts';
import type { PlainValue } from '../config/yaml/plain-value.ts';
import type { Failure } from '../failure.ts';
import { print } from './print.ts';
import { tellFailure } from './tell.ts';

/** Characters a line, as in the help. */
const LINE_WIDTH = 92;
/** Where what stands behind a heading begins. */
const TEXT_COLUMN = 12;

/** Says what a key is, in all places where a key of that name may stand; or of all keys what they are. */
export async function explain(name: string | undefined): Promise<Failure | null> {
  if (name === undefined) {
    print(summarizeAll());
    return null;
  }
  const { keys, nearest } = findKeys(name);
  if (keys.length === 0) return tellFailure(unknownKey(name, nearest));
  print(keys.map(explainKey).join('\n\n'));
  return null;
}

function unknownKey(name: string, nearest: string | undefined): Failure {
  const all = 'Run "buildrunner explain" for a list of all keys';
  return {
    kind: 'usage',
    summary: `"${name}" is no key of the build file or the global file`,
    next: nearest === undefined ? all : `Did you mean "${nearest}"? ${all}`,
  };
}

/** Each key of both files with its first sentence, in paragraphs by file. */
function summarizeAll(): string {
  const files = ['build file', 'global file'] as const;
  return files
    .map((file) => {
      const lines = listKeys().flatMap((key) => {
        const place = key.places.find((one) => one.file === file);
        if (place === undefined) return [];
        const sentence = wrap(firstSentence(key), LINE_WIDTH - 6).map((line) => `      ${line}`);
        return [`  ${place.path.join('.')}`, ...sentence];
      });
      return `Keys of the ${file}:\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

function firstSentence({ text }: KnownKey): string {
  return /^.*?[.:](?=\s|$)/.exec(text.is)?.[0].replace(/:$/, '.') ?? text.is;
}

function explainKey(key: KnownKey): string {
  const { text, places, schema, isRequired } = key;
  const name = places[0]?.path.at(-1) ?? '';
  return [
    ...places.map(describePlace),
    '',
    ...wrap(text.is, LINE_WIDTH - 2).map((line) => `  ${line}`),
    '',
    ...(isEverSupported(places) ? [] : ['  This version checks it, and cannot build it yet.', '']),
    ...under('Type', wrap(describeSchema(schema), LINE_WIDTH - TEXT_COLUMN)),
    ...under('Default', wrap(isRequired ? 'none: it must be given' : describeDefault(key), LINE_WIDTH - TEXT_COLUMN)),
    ...under('Keys', keysBelow(places)),
    ...text.examples.flatMap((example, index) => under(index === 0 ? 'Example' : 'Or', toYaml(name, example))),
    '',
  ].join('\n');
}

function isEverSupported(places: readonly KeyPlace[]): boolean {
  return places.some(({ file, path }) => file === 'global file' || isSupported(withoutNames(path)));
}

function describePlace({ file, path }: KeyPlace): string {
  return `${path.join('.')} (${file})`;
}

function describeDefault({ text }: KnownKey): string {
  if (text.default !== undefined) return JSON.stringify(text.default);
  return text.otherwise ?? 'none';
}

/** The keys of the map that the key holds, with their first sentences. */
function keysBelow([place]: readonly KeyPlace[]): string[] {
  if (place === undefined) return [];
  const below = listKeys().flatMap((key) => {
    const own = key.places.find((one) => one.file === place.file && isBelow(one.path, place.path));
    return own === undefined ? [] : [[own.path.at(-1) ?? '', firstSentence(key)] as const];
  });
  const width = Math.max(...below.map(([name]) => name.length));
  return below.flatMap(([name, sentence]) =>
    wrap(sentence, LINE_WIDTH - TEXT_COLUMN - width - 2).map(
      (line, index) => `${(index === 0 ? name : '').padEnd(width)}  ${line}`,
    ),
  );
}

/** Whether a path leads to a key right below another, names of the user's own aside. */
function isBelow(path: readonly string[], above: readonly string[]): boolean {
  const rest = path.slice(above.length).filter((part) => part !== 'NAME');
  return rest.length === 1 && above.every((part, index) => path[index] === part);
}

function toYaml(name: string, example: PlainValue): string[] {
  return stringify({ [name]: example }, { nullStr: '', lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Lines behind and below a heading; none without lines. */
function under(heading: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? `${heading}:` : '').padEnd(TEXT_COLUMN - 2)}${line}`);
}
