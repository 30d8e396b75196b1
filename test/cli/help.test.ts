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
  [['validate', '--help'], 'buildrunner'],
  [['list', '--help'], 'buildrunner'],
  [['explain', '--help'], 'buildrunner'],
  [['schema', '--help'], 'buildrunner'],
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

s('shows the argument of a command', () => {
  assert.is(
    helpOf(['explain', '--help']),
    `Usage: buildrunner explain [KEY] [flags]

Says what a key of the build file or the global configuration file is, what it may be, what
counts when it is not there, and shows an example.

Argument:
  KEY                         name of a key, or the end of its path, such as
                              run.services.wait_for (default: all keys, a line each)

General:
  -h, --help                  show this help
      --version               show the version

Examples:
  buildrunner explain wait_for
  buildrunner explain run.services.build
  buildrunner explain
`,
  );
});

s('shows of a command that only reads the flags that say what is read', () => {
  assert.is(
    helpOf(['list', '--help']),
    `Usage: buildrunner list [flags]

Lists the steps of the build file in the order in which they run: a line each with the name,
the tasks, and the steps that it depends on. No engine is needed.

This command:
      --format text|json      text to read, or JSON (default: text)

What to build:
  -f, --file FILE             build file, relative to the build directory (default:
                              buildrunner.yaml)
  -s, --steps NAME,...        only these steps, in the order of the build file; may be
                              repeated (default: all)
  -n, --build-number TEXT     number of this build, part of its id and of default tags
                              (default: the time in seconds since 1970)
      --push                  read it as a build that pushes does (BUILDRUNNER_DO_PUSH in
                              templates)
      --platform OS/ARCH      read it as a build for this platform does (BUILDRUNNER_ARCH)

Where:
  -d, --directory DIR         build directory: the checkout with the build file (default:
                              the current directory)
  -c, --global-config FILE    global configuration file, relative to the build directory; it
                              is read after those of /etc/buildrunner and of the home
                              directory (default: .buildrunner.yaml)

General:
  -h, --help                  show this help
      --version               show the version

Examples:
  buildrunner list
  buildrunner list --format json
  buildrunner list | grep push | awk '{print $1}'
`,
  );
});

s('shows the help of the command that was named, also when the rest of the line is wrong', () => {
  assert.match(helpOf(['plan', '--help']), /^Usage: buildrunner plan \[flags\]\n\n/);
  assert.match(helpOf(['explain', 'plan', '--help']), /^Usage: buildrunner explain /);
  assert.match(helpOf(['reap', '--bogus', '--help']), /^Usage: buildrunner reap \[flags\]\n\n/);
  assert.match(helpOf(['--bogus', '-h']), /^Usage: buildrunner \[flags\]\n/);
  assert.match(helpOf(['-x', '--version', '-h']), /^Usage: buildrunner \[flags\]\n/);
});

s('takes --help behind -- or as a glued value for what it is', () => {
  assert.not(parseCommandLine(['--', '--help'], 'buildrunner').ok);
  assert.ok(parseCommandLine(['--file=--help'], 'buildrunner').ok);
});

s.run();
