import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BUILD_FLAGS } from '../../src/cli/build-flags.ts';
import { parseCommandLine, type ProgramName } from '../../src/cli/parse.ts';

const s = suite('cli/help');

function helpOf(argv: readonly string[], program: ProgramName = 'buildrunner'): string {
  const result = parseCommandLine(argv, program);
  if (!result.ok || result.value.command !== 'help') throw new Error(`no help for ${argv.join(' ')}`);
  return result.value.text;
}

const everyHelp: readonly (readonly [readonly string[], ProgramName])[] = [
  [['--help'], 'buildrunner'],
  [['plan', '--help'], 'buildrunner'],
  [['ps', '-h'], 'buildrunner'],
  [['reap', '--he'], 'buildrunner'],
  [['--help'], 'buildrunner-cleanup'],
];

s('shows every flag of a build, each in its group and with its default', () => {
  const help = helpOf(['--help']);
  for (const flag of BUILD_FLAGS) assert.match(help, `--${flag.long}`);
  assert.match(
    help,
    /\nDocker:\n  -t, --docker-timeout SECONDS\n +how long the engine may take to answer \(default: 600\)\n/,
  );
  assert.match(help, /\n  plan {24}show what the build would do/);
});

s('fits 92 columns and leaves no blank at the end of a line', () => {
  for (const [argv, program] of everyHelp) {
    for (const line of helpOf(argv, program).split('\n')) {
      assert.ok(line.length <= 92, line);
      assert.is(line.trimEnd(), line);
    }
  }
});

s('shows the whole help of a small command', () => {
  assert.is(
    helpOf(['ps', '--help']),
    `Usage: buildrunner ps [flags]

Lists the containers, networks, volumes and images that builds have on the engine, and whose
they are.

This command:
      --format text|json      a table to read, or JSON (default: text)

General:
  -h, --help                  show this help
      --version               show the version

Examples:
  buildrunner ps
  buildrunner ps --format json
`,
  );
});

s('shows the help of the command that was named, also when the rest of the line is wrong', () => {
  assert.match(helpOf(['plan', '--help']), /^Usage: buildrunner plan \[flags\]\n\n/);
  assert.match(helpOf(['reap', '--bogus', '--help']), /^Usage: buildrunner reap \[flags\]\n\n/);
  assert.match(helpOf(['--bogus', '-h']), /^Usage: buildrunner \[flags\]\n/);
  assert.match(helpOf(['-x', '--version', '-h']), /^Usage: buildrunner \[flags\]\n/);
});

s('takes --help behind -- or as a glued value for what it is', () => {
  assert.not(parseCommandLine(['--', '--help'], 'buildrunner').ok);
  assert.ok(parseCommandLine(['--file=--help'], 'buildrunner').ok);
});

s.run();
