import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { takeArguments, textArgument } from '../template/arguments.ts';
import type { TemplateFunction } from '../template/value.ts';
import { byCodePoint } from './glob.ts';
import { readBytes } from './read-bytes.ts';

/**
 * `checksum('a', 'b')`: the SHA-1 of the files' bytes put together, in the order of their names. Paths are relative to
 * the build directory. A file that is not there is left out, with a warning (buildrunner 3.27).
 */
export function checksumFunction(buildDirectory: string): TemplateFunction {
  return {
    kind: 'function',
    name: 'checksum',
    call: (given) => {
      const { at, warn } = given;
      const names = takeArguments('checksum', given, 0, Infinity).map((name) => textArgument('checksum', name, at));
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
