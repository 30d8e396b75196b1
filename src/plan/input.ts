import type { BuildFile, BuildTask, GlobalConfiguration, PackageTarget, YamlValue } from '../config/build-file.ts';
import type { Facts, LocalFile } from '../facts/facts.ts';
import type { PackageIndex } from '../facts/package-index.ts';
import { secretFileOf } from './build-secrets.ts';

/** Everything a plan follows from. The same input gives the same plan, byte for byte. */
export interface PlanInput {
  readonly buildFile: BuildFile;
  /** The steps that run, in their order. */
  readonly selectedSteps: readonly string[];
  readonly global: GlobalConfiguration;
  readonly facts: Facts;
  readonly flags: PlanFlags;
  /** Variables that every container gets: BUILDRUNNER_*, VCSINFO_*, global `env`, prefixed variables of our process. */
  readonly variables: ReadonlyMap<string, YamlValue>;
  /** Names in `files:` of the build file, looked up. */
  readonly localFiles: ReadonlyMap<string, LocalFile>;
  /** Paths of the build file (see `pathsOf`) made absolute, and what stands there. */
  readonly paths: ReadonlyMap<string, BuildPath>;
  /** The text of each Dockerfile among them, by the same names (see `dockerfileNames`). */
  readonly dockerfiles: ReadonlyMap<string, string>;
  /** Where the packages of the steps go, looked up where they are to be pushed. */
  readonly packageIndexes: ReadonlyMap<PackageTarget, PackageIndex>;
  /** Socket file of ours that stands before the engine's own and labels what is made through it; null: none. */
  readonly relaySocket: string | null;
}

export interface BuildPath {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'missing';
}

/** The flags of the command line that change a plan. */
export interface PlanFlags {
  readonly containerLabels: ReadonlyMap<string, string>;
  readonly isPush: boolean;
  readonly isCleanupImages: boolean;
  readonly isLocalImages: boolean;
  readonly isPublishPorts: boolean;
  readonly platform: string | null;
  readonly isDisableMultiPlatform: boolean;
}

/** The names in `files:` of the steps, each once. */
export function localFileNames(input: Pick<PlanInput, 'buildFile' | 'selectedSteps'>): string[] {
  const names = containersOf(input).flatMap((keys) => [...(keys.files?.keys() ?? [])]);
  return [...new Set(names)];
}

/** The images of the steps and their services that may be taken as the engine has them, each once. */
export function unpulledImages({
  flags,
  ...input
}: Pick<PlanInput, 'buildFile' | 'selectedSteps' | 'flags'>): string[] {
  const names = containersOf(input).flatMap(({ image, pull }) =>
    image !== undefined && (pull === false || flags.isLocalImages) ? [image.toLowerCase()] : [],
  );
  return [...new Set(names)];
}

/** Paths relative to the build directory that the steps name outside `files:`, each once. */
export function pathNames(input: Pick<PlanInput, 'buildFile' | 'selectedSteps'>): string[] {
  const builds = buildsOf(input);
  const folders = builds.flatMap(({ path }) => path ?? []);
  const archives = builds.flatMap((build) => build.import ?? []);
  const secrets = builds.flatMap((build) => (build.secrets ?? []).flatMap((secret) => secretFileOf(secret) ?? []));
  const scripts = containersOf(input).flatMap((keys) => keys.provisioners?.get('shell') ?? []);
  return [...new Set([...folders, ...archives, ...secrets, ...dockerfileNames(input), ...scripts])];
}

/** Those of them that a build may take its Dockerfile from. */
export function dockerfileNames(input: Pick<PlanInput, 'buildFile' | 'selectedSteps'>): string[] {
  const names = buildsOf(input).flatMap(({ path, dockerfile, inject }) => [
    ...(dockerfile === undefined || dockerfile.includes('\n') ? [] : [dockerfile]),
    ...(path === undefined ? [] : [`${path}/Dockerfile`]),
    ...[...(inject ?? [])].flatMap(([pattern, destination]) => (destination === 'Dockerfile' ? [pattern] : [])),
  ]);
  return [...new Set(names)];
}

/** Whether anything is built. */
export function wantsBuilder(input: Pick<PlanInput, 'buildFile' | 'selectedSteps'>): boolean {
  return buildsOf(input).some((build) => build.import === undefined);
}

/** Whether anything is built for named platforms. */
export function wantsPlatforms(input: Pick<PlanInput, 'buildFile' | 'selectedSteps'>): boolean {
  return buildsOf(input).some(({ platforms = [] }) => platforms.length > 0);
}

/** Whether a build wants to write a cache. */
export function wantsCacheExport(input: Pick<PlanInput, 'buildFile' | 'selectedSteps'>): boolean {
  return input.buildFile['use-legacy-builder'] === undefined && buildsOf(input).some((build) => build.cache_to);
}

/** Where the Python packages of the steps go; nowhere without `--push`. */
export function packageTargets({
  buildFile,
  selectedSteps,
  flags,
}: Pick<PlanInput, 'buildFile' | 'selectedSteps' | 'flags'>): PackageTarget[] {
  if (!flags.isPush) return [];
  return selectedSteps.flatMap((name) => buildFile.steps.get(name)?.['pypi-push'] ?? []);
}

/** What the steps and their services build. */
export function buildsOf({ buildFile, selectedSteps }: Pick<PlanInput, 'buildFile' | 'selectedSteps'>): BuildTask[] {
  const steps = selectedSteps.flatMap((name) => buildFile.steps.get(name) ?? []);
  return steps.flatMap(({ build, run }) => {
    const services = [...(run?.services?.values() ?? [])];
    return [build, ...services.map((service) => service.build), run?.['post-build']].flatMap((one) => one ?? []);
  });
}

function containersOf({ buildFile, selectedSteps }: Pick<PlanInput, 'buildFile' | 'selectedSteps'>) {
  const runs = selectedSteps.flatMap((name) => buildFile.steps.get(name)?.run ?? []);
  return runs.flatMap((run) => [run, ...(run.services?.values() ?? [])]);
}
