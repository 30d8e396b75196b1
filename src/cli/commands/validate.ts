import { CONFIGURATION_FLAGS, takeBuildOptions } from '../build-flags.ts';
import { helpFlag, versionFlag, type CommandDefinition } from '../command-line.ts';
import { choiceFlag } from '../flag.ts';

const format = choiceFlag(
  {
    long: 'format',
    group: 'This command',
    help: 'text to read, JSON, or commands that make GitHub show each problem at its line (default: text)',
  },
  ['text', 'json', 'github'],
);

/** Checks the configuration files. */
export const validateCommand: CommandDefinition = {
  name: 'validate',
  summary: 'check the build file and the global files, without an engine',
  description: [
    'Fills in the templates of the build file and of the global configuration files and checks all that they say. ' +
      'Nothing is run, and no engine is needed.',
    'The exit code is 0 when all is well, and 78 when something is wrong.',
  ],
  flags: [format, ...CONFIGURATION_FLAGS, helpFlag, versionFlag],
  examples: ['buildrunner validate', 'buildrunner validate -f ci.yaml --format github'],
  interpret: (reader) =>
    reader.finish({ command: 'validate', options: takeBuildOptions(reader), format: reader.take(format) ?? 'text' }),
};
