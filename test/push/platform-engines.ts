import { docker } from '../support/engine.ts';
import { startOwnEngine } from '../support/own-engine.ts';
import { startRegistry, type Registry } from '../support/registry.ts';

/** An engine with one kind of image store, and a registry that it reaches. */
export interface PlatformEngine {
  readonly registry: Registry;
  /** What a build needs to use the engine. */
  readonly env: Readonly<Record<string, string>>;
  docker(...args: readonly string[]): Promise<string>;
  /** What a build that wrote this has left on the engine beside its tags. */
  leftBy(log: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** The kinds of image store, and how to get an engine that has it. */
export const STORES: readonly (readonly [string, () => Promise<PlatformEngine>])[] = [
  ['the image store of the engine', startMachine],
  ['the image store of containerd', startOwn],
];

async function startMachine(): Promise<PlatformEngine> {
  const registry = await startRegistry();
  await pushBases(registry);
  return { registry, env: {}, docker, leftBy: (log) => namesOf(docker, registry, log), stop: () => registry.stop() };
}

async function startOwn(): Promise<PlatformEngine> {
  const registry = await startRegistry();
  await pushBases(registry);
  const engine = await startOwnEngine('containerd');
  await engine.share(registry.host);
  return {
    registry,
    env: { DOCKER_HOST: engine.address },
    docker: engine.docker,
    leftBy: (log) => namesOf(engine.docker, registry, log),
    stop: async () => {
      await engine.stop();
      await registry.stop();
    },
  };
}

/** What a command writes in each of the images of an index in the registry, by platform. */
export async function outputsOf(
  engine: PlatformEngine,
  name: string,
  command: readonly string[],
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [platform, part] of await engine.registry.partsOf(name)) {
    const image = `${engine.registry.host}/${part}`;
    const words = ['--platform', platform, '--network', 'none', image, ...command];
    found[platform] = await engine.docker('run', '--rm', ...words);
    await engine.docker('image', 'rm', '--force', image);
  }
  return found;
}

/** `base:1` is for both platforms, as images of a public registry are. */
async function pushBases({ host }: Registry): Promise<void> {
  const names = ['amd64', 'arm64'].map((architecture) => `${host}/base:${architecture}`);
  for (const name of names) {
    await docker('tag', `buildrunner-base:1-${name.replace(/^.*:/, '')}`, name);
    await docker('push', '--quiet', name);
  }
  await docker('buildx', 'imagetools', 'create', '--tag', `${host}/base:1`, ...names);
}

/** What a build has called an image for itself alone; and what has lost its name, but is kept for what it was pushed as. */
async function namesOf(run: PlatformEngine['docker'], { host }: Registry, log: string): Promise<string[]> {
  const names = await run('image', 'ls', '--all', '--format', '{{.Repository}}:{{.Tag}}');
  const builds = new Set([...log.matchAll(/buildrunner\.local\/(buildrunner-[\w-]+)\//g)].map(([, id = '']) => id));
  if (builds.size === 0) throw new Error(`no build in ${log}`);
  const isLeft = (name: string) =>
    [...builds].some((id) => name.includes(id)) || (name.startsWith(`${host}/`) && name.endsWith(':<none>'));
  return names.split('\n').filter(isLeft);
}
