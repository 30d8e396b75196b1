import { BUILD_FLAGS, takeBuildOptions } from '../build-flags.ts';
import { helpFlag, versionFlag, type CommandDefinition } from '../command-line.ts';

/** `buildrunner-cleanup`: removes the caches; it takes the flags of a build so that one set of flags serves both. */
export const cleanupCommand: CommandDefinition = {
  name: '',
  summary: 'remove the caches',
  description: [
    'Removes the caches of builds: the folder that the global key "caches-root" names. It takes the flags of a build, ' +
      'of which only -c and -d matter here.',
  ],
  flags: [...BUILD_FLAGS, helpFlag, versionFlag],
  examples: ['buildrunner-cleanup', 'buildrunner-cleanup -d checkout'],
  interpret: (reader) => reader.finish({ command: 'cleanup', options: takeBuildOptions(reader) }),
};
