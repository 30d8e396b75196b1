import { tmpdir } from 'node:os';
import type { BuildOptions } from '../cli/options.ts';
import { removeCaches } from '../cleanup/caches.ts';
import { loadGlobalConfiguration } from '../config/load-global.ts';
import { resolveBuildDirectory } from '../facts/build-directory.ts';
import { gatherInvoker } from '../facts/invoker.ts';
import type { Failure } from '../failure.ts';
import { createProcessRunner } from '../process/run.ts';
import type { Surroundings } from './surroundings.ts';
import { tellFailure } from './tell.ts';

/** `buildrunner-cleanup`: removes the caches that the global configuration names. */
export async function cleanup(options: BuildOptions, surroundings: Surroundings): Promise<Failure | null> {
  const { currentDirectory, environment, homeDirectory } = surroundings;
  const directory = resolveBuildDirectory(options.directory, currentDirectory);
  if (!directory.ok) return tellFailure(directory.failure);
  const global = await loadGlobalConfiguration({
    ...{ buildDirectory: directory.value, homeDirectory: homeDirectory ?? null, globalConfig: options.globalConfig },
    ...{ environment, userId: gatherInvoker().userId, temporaryDirectory: tmpdir() },
    run: createProcessRunner({ started: () => {}, ended: () => {} }).run,
  });
  if (!global.ok) return tellFailure(global.failure);
  const removed = removeCaches({ root: global.value['caches-root'], homeDirectory: homeDirectory ?? '/nonexistent' });
  if (!removed.ok) return tellFailure(removed.failure);
  process.stdout.write(`${removed.value}\n`);
  return null;
}
