import { helpFlag, versionFlag, type CommandDefinition } from '../command-line.ts';
import { choiceFlag } from '../flag.ts';

const format = choiceFlag({ long: 'format', group: 'This command', help: 'a table to read, or JSON (default: text)' }, [
  'text',
  'json',
]);

/** Lists the resources of builds. */
export const psCommand: CommandDefinition = {
  name: 'ps',
  summary: 'list what builds have on the engine, and whose it is',
  description: [
    'Lists the containers, networks, volumes and images that builds have on the engine, and whose they are.',
  ],
  flags: [format, helpFlag, versionFlag],
  examples: ['buildrunner ps', 'buildrunner ps --format json'],
  interpret: (reader) => reader.finish({ command: 'ps', format: reader.take(format) ?? 'text' }),
};
