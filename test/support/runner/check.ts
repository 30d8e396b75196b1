import { spawn } from 'node:child_process';
import { bePatient, endingOf, guardGroup } from '../processes.ts';
import type { Outcome } from './test-file.ts';

/** Milliseconds. */
const LIMIT = 600_000;

/** Runs a program that checks the sources, patiently; counts as one test. */
export async function runCheck(name: string, argv: readonly [string, ...string[]]): Promise<Outcome> {
  const started = performance.now();
  const [program, ...args] = argv;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  bePatient(child);
  const guard = guardGroup(child.pid ?? 0, LIMIT);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ending = await endingOf(child);
  guard.release();
  const isGood = ending === 'exit code 0';
  return {
    ...{ name, passed: isGood ? 1 : 0, failures: isGood ? [] : [`"${argv.join(' ')}" finds faults (${ending})`] },
    ...{ output, duration: performance.now() - started },
  };
}
