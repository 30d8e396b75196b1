import { resolve } from 'node:path';
import { expandHome, expandVariables } from '../config/home.ts';
import type { Environment } from './docker-address.ts';
import { entryAt } from './entry.ts';
import type { LocalFile } from './facts.ts';
import { isBelow } from './file-view.ts';
import { resolveReal } from './real-path.ts';

export interface LocalFileQuestion {
  /** Absolute, symlinks resolved. */
  readonly buildDirectory: string;
  /** Global `local-files`: alias to path or content. */
  readonly localFiles: ReadonlyMap<string, string>;
  /** For `~` and `$NAME` in paths of aliases; our own process environment. */
  readonly environment?: Environment;
}

/**
 * What a name in `files:` stands for: an alias of the global `local-files`, else a path below the build directory
 * (which symbolic links must not leave). The value of an alias is a path when something stands there; else it is
 * content, unless it has the form of a path: one line that begins with `/`, `./`, `../`, `~`, `$` or `file:`.
 */
export function lookUpFile(name: string, question: LocalFileQuestion): LocalFile {
  const value = question.localFiles.get(name);
  return value === undefined ? lookUpPath(name, question.buildDirectory) : lookUpAlias(name, value, question);
}

function lookUpAlias(name: string, value: string, { buildDirectory, environment = {} }: LocalFileQuestion): LocalFile {
  const isOneLine = !value.trimEnd().includes('\n');
  const written = expandHome(value.replace(/^file:(\/\/(?=\/))?/, ''), environment['HOME'] || null);
  const path = resolve(buildDirectory, expandVariables(written, environment));
  const found = isOneLine && value !== '' ? fileAt(resolveReal(path)) : null;
  if (found !== null) return found;
  const isPath = isOneLine && /^(\/|\.\.?\/|~|\$|file:)/.test(value);
  if (!isPath) return { kind: 'content', text: value };
  return {
    kind: 'missing',
    reason: `"${name}" stands for "${path}" (global key "local-files"), and nothing is there`,
    next: 'Correct the path in the global configuration, or make the file',
  };
}

function lookUpPath(name: string, buildDirectory: string): LocalFile {
  const path = resolveReal(resolve(buildDirectory, name));
  if (!isBelow(path, buildDirectory)) {
    return {
      kind: 'missing',
      reason: `"${name}" lies outside the build directory, at "${path}"`,
      next: 'Give it an alias under "local-files" in the global configuration, and use that here',
    };
  }
  return (
    fileAt(path) ?? {
      kind: 'missing',
      reason: `"${name}" is neither an alias of the global key "local-files" nor a file in the build directory`,
      next: 'Make the file, or add the alias to the global configuration',
    }
  );
}

function fileAt(path: string): LocalFile | null {
  const entry = entryAt(path);
  return entry === null ? null : { kind: 'path', path, isDirectory: entry.isDirectory() };
}
