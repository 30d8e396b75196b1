import { helpFlag, versionFlag, type CommandDefinition } from '../command-line.ts';
import { textFlag } from '../flag.ts';

const key = textFlag({
  long: 'key',
  placeholder: 'KEY',
  group: 'This command',
  help: 'name of a key, or the end of its path, such as run.services.wait_for (default: all keys, a line each)',
});

/** Says what a key of the configuration files means. */
export const explainCommand: CommandDefinition = {
  name: 'explain',
  summary: 'say what a key of the build file or the global file means',
  description: [
    'Says what a key of the build file or the global configuration file is, what it may be, what counts when it is ' +
      'not there, and shows an example.',
  ],
  argument: key,
  flags: [helpFlag, versionFlag],
  examples: ['buildrunner explain wait_for', 'buildrunner explain run.services.build', 'buildrunner explain'],
  interpret: (reader) => reader.finish({ command: 'explain', key: reader.take(key) }),
};
