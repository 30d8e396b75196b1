/**
 * Runs the tests: `run.ts [NAME]`, where NAME is a part of a file's path or else of a test's name. Without NAME the
 * checks of types, style and format run too, each counted as a test. A file called `….alone.test.ts` has the machine's
 * engine to itself; one called `….apart.test.ts` has an engine of its own. The checks and the tests of what knows no
 * engine take what time of the processors the others leave.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { messageOf } from '../src/failure.ts';
import { engineState, newSince } from './support/engine.ts';
import { eventually } from './support/eventually.ts';
import { runCheck } from './support/runner/check.ts';
import { compileTests } from './support/runner/compile.ts';
import { isMatch } from './support/runner/filter.ts';
import { runAll, type Job } from './support/runner/run-all.ts';
import { runTestFile } from './support/runner/test-file.ts';
import { SIGNALS } from './support/signals.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const filter = process.argv[2] ?? '';
const isStrict = (process.env['CI'] ?? '') !== '';

const CHECKS = [
  { name: 'types', argv: ['node_modules/.bin/tsc', '--noEmit'] },
  { name: 'format', argv: ['node_modules/.bin/prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', argv: ['npm', 'run', '--silent', 'lint'] },
] as const;

const WITHOUT_ENGINE = /^test\/(config|plan)\//;

async function testJobs(): Promise<Job[]> {
  const files = globSync('test/**/*.test.ts', { cwd: root }).sort();
  const named = files.filter((file) => isMatch(file, filter));
  // A filter that names files runs all of their tests; else it must be meant for the names of tests.
  const [chosen, testFilter] = named.length > 0 ? [named, ''] : [files, filter];
  try {
    const compiled = await compileTests(chosen, newFolder());
    return compiled.map((test) => {
      const engine = engineOf(test.name);
      const options = { filter: testFilter, isStrict, isPatient: engine === 'none' };
      return { name: test.name, engine, run: () => runTestFile(test, options) };
    });
  } catch (error) {
    // The checks can run all the same.
    const output = messageOf(error);
    const outcome = { name: 'the tests', passed: 0, failures: ['cannot be compiled'], output, duration: 0 };
    return [{ name: outcome.name, engine: 'shared', run: () => Promise.resolve(outcome) }];
  }
}

function engineOf(name: string): Job['engine'] {
  if (WITHOUT_ENGINE.test(name)) return 'none';
  if (name.endsWith('.alone.test.ts')) return 'alone';
  return name.endsWith('.apart.test.ts') ? 'apart' : 'shared';
}

/** For what is compiled: where the packages are found from it. */
function newFolder(): string {
  const folder = mkdtempSync(join(root, 'node_modules', '.tests-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function checkJobs(): Job[] {
  return CHECKS.map(({ name, argv }) => ({ name, engine: 'none', run: () => runCheck(name, argv) }));
}

process.chdir(root);
// What has been started and made goes at the exit.
for (const [signal, code] of SIGNALS) process.once(signal, () => process.exit(code));
const before = await engineState().catch(() => null);
if (before === null) console.log('No docker engine answers: tests that need one will fail.');

/** What a killed build left may still be on its way out. */
async function findLeftovers(): Promise<readonly string[]> {
  if (before === null) return [];
  const isClean = async () => (await newSince(before)).length === 0;
  await eventually(isClean, 10_000).catch(() => {});
  return newSince(before);
}

const jobs = [...(filter === '' ? checkJobs() : []), ...(await testJobs())];
const isGood = await runAll(jobs, { parallel: 2, findLeftovers, print: (line) => console.log(line) });
process.exitCode = isGood ? 0 : 1;
