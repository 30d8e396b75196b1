import { helpFlag, versionFlag, type CommandDefinition } from '../command-line.ts';
import { switchFlag } from '../flag.ts';

const isGlobal = switchFlag({
  long: 'global',
  group: 'This command',
  help: 'of the global configuration file (default: of the build file)',
});

/** Prints the JSON Schema of a configuration file. */
export const schemaCommand: CommandDefinition = {
  name: 'schema',
  summary: 'print the JSON Schema of the build file, for editors',
  description: [
    'Prints the JSON Schema (draft 07) of the build file or of the global configuration file, with which editors ' +
      'complete keys, explain them and mark what is wrong.',
  ],
  flags: [isGlobal, helpFlag, versionFlag],
  examples: ['buildrunner schema > buildrunner.schema.json', 'buildrunner schema --global > global.schema.json'],
  interpret: (reader) => reader.finish({ command: 'schema', isGlobal: reader.take(isGlobal) }),
};
