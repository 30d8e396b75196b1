import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryDirectory } from './temporary-directory.ts';

/** A program called `docker` that notes each call and hands it to the real one. */
export interface FakeDocker {
  /** The value of PATH that finds it first. */
  readonly path: string;
  /** The arguments of all calls so far, oldest first, a call a line. */
  calls(): readonly string[];
}

/** Makes one. @param script shell that runs, with the arguments of the call, before the real docker takes over. */
export function fakeDocker(script = ''): FakeDocker {
  const folder = temporaryDirectory();
  const log = join(folder, 'log');
  writeFileSync(log, '');
  const path = process.env['PATH'] ?? '';
  const program = join(folder, 'docker');
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$*" >>'${log}'\nPATH='${path}'\n${script}\nexec docker "$@"\n`);
  chmodSync(program, 0o755);
  return {
    path: `${folder}${delimiter}${path}`,
    calls: () => readFileSync(log, 'utf8').split('\n').slice(0, -1),
  };
}
