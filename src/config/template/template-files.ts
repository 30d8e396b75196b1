import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readSource, type FileRead } from '../read-file.ts';

/** Finds the templates that a template includes, imports or extends. */
export interface TemplateFiles {
  readonly read: (name: string) => FileRead;
}

/** The files below a folder. */
export function templateFiles(directory: string): TemplateFiles {
  return {
    read: (name) => {
      const below = toPath(name);
      const path = below === null ? null : join(directory, below);
      return path !== null && isFile(path) ? readSource(path, directory) : { kind: 'missing' };
    },
  };
}

/**
 * The path that a template's name is. As with Jinja's loader it starts from the folder, also where it begins with
 * `/`, and leads nowhere (null) where there is a `..` in it.
 */
export function toPath(name: string): string | null {
  const pieces = name.split('/').filter((piece) => piece !== '' && piece !== '.');
  return pieces.includes('..') || name.includes('\0') ? null : pieces.join('/');
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
