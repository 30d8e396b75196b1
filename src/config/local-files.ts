import { accessSync, constants, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import type { ConfigurationDocument } from './document.ts';
import { expandHome, expandVariables } from './home.ts';
import { realPath } from './read-file.ts';

/** Whose files a configuration may name. */
export interface LocalFilesUser {
  /** 0: root, who may name any. */
  readonly userId: number;
  readonly homeDirectory: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What relative paths are relative to. */
  readonly buildDirectory: string;
}

export interface ScrubbedLocalFiles {
  readonly kept: ReadonlyMap<string, string>;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Leaves out what a file that is not the administrator's may not bring into containers: paths that are neither below
 * the user's home, nor the user's own, nor files that the user may read and write (buildrunner 3.27). Paths become
 * absolute, symlinks resolved. Content stays as it is.
 */
export function scrubLocalFiles(
  files: ReadonlyMap<string, string>,
  document: ConfigurationDocument,
  user: LocalFilesUser,
): ScrubbedLocalFiles {
  const kept = new Map<string, string>();
  const warnings: Diagnostic[] = [];
  for (const [alias, value] of files) {
    const path = toPath(value, user);
    if (path === null || isAllowed(path, user)) kept.set(alias, path ?? value);
    else warnings.push(refuse(alias, path, document));
  }
  return { kept, warnings };
}

function refuse(alias: string, path: string, document: ConfigurationDocument): Diagnostic {
  return document.problemAt(
    ['local-files', alias],
    `"${alias}" is left out: you may not bring "${path}" into containers from here`,
    'Let the administrator name it in "/etc/buildrunner/buildrunner.yaml"',
  );
}

/** The path that a value stands for; null where it is content: several lines, or no path by its form or on the disk. */
function toPath(value: string, { homeDirectory, environment, buildDirectory }: LocalFilesUser): string | null {
  if (value === '' || value.trimEnd().includes('\n')) return null;
  const written = value.replace(/^file:(\/\/(?=\/))?/, '');
  const expanded = expandVariables(expandHome(written, homeDirectory), environment);
  const path = realPath(resolve(buildDirectory, expanded));
  const hasForm = /^(?:\/|\.\.?\/|~|\$|file:)/.test(value);
  return hasForm || statusOf(path) !== null ? path : null;
}

function isAllowed(path: string, { userId, homeDirectory }: LocalFilesUser): boolean {
  if (userId === 0) return true;
  const home = homeDirectory === null ? null : realPath(homeDirectory);
  if (home !== null && (path === home || path.startsWith(home + sep))) return true;
  const status = statusOf(path);
  // What is not there can be judged when it is used, where it is missing.
  if (status === null || status.uid === userId) return true;
  return !status.isDirectory() && isReadableAndWritable(path);
}

function isReadableAndWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function statusOf(path: string): { readonly uid: number; readonly isDirectory: () => boolean } | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}
