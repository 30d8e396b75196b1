import { ofFolder, withRename } from '../../../plan/artifact-properties.ts';
import type { CollectArtifact } from '../../../plan/operation.ts';
import { attempt } from './container.ts';
import type { Script } from './script.ts';

/** Programs that compress, by the names of `archive: {compression}`. */
const COMPRESSORS = new Map([
  ['none', 'cat'],
  ['gz', 'gzip -c'],
  ['bz2', 'bzip2 -c'],
  ['xz', 'xz -c'],
  ['lzma', 'xz --format=lzma -c'],
  ['lzip', 'lzip -c'],
  ['lzop', 'lzop -c'],
  ['z', 'compress -c'],
  ['zst', 'zstd -c'],
]);

export function collectLines(script: Script, operation: CollectArtifact): string[] {
  const { id, step, container, pattern, shell, properties, rename, isListed, packing } = operation;
  const own = withRename(properties, OLD_NAME, rename);
  const folder = ofFolder(own);
  const isArchive = packing.kind === 'archive';
  const settings = {
    rename: rename ?? '',
    listed: isListed ? 'yes' : 'no',
    packing: isArchive ? packing.type : 'files',
    top: isArchive ? (packing.name ?? '') : '',
    suffix: isArchive ? packing.suffix : '',
    compress: isArchive ? (COMPRESSORS.get(packing.compression) ?? 'cat') : '',
    properties: toJson(own),
    folder_properties: toJson(folder),
  };
  const begin = attempt(script, id, `Artifact "${pattern}" of step "${step}" could not be collected`);
  const words = (...parts: readonly string[]) => parts.map(script.quote).join(' ');
  return [
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value === '' ? '' : script.quote(value)}`)
      .join(' '),
    ...(shell === null
      ? patternWords(pattern).map(([prefix, rest]) => `${begin} collect_ended ${words(step, container, prefix, rest)}`)
      : [`${begin} collect ${words(step, container, shell, pattern)}`]),
  ];
}

/** Words of a pattern, each as the folders before its first wildcard and the rest. */
function patternWords(pattern: string): (readonly [string, string])[] {
  const words = pattern.match(/(?:\\.|'[^']*'|"[^"]*"|[^\s'"\\])+/g) ?? [];
  return words.map((word) => {
    const parts = word.split('/');
    const first = parts.findIndex((part) => /[*?[]/.test(part));
    const plain = (text: string) => text.replaceAll(/\\(.)|['"]/g, '$1');
    if (first < 0) return [plain(word), ''] as const;
    return [plain(parts.slice(0, first).join('/')), parts.slice(first).join('/')] as const;
  });
}

/** What a mark in the properties stands for is known once the file is found; see `gathered` of the script. */
const OLD_NAME = '\0';

/** As it stands in artifacts.json, below a key: two more blanks on each further line, ASCII only. */
export function toJson(value: unknown): string {
  const plain = (_: string, item: unknown): unknown => {
    if (!(item instanceof Map)) return item;
    const entries: [unknown, unknown][] = [...item];
    return Object.fromEntries(entries.map(([key, one]) => [String(key), one]));
  };
  const ascii = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, plain, 2)
    .replaceAll('\n', '\n  ')
    .replaceAll(/[\u007f-\uffff]/g, ascii);
}
