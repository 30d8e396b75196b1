import { join } from 'node:path';
import { writeFiles } from '../support/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** NODE_OPTIONS that run this CommonJS first in the program: it may put itself between that and node's own modules. */
export function spyOptions(script: string): string {
  const folder = temporaryDirectory();
  writeFiles(folder, { 'spy.cjs': script });
  return `--require ${join(folder, 'spy.cjs')}`;
}
