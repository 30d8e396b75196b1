import { BUILD_FLAGS, takeBuildOptions } from '../build-flags.ts';
import { helpFlag, versionFlag, type CommandDefinition } from '../command-line.ts';
import { choiceFlag } from '../flag.ts';

const format = choiceFlag(
  {
    long: 'format',
    group: 'This command',
    help: 'text to read, JSON, or a POSIX shell script that builds the same with docker alone (default: text)',
  },
  ['text', 'json', 'sh'],
);

/** Shows the operations of a build without running any. */
export const planCommand: CommandDefinition = {
  name: 'plan',
  summary: 'show what the build would do, without doing it',
  description: ['Shows what a build with the same flags would do, operation by operation, without doing it.'],
  flags: [format, ...BUILD_FLAGS, helpFlag, versionFlag],
  examples: ['buildrunner plan', 'buildrunner plan -s test --format sh > build.sh'],
  interpret: (reader) =>
    reader.finish({ command: 'plan', options: takeBuildOptions(reader), format: reader.take(format) ?? 'text' }),
};
