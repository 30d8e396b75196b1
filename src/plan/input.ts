import type { BuildFile, GlobalConfiguration, YamlValue } from '../config/build-file.ts';
import type { Facts, LocalFile } from '../facts/facts.ts';

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
  const steps = input.selectedSteps.flatMap((name) => input.buildFile.steps.get(name) ?? []);
  const builds = steps.flatMap(({ build, run }) => [
    build,
    ...[...(run?.services?.values() ?? [])].map((s) => s.build),
  ]);
  const fromBuilds = builds.flatMap((build) => [build?.path ?? [], build?.dockerfile ?? []].flat());
  const contexts = builds.flatMap((build) => (build?.path === undefined ? [] : [`${build.path}/Dockerfile`]));
  const scripts = containersOf(input).flatMap((keys) => keys.provisioners?.get('shell') ?? []);
  return [...new Set([...fromBuilds.filter((path) => !path.includes('\n')), ...contexts, ...scripts])];
}

function containersOf({ buildFile, selectedSteps }: Pick<PlanInput, 'buildFile' | 'selectedSteps'>) {
  const runs = selectedSteps.flatMap((name) => buildFile.steps.get(name)?.run ?? []);
  return runs.flatMap((run) => [run, ...(run.services?.values() ?? [])]);
}
