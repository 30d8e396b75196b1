/**
 * Compares what the Python buildrunner and ours make of its own build files, which are not kept here:
 *
 *     node --import tsx test/reference-suite/generated.ts CHECKOUT REFERENCE
 *
 * CHECKOUT is a git checkout of adobe/buildrunner, REFERENCE its installed program. Each run file below `tests` and
 * `examples` is rendered by both with `--print-generated-files`: the exit codes and the texts must be equal. Both may
 * write `buildrunner.results` there. Prints a line for each difference, then the sums; exit code 1 when there is one.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const OURS = [process.execPath, fileURLToPath(new URL('../../bin/buildrunner.js', import.meta.url))] as const;
const FLAGS = ['--print-generated-files', '--no-color', '--disable-timestamps', '--build-number', '42'];

/** What the files ask for, and what would differ from run to run. */
const ENVIRONMENT = {
  IS_BR_TEST: 'true',
  BUILDRUNNER_IS_TEST: 'true',
  BUILDRUNNER_TEST_SSH_PUB_KEY: 'a key',
  SECRET2: 'two',
  BUILDRUNNER_BUILD_TIME: '1600000000',
};

interface Outcome {
  readonly exitCode: number | null;
  /** Each generated file, without its name: each redirect has the first one's there, and its own here. */
  readonly generated: readonly string[];
  readonly lastLines: string;
}

function main([given = '', reference = '']: readonly string[]): number {
  const checkout = resolve(given);
  const files = globSync(['tests/**/*.yaml', 'examples/**/*.yaml'], { cwd: checkout }).filter((file) =>
    isRunFile(join(checkout, file)),
  );
  const home = temporaryDirectory();
  const configuration = join(checkout, 'tests/config-files/dot-buildrunner.yaml');
  if (existsSync(configuration)) copyFileSync(configuration, join(home, '.buildrunner.yaml'));
  const differences = files.sort().flatMap((file) => {
    const show = (program: readonly [string, ...string[]]) => render(program, { file, checkout, home });
    return compare(file, show([reference]), show(OURS));
  });
  for (const line of differences) process.stdout.write(`${line}\n`);
  const wrong = new Set(differences.map((line) => line.split(' · ')[0])).size;
  process.stdout.write(`${files.length - wrong} of ${files.length} files are equal\n`);
  return wrong === 0 ? 0 : 1;
}

function isRunFile(path: string): boolean {
  return /^(?:steps|redirect)\s*:/m.test(readFileSync(path, 'utf8')) || basename(path).startsWith('test-');
}

function render(
  [program, ...words]: readonly [string, ...string[]],
  { file, checkout, home }: Readonly<Record<'file' | 'checkout' | 'home', string>>,
): Outcome {
  const { status, stdout, stderr } = spawnSync(program, [...words, ...FLAGS, '--file', file], {
    cwd: checkout,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...ENVIRONMENT, HOME: home },
  });
  return { exitCode: status, generated: readGenerated(`${stdout}${stderr}`), lastLines: tail(`${stdout}\n${stderr}`) };
}

/** The files that a log shows; what stands behind the last of them is the log's own. */
function readGenerated(log: string): string[] {
  const lines = log.split('\n').flatMap((line) => /^(?:INFO|ERROR) {4,5}(.*)$/.exec(line)?.[1] ?? []);
  return lines
    .join('\n')
    .split(/^Generated contents of /m)
    .slice(1)
    .map((text) =>
      text
        .replace(/^.*\n?/, '')
        .replace(/\n\n(?:Finalizing build|Build)[^]*$/, '')
        .trimEnd(),
    );
}

function tail(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-6)
    .join(' | ');
}

function compare(file: string, reference: Outcome, ours: Outcome): string[] {
  const differences = [];
  if (reference.exitCode !== ours.exitCode) {
    differences.push(
      `exit · reference: ${reference.exitCode} ${reference.lastLines} · ours: ${ours.exitCode} ${ours.lastLines}`,
    );
  }
  // Where it is not 0, one side may have come further.
  if (reference.exitCode === 0) {
    const difference = firstDifference(reference.generated.join('\n'), ours.generated.join('\n'));
    if (difference !== null) differences.push(difference);
  }
  return differences.map((difference) => `${file} · ${difference}`);
}

/** The first line that differs; null: none does. Ours hides secrets. */
function firstDifference(reference: string, ours: string): string | null {
  const [theirs, own] = [reference.split('\n'), ours.split('\n')];
  const isEqual = (line = '', other = '') => line === other || hidden(other).test(line);
  const at = Array.from({ length: Math.max(theirs.length, own.length) }).findIndex(
    (_, index) => !isEqual(theirs[index], own[index]),
  );
  if (at === -1) return null;
  return `text, line ${at + 1} · reference: ${theirs[at] ?? '(none)'} · ours: ${own[at] ?? '(none)'}`;
}

function hidden(line: string): RegExp {
  const parts = line.split('***').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

process.exitCode = main(process.argv.slice(2));
