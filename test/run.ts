/**
 * Runs the tests: `run.ts [NAME]`, where NAME is a part of a file's path or else of a test's name. Without NAME the
 * checks of types, style and format run too, each counted as a test. A file called `….alone.test.ts` has the machine
 * to itself.
 */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { engineState, newSince } from './support/engine.ts';
import { eventually } from './support/eventually.ts';
import { runCheck } from './support/runner/check.ts';
import { isMatch } from './support/runner/filter.ts';
import { runAll, type Job } from './support/runner/run-all.ts';
import { runTestFile } from './support/runner/test-file.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const filter = process.argv[2] ?? '';
const isStrict = (process.env['CI'] ?? '') !== '';

const CHECKS = [
  { name: 'types', argv: ['node_modules/.bin/tsc', '--noEmit'] },
  { name: 'format', argv: ['node_modules/.bin/prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', argv: ['npm', 'run', '--silent', 'lint'] },
] as const;

function testJobs(): Job[] {
  const files = globSync('test/**/*.test.ts', { cwd: root }).sort();
  const named = files.filter((file) => isMatch(file, filter));
  // A filter that names files runs all of their tests; else it must be meant for the names of tests.
  const [chosen, testFilter] = named.length > 0 ? [named, ''] : [files, filter];
  return chosen.map((name) => ({
    name,
    isAlone: basename(name).endsWith('.alone.test.ts'),
    run: () => runTestFile(name, { filter: testFilter, isStrict }),
  }));
}

function checkJobs(): Job[] {
  return CHECKS.map(({ name, argv }) => ({ name, isAlone: false, run: () => runCheck(name, argv) }));
}

process.chdir(root);
const before = await engineState().catch(() => null);
if (before === null) console.log('No docker engine answers: tests that need one will fail.');

/** What a killed build left may still be on its way out. */
async function findLeftovers(): Promise<readonly string[]> {
  if (before === null) return [];
  const isClean = async () => (await newSince(before)).length === 0;
  await eventually(isClean, 10_000).catch(() => {});
  return newSince(before);
}

const jobs = [...(filter === '' ? checkJobs() : []), ...testJobs()];
const isGood = await runAll(jobs, { parallel: 2, findLeftovers, print: (line) => console.log(line) });
process.exitCode = isGood ? 0 : 1;
