import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { readArguments, textArgument } from '../template/arguments.ts';
import { iterate } from '../template/sequence.ts';
import { textOf, type TemplateFunction } from '../template/value.ts';
import { globFiles } from './glob.ts';
import { readBytes } from './read-bytes.ts';

/**
 * `['src/*.js', 'package.json'] | hash_sha1`: the SHA-1 of the bytes of the files that the patterns stand for, in the
 * order of the patterns and sorted within each. Paths are relative to the build directory. What cannot be read is left
 * out, with a warning (buildrunner 3.27); so is a pattern without files, which there says nothing. A text is one pattern.
 */
export function hashSha1Filter(buildDirectory: string): TemplateFunction {
  return {
    kind: 'function',
    name: 'hash_sha1',
    call: (given) => {
      const { file_name_globs: globs = null } = readArguments('hash_sha1', given, ['file_name_globs']);
      const patterns = globs === null ? [] : textOf(globs) === null ? iterate(globs, given.at) : [globs];
      const hash = createHash('sha1');
      for (const pattern of patterns) {
        const text = textArgument('hash_sha1', pattern, given.at);
        const files = globFiles(text, buildDirectory);
        if (files.length === 0)
          given.warn(`"${text}" stands for no file and is not in the hash`, 'Correct the pattern');
        for (const file of files) {
          const bytes = readBytes(resolve(buildDirectory, file));
          if (bytes === null) given.warn(`"${file}" cannot be read and is not in the hash`, 'Correct the pattern');
          else hash.update(bytes);
        }
      }
      return hash.digest('hex');
    },
  };
}
