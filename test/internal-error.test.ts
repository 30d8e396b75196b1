import { spawn, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from './support/temporary-directory.ts';

const s = suite('what nobody has foreseen', { timeout: 60_000 });

const FAULT = "throw new Error('of a fault')";

/** The program, built with a fault in its command `ps`, and where that stands. */
function buildFaulty(): { program: string; line: number } {
  const folder = temporaryDirectory();
  cpSync('src', join(folder, 'src'), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const path = join(folder, 'src', 'commands', 'ps.ts');
  const rows = readFileSync(path, 'utf8').split('\n');
  const line = rows.findIndex((row) => row.startsWith('export async function ps(')) + 1;
  rows.splice(line, 0, `  if (environment['FAULTY'] !== undefined) ${FAULT};`);
  writeFileSync(path, rows.join('\n'));
  const program = join(folder, 'dist', 'buildrunner.cjs');
  const { status, stderr } = spawnSync(process.execPath, ['test/setup/bundle.js', join(folder, 'src'), program], {
    encoding: 'utf8',
  });
  assert.is(status, 0, stderr);
  return { program, line: line + 1 };
}

function runFaulty(program: string) {
  const env = { ...process.env, FAULTY: 'yes' };
  return spawnSync(process.execPath, [program, 'ps'], { encoding: 'utf8', env });
}

s('is told with the places in the sources, as a fault of the program', () => {
  const { program, line } = buildFaulty();
  const { status, stdout, stderr } = runFaulty(program);
  assert.is(status, 1);
  assert.is(stdout, '');
  const rows = stderr.trimEnd().split('\n');
  assert.is(rows[0], 'Internal error: Error: of a fault');
  assert.match(rows[1] ?? '', new RegExp(`^    at .*src/commands/ps\\.ts:${line}:\\d+\\)$`));
  assert.match(rows[2] ?? '', /^ {4}at .*src\/commands\/run\.ts:\d+:\d+\)$/);
  assert.is(rows.at(-1), 'This is a fault of buildrunner itself. Report it with these lines.');
  assert.match(rows[3] ?? '', /^ {4}at async Object\.\w+ \((?!.*\/dist\/).*src\/main\.ts:\d+:\d+\)$/);
  assert.not.match(stderr, 'buildrunner.cjs');

  rmSync(`${program}.map`);
  const alone = runFaulty(program);
  assert.is(alone.status, 1);
  assert.match(alone.stderr, /^Internal error: Error: of a fault\n {4}at .*\(buildrunner\.cjs:\d+:\d+\)\n/);
});

s('but that a reader is gone is no fault', async () => {
  for (const argv of [['--help'], ['--version'], ['schema']]) {
    const child = spawn(process.execPath, ['bin/buildrunner.js', ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const code = await new Promise((ended) => child.on('close', ended));
    assert.is(code, 0, argv.join(' '));
    assert.is(errors, '', argv.join(' '));
  }
});

s.run();
