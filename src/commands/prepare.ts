import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { BuildOptions } from '../cli/options.ts';
import type { YamlValue } from '../config/build-file.ts';
import { inFileOrder, toFailure } from '../config/diagnostic.ts';
import { findUnsupported } from '../config/unsupported.ts';
import { expandHome } from '../config/home.ts';
import type { EngineApi } from '../engine-api/engine-api.ts';
import { isCheckoutViewable } from '../facts/checkout.ts';
import { gatherBuilders, NO_BUILDERS, type Builder, type Builders } from '../facts/builders.ts';
import { canExportCache } from '../facts/buildx.ts';
import { gatherEngine } from '../facts/engine.ts';
import { entryAt } from '../facts/entry.ts';
import type { EngineFacts, Facts, Identity } from '../facts/facts.ts';
import { findPackageIndex } from '../facts/package-index.ts';
import { hostFiles } from '../facts/host-files.ts';
import { askLocalImages } from '../facts/local-images.ts';
import { lookUpFile } from '../facts/local-file.ts';
import { readText } from '../facts/read-text.ts';
import { readSourceExclusions } from '../facts/source-exclusions.ts';
import { fail, succeed, type Result } from '../failure.ts';
import { namedBuilders } from '../plan/builder.ts';
import {
  dockerfileNames,
  localFileNames,
  packageTargets,
  pathNames,
  unpulledImages,
  wantsBuilder,
  wantsCacheExport,
  type BuildPath,
  type PlanFlags,
  type PlanInput,
} from '../plan/input.ts';
import type { Configuration, ConfigurationRequest } from './configuration.ts';

export interface PrepareRequest extends Omit<ConfigurationRequest, 'identity'> {
  readonly identity: Omit<Identity, 'stepIds' | 'owner'>;
  /** The conversation with the engine; the first question is what the engine is. */
  readonly api: EngineApi;
  /** Says whose the build is, once it is known which engine works for it. */
  readonly own: (engine: EngineFacts) => string;
  readonly relaySocket: string | null;
  /** The plan is to be carried out by a shell. */
  readonly isForShell?: boolean;
}

/** All that a plan follows from, and what the report's first lines say. */
export interface Prepared {
  readonly input: PlanInput;
  readonly configuration: Configuration;
}

/** Reads the configuration and gathers the facts of a plan, side by side with asking the engine. */
export async function prepare(request: PrepareRequest): Promise<Result<Prepared>> {
  const { api, directories, surroundings, options, run } = request;
  const { environment } = surroundings;
  const [engine, configuration] = await Promise.all([
    gatherEngine({ api, run, environment, timeout: options.dockerTimeout, isPush: options.isPush }),
    loadConfiguration(request),
  ]);
  // The build file can be judged where no engine runs, so what is wrong with it comes first.
  if (!configuration.ok) return configuration;
  const { buildFile, selectedSteps } = configuration.value;
  const unsupported = findUnsupported(buildFile, selectedSteps);
  if (unsupported.length > 0) return fail(toFailure(inFileOrder(unsupported)));
  const exclusions = readSourceExclusions(directories);
  if (!exclusions.ok) return exclusions;
  if (!engine.ok) return engine;
  const flags = toPlanFlags(options);
  const stepIds = new Map(configuration.value.selectedSteps.map((name) => [name, randomUUID()]));
  const builders = await askBuilders({ ...configuration.value, flags }, engine.value, request);
  const facts: Facts = {
    ...directories,
    identity: { ...request.identity, owner: request.own(engine.value), stepIds },
    invoker: configuration.value.invoker,
    versionControl: configuration.value.versionControl,
    engine: { ...engine.value, canExportCache: await askCacheExport(builders.current, configuration.value, request) },
    builders,
    localImages: await askLocalImages(api, unpulledImages({ ...configuration.value, flags })),
    isCheckoutViewable:
      request.isForShell !== true &&
      engine.value.canOverlayVolumes &&
      isCheckoutViewable(directories.buildDirectory, environment),
    sourceExclusions: exclusions.value,
    environment,
  };
  return succeed({ input: toPlanInput(request, facts, configuration.value), configuration: configuration.value });
}

/** Asked only where something is built by buildx. */
function askBuilders(
  configuration: Configuration & { readonly flags: PlanFlags },
  engine: EngineFacts,
  request: PrepareRequest,
): Promise<Builders> {
  const { run, options, surroundings } = request;
  const question = { run, environment: surroundings.environment, files: hostFiles, timeout: options.dockerTimeout };
  if (!engine.hasBuildKit || !wantsBuilder(configuration)) return Promise.resolve(NO_BUILDERS);
  return gatherBuilders(question, namedBuilders(configuration, engine.platform));
}

/** Asked only where the answer counts: it takes docker a tenth of a second. */
async function askCacheExport(
  current: Builder,
  configuration: Configuration,
  { run, options }: PrepareRequest,
): Promise<boolean> {
  return !wantsCacheExport(configuration) || canExportCache(current, run, options.dockerTimeout);
}

/** Loads the code that reads configuration only now, while others answer: that is a third of the program. */
export async function loadConfiguration(request: ConfigurationRequest): Promise<Result<Configuration>> {
  const { readConfiguration } = await import('./configuration.ts');
  return readConfiguration(request);
}

function toPlanInput({ options, relaySocket }: PrepareRequest, facts: Facts, configuration: Configuration): PlanInput {
  const { buildFile, selectedSteps, global } = configuration;
  const { buildDirectory, environment } = facts;
  const flags = toPlanFlags(options);
  const targets = packageTargets({ buildFile, selectedSteps, flags });
  const lookUp = { buildDirectory, localFiles: global['local-files'], environment };
  return {
    buildFile,
    selectedSteps,
    global,
    facts,
    flags,
    variables: containerVariables(configuration.variables),
    localFiles: new Map(localFileNames(configuration).map((name) => [name, lookUpFile(name, lookUp)])),
    paths: new Map(pathNames(configuration).map((path) => [path, lookUpPath(path, facts)])),
    dockerfiles: new Map(dockerfileNames(configuration).flatMap((path) => readDockerfile(path, facts))),
    packageIndexes: new Map(targets.map((one) => [one, findPackageIndex(one, { environment, files: hostFiles })])),
    relaySocket,
  };
}

function toPlanFlags(options: BuildOptions): PlanFlags {
  const { containerLabels, isPush, isCleanupImages, isLocalImages, isPublishPorts, platform = null } = options;
  const { isDisableMultiPlatform } = options;
  const ofImages = { isCleanupImages, isLocalImages, platform, isDisableMultiPlatform };
  return { containerLabels, isPush, isPublishPorts, ...ofImages };
}

function lookUpPath(path: string, facts: Facts): BuildPath {
  const absolute = toAbsolute(path, facts);
  const entry = entryAt(absolute);
  return { path: absolute, kind: entry === null ? 'missing' : entry.isDirectory() ? 'directory' : 'file' };
}

function toAbsolute(path: string, { buildDirectory, environment }: Facts): string {
  return resolve(buildDirectory, expandHome(path, environment['HOME'] || null));
}

/** A Dockerfile that cannot be read has no entry. */
function readDockerfile(path: string, facts: Facts): [string, string][] {
  const read = readText(toAbsolute(path, facts));
  return read === null ? [] : [[path, read]];
}

/** Containers get BUILDRUNNER_STEPS as Python prints the list (buildrunner 3.27). */
function containerVariables(variables: ReadonlyMap<string, YamlValue>): ReadonlyMap<string, YamlValue> {
  const steps = variables.get('BUILDRUNNER_STEPS');
  if (!Array.isArray(steps)) return variables;
  const text = `[${steps.map((step) => `'${String(step)}'`).join(', ')}]`;
  return new Map([...variables, ['BUILDRUNNER_STEPS', text]]);
}
