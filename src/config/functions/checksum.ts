import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { textArgument } from '../template/arguments.ts';
import { TemplateError } from '../template/template-error.ts';
import type { TemplateFunction } from '../template/value.ts';

/**
 * `checksum('a', 'b')`: the SHA-1 of the files' bytes put together, in the order of their names. Paths are relative to
 * the build directory. A file that is not there is left out, with a warning (buildrunner 3.27).
 */
export function checksumFunction(buildDirectory: string): TemplateFunction {
  return {
    kind: 'function',
    name: 'checksum',
    call: ({ positional, named, at, warn }) => {
      if (named.size > 0) throw new TemplateError(at, '"checksum" takes no names', 'Give it paths only');
      const names = positional.map((name) => textArgument('checksum', name, at));
      const hash = createHash('sha1');
      for (const name of names.toSorted(byCodePoint)) {
        const bytes = readBytes(resolve(buildDirectory, name));
        if (bytes === null) warn(`"${name}" cannot be read and is not in the checksum`, 'Correct the name');
        else hash.update(bytes);
      }
      return hash.digest('hex');
    },
  };
}

function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function readBytes(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
