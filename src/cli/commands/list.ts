import { CONFIGURATION_FLAGS, takeBuildOptions } from '../build-flags.ts';
import { helpFlag, versionFlag, type CommandDefinition } from '../command-line.ts';
import { choiceFlag } from '../flag.ts';

const format = choiceFlag({ long: 'format', group: 'This command', help: 'text to read, or JSON (default: text)' }, [
  'text',
  'json',
]);

/** Lists the steps of the build file. */
export const listCommand: CommandDefinition = {
  name: 'list',
  summary: 'list the steps of the build file, in running order',
  description: [
    'Lists the steps of the build file in the order in which they run: a line each with the name, the tasks, and the ' +
      'steps that it depends on. No engine is needed.',
  ],
  flags: [format, ...CONFIGURATION_FLAGS, helpFlag, versionFlag],
  examples: ['buildrunner list', 'buildrunner list --format json', "buildrunner list | grep push | awk '{print $1}'"],
  interpret: (reader) =>
    reader.finish({ command: 'list', options: takeBuildOptions(reader), format: reader.take(format) ?? 'text' }),
};
