import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The Python buildrunner among the programs called `buildrunner` on a search path: the first of them, where it is a
 * script of Python. Null: there is none, or another one comes first.
 */
export function findReference(searchPath: string): string | null {
  const first = searchPath
    .split(delimiter)
    .map((folder) => join(folder, 'buildrunner'))
    .find(isExecutable);
  return first !== undefined && isPythonScript(first) ? first : null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A long path to Python stands in the second line, behind a shell's. */
function isPythonScript(path: string): boolean {
  const descriptor = openSync(path, 'r');
  const head = Buffer.alloc(512);
  const length = readSync(descriptor, head);
  closeSync(descriptor);
  const [first = '', second = ''] = head.toString('latin1', 0, length).split('\n');
  return /^#!.*python/.test(first) || (first.startsWith('#!/bin/sh') && /^'''exec' .*python/.test(second));
}
