import { join } from 'node:path';
import type { Builder } from './builders.ts';
import { dockerConfiguration, dockerConfigurationFolder, type Environment } from './docker-address.ts';
import type { HostFiles } from './host-files.ts';
import { propertyOf } from './json.ts';
import { hasSucceeded, type RunCommand } from '../process/command.ts';

const SYSTEM_FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

/** Whether the docker CLI has its buildx plug-in, found where the CLI looks for it; running it would take 40 ms. */
export function hasBuildx(environment: Environment, files: HostFiles): boolean {
  const extra = propertyOf(dockerConfiguration(environment, files), 'cliPluginsExtraDirs');
  const folders = [
    join(dockerConfigurationFolder(environment), 'cli-plugins'),
    ...(Array.isArray(extra) ? extra.map(String) : []),
    ...SYSTEM_FOLDERS,
  ];
  return folders.some((folder) => files.isExecutable(join(folder, 'docker-buildx')));
}

/**
 * Whether buildx can copy the manifest of one platform under another tag as it is. Before it knew this flag it wrapped
 * the manifest in a list of one, which is another digest, and which machines of other kinds refuse to pull.
 *
 * @param timeout milliseconds
 */
export async function askForAliases(run: RunCommand, timeout: number): Promise<boolean> {
  const { stdout } = await run({ argv: ['docker', 'buildx', 'imagetools', 'create', '--help'], timeout });
  return /^\s+--prefer-index\b/m.test(stdout);
}

/**
 * Whether a builder can write a cache for others: that of the engine itself can only with the image store of containerd.
 * Where docker does not say, it is left to the build to find out.
 */
export async function canExportCache({ kind }: Builder, run: RunCommand, timeout: number): Promise<boolean> {
  if (kind !== 'engine') return true;
  const store = await run({ argv: ['docker', 'info', '--format', '{{json .DriverStatus}}'], timeout });
  return !hasSucceeded(store) || store.stdout.includes('io.containerd.snapshotter');
}
