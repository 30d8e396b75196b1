import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseSnippets, type AnsweredSnippet, type Snippet } from './snippet.ts';

const RECORDER = fileURLToPath(new URL('record.py', import.meta.url));

/** Where a python3 with Jinja 3.1 may be. */
const CANDIDATES = [process.env['BUILDRUNNER_TEST_PYTHON'] ?? '', 'python3'];

/** A python3 that has Jinja 3.1; null where there is none. BUILDRUNNER_TEST_PYTHON names one that is not on PATH. */
export function findJinja(): string | null {
  const found = CANDIDATES.find((program) => {
    if (program === '') return false;
    const version = spawnSync(program, [RECORDER, '--version'], { encoding: 'utf8' });
    return version.status === 0 && version.stdout.startsWith('3.1.');
  });
  return found ?? null;
}

/** Snippets with the answers of Jinja. */
export async function askJinja(program: string, snippets: readonly Snippet[]): Promise<readonly AnsweredSnippet[]> {
  const asked = promisify(execFile)(program, [RECORDER, '--answer'], { maxBuffer: 1 << 28 });
  asked.child.stdin?.end(JSON.stringify(snippets));
  return parseSnippets((await asked).stdout);
}

/** Runs record.py; gives what it writes, throws where it fails. */
export function runRecorder(program: string, args: readonly string[]): string {
  const done = spawnSync(program, [RECORDER, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status === 0) return done.stdout;
  throw new Error(`record.py ${args.join(' ')} failed:\n${done.stdout}${done.stderr}`);
}
