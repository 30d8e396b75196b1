import { BUILD_FLAGS, takeBuildOptions } from '../build-flags.ts';
import { helpFlag, versionFlag, type CommandDefinition } from '../command-line.ts';

/** What the program does without a command: run the build. */
export const buildCommand: CommandDefinition = {
  name: '',
  summary: 'run the build',
  description: ['Runs the steps of a buildrunner.yaml with docker, collects what they make, and leaves nothing else.'],
  flags: [...BUILD_FLAGS, helpFlag, versionFlag],
  examples: ['buildrunner', 'buildrunner -s compile,test', 'buildrunner --push -n 42', 'buildrunner plan --format sh'],
  interpret: (reader) => reader.finish({ command: 'build', options: takeBuildOptions(reader) }),
};
