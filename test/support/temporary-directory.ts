import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
process.once('exit', () => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
});

/**
 * A new folder under the system's temporary one, removed when this process ends. The process id in its name lets the
 * runner of the tests remove it where the process is killed.
 */
export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), `buildrunner-test-${process.pid}-`)));
  made.push(directory);
  return directory;
}
