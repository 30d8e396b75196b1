import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GlobalConfiguration, YamlValue } from '../../src/config/build-file.ts';
import { loadBuildFile } from '../../src/config/load-build-file.ts';
import { findPackageIndex } from '../../src/facts/package-index.ts';
import { NO_BUILDERS } from '../../src/facts/builders.ts';
import type { Builders, EngineFacts, Facts, LocalFile } from '../../src/facts/facts.ts';
import { formatFailure, type Failure } from '../../src/failure.ts';
import {
  dockerfileNames,
  localFileNames,
  packageTargets,
  pathNames,
  type BuildPath,
  type PlanFlags,
  type PlanInput,
} from '../../src/plan/input.ts';
import type { Operation, Plan } from '../../src/plan/operation.ts';
import { createPlan } from '../../src/plan/plan.ts';
import { run } from '../config/loading.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** What a plan follows from, where it is not as usual. */
export interface Circumstances {
  /** `-s`; absent: all steps. */
  readonly selectedSteps?: readonly string[];
  readonly flags?: Partial<PlanFlags>;
  readonly global?: Partial<GlobalConfiguration>;
  readonly engine?: Partial<EngineFacts>;
  readonly builders?: Builders;
  readonly isCheckoutViewable?: boolean;
  readonly variables?: ReadonlyMap<string, YamlValue>;
  /** Names in `files:` that are not just a file of the project. */
  readonly localFiles?: Readonly<Record<string, LocalFile>>;
  /** Files and folders (with a `/` at the end) of the project that a `build` or a provisioner may name. */
  readonly project?: readonly string[];
  /** Texts of Dockerfiles of the project; of others it is not known. */
  readonly dockerfiles?: Readonly<Record<string, string>>;
  /** The text of the user's `.pypirc`. */
  readonly pypirc?: string;
  readonly relaySocket?: string | null;
  /** Our own process environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

const BUILD_DIRECTORY = '/home/me/project';

const ENGINE: EngineFacts = {
  view: { kind: 'same' },
  ownContainer: null,
  canOverlayVolumes: true,
  volumesDirectory: '/var/lib/docker/volumes',
  socket: '/run/docker.sock',
  connection: { kind: 'socket', path: '/run/docker.sock' },
  platform: 'linux/amd64',
  hasBuildKit: true,
  canAliasImages: true,
  canExportCache: true,
};

const VARIABLES: ReadonlyMap<string, YamlValue> = new Map<string, YamlValue>([
  ['BUILDRUNNER_BUILD_DOCKER_TAG', 'main-3.i0a1b2c.m0-42'],
  ['VCSINFO_NAME', 'project'],
]);

const GLOBAL: GlobalConfiguration = {
  env: new Map(),
  'docker-registry': 'docker.io',
  'caches-root': '/home/me/.buildrunner/caches',
  'local-files': new Map(),
  'docker-socket': true,
  github: new Map(),
};

const FLAGS: PlanFlags = {
  containerLabels: new Map(),
  isPush: false,
  isCleanupImages: false,
  isLocalImages: false,
  isPublishPorts: false,
  platform: null,
  isDisableMultiPlatform: false,
};

/** The input of a plan for the text of a build file; all facts are fixed. @throws when the text is no build file. */
export async function planInput(text: string, given: Circumstances = {}): Promise<PlanInput> {
  const buildFile = await loadText(text);
  const selectedSteps = given.selectedSteps ?? [...buildFile.steps.keys()];
  const chosen = { buildFile, selectedSteps };
  return {
    ...chosen,
    global: { ...GLOBAL, ...given.global },
    facts: factsFor(selectedSteps, given),
    flags: { ...FLAGS, ...given.flags },
    variables: given.variables ?? VARIABLES,
    localFiles: new Map(localFileNames(chosen).map((name) => [name, localFile(name, given.localFiles ?? {})])),
    paths: new Map(pathNames(chosen).map((path) => [path, pathOf(path, given.project ?? [])])),
    dockerfiles: new Map(dockerfileNames(chosen).flatMap((path) => dockerfileOf(path, given))),
    packageIndexes: new Map(
      packageTargets({ ...chosen, flags: { ...FLAGS, ...given.flags } }).map((one) => [
        one,
        findPackageIndex(one, { environment: given.environment ?? {}, files: { read: () => given.pypirc ?? null } }),
      ]),
    ),
    relaySocket: given.relaySocket ?? null,
  };
}

/** The plan of a build file. @throws with the whole failure when there is none. */
export async function planOf(text: string, given: Circumstances = {}): Promise<Plan> {
  const plan = createPlan(await planInput(text, given));
  if (!plan.ok) throw new Error(formatFailure(plan.failure).join('\n'));
  return plan.value;
}

/** Why there is no plan of a build file. @throws when there is one. */
export async function planFailure(text: string, given: Circumstances = {}): Promise<Failure> {
  const plan = createPlan(await planInput(text, given));
  if (plan.ok) throw new Error('it has been planned');
  return plan.failure;
}

/** The operations of one kind, in the order of the plan. */
export function ofKind<Kind extends Operation['kind']>(
  { operations }: Plan,
  kind: Kind,
): Extract<Operation, { kind: Kind }>[] {
  const isOfKind = (operation: Operation): operation is Extract<Operation, { kind: Kind }> => operation.kind === kind;
  return operations.filter(isOfKind);
}

/** The operation of that id and kind. @throws when there is none. */
export function operationOf<Kind extends Operation['kind']>(
  plan: Plan,
  kind: Kind,
  id: string,
): Extract<Operation, { kind: Kind }> {
  const found = ofKind(plan, kind).find((operation) => operation.id === id);
  if (found === undefined) throw new Error(`no ${kind} "${id}" among ${plan.operations.map((o) => o.id).join(', ')}`);
  return found;
}

async function loadText(text: string) {
  const buildDirectory = temporaryDirectory();
  writeFileSync(join(buildDirectory, 'buildrunner.yaml'), text);
  const loaded = await loadBuildFile({
    ...{ buildDirectory, homeDirectory: null, variables: VARIABLES, global: GLOBAL, environment: {} },
    ...{ run, temporaryDirectory: buildDirectory },
  });
  if (!loaded.ok) throw new Error(formatFailure(loaded.failure).join('\n'));
  return loaded.value;
}

function factsFor(steps: readonly string[], given: Circumstances): Facts {
  const { engine, isCheckoutViewable = false } = given;
  const versionControl = { name: 'project', branch: 'main', number: '3', id: '0a1b2c3d', shortId: '0a1b2c3' };
  return {
    identity: {
      ...{ buildId: 'buildrunner-0', owner: 'owner.1', buildNumber: '42', buildTime: 1_600_000_000 },
      stepIds: new Map(steps.map((name) => [name, `id-of-${name}`])),
    },
    invoker: { user: 'me', userId: 1000, group: 'us', groupId: 100, machine: 'x86_64' },
    versionControl: { ...versionControl, modified: '0', release: '3.I0a1b2c.M0' },
    engine: { ...ENGINE, ...engine },
    builders: given.builders ?? NO_BUILDERS,
    buildDirectory: BUILD_DIRECTORY,
    resultsDirectory: `${BUILD_DIRECTORY}/buildrunner.results`,
    localImages: new Set(),
    isCheckoutViewable,
    sourceExclusions: { rootNames: ['buildrunner.results'], patterns: [] },
    environment: given.environment ?? {},
  };
}

function localFile(name: string, given: Readonly<Record<string, LocalFile>>): LocalFile {
  return given[name] ?? { kind: 'path', path: `${BUILD_DIRECTORY}/${name}`, isDirectory: false };
}

function dockerfileOf(path: string, { dockerfiles = {} }: Circumstances): [string, string][] {
  const text = dockerfiles[path];
  return text === undefined ? [] : [[path, text]];
}

function pathOf(path: string, project: readonly string[]): BuildPath {
  const absolute = `${BUILD_DIRECTORY}/${path}`;
  if (project.includes(`${path}/`)) return { path: absolute, kind: 'directory' };
  return { path: absolute, kind: project.includes(path) ? 'file' : 'missing' };
}
