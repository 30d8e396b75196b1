import { execFile } from 'node:child_process';
import type { Outcome } from './test-file.ts';

/** Runs a program that checks the sources; counts as one test. */
export function runCheck(name: string, argv: readonly [string, ...string[]]): Promise<Outcome> {
  const started = performance.now();
  const [program, ...args] = argv;
  return new Promise((settle) => {
    execFile(program, args, { maxBuffer: 16 * 1024 * 1024, timeout: 600_000 }, (error, stdout, stderr) => {
      const failures = error === null ? [] : [`"${argv.join(' ')}" finds faults (${error.code ?? error.signal ?? ''})`];
      const passed = failures.length === 0 ? 1 : 0;
      settle({ name, passed, failures, output: stdout + stderr, duration: performance.now() - started });
    });
  });
}
