import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toListRunningCommand, type OwnedResource } from '../docker/ownership.ts';
import { chooseDial } from '../facts/dial.ts';
import type { Failure } from '../failure.ts';
import { hasSucceeded, type CommandResult, type RunCommand } from '../process/command.ts';
import { ageOf, readClaim } from './build-folder.ts';
import { reasonOf, type DockerKind } from './bulk.ts';
import { engineKey } from './engine-key.ts';
import { readJournal, type JournalEntry } from './journal.ts';
import { judgeOwner, type Life, type Viewpoint } from './judgement.ts';
import { parseOwner, readOwnOwner, type Owner } from './owner.ts';
import type { Resource } from './resource.ts';
import { searchEngine, type Found } from './search.ts';
import { stateDirectories } from './state-directory.ts';

/** A build of which there is something on the engine or a folder on this machine. */
export interface KnownBuild {
  readonly buildId: string;
  /** Null where it is not said, or in a way that we do not know. */
  readonly owner: Owner | null;
  readonly life: Life;
  /** What the engine has of it. */
  readonly resources: readonly EngineResource[];
  readonly folder: KnownFolder | null;
}

/** What an engine has. */
export type EngineResource = Extract<Resource, { readonly kind: DockerKind }>;

/** The folder of a build of ours. */
export interface KnownFolder {
  readonly stateDirectory: string;
  readonly path: string;
  /** What its journal says is to be removed. */
  readonly journal: readonly JournalEntry[];
}

/** How to look. */
export interface SurveyRequest {
  readonly run: RunCommand;
  readonly environment: Readonly<Record<string, string>>;
  /** What the engine has, where it has been asked already; null where it gave no answer. */
  readonly owned?: Promise<readonly OwnedResource[] | null>;
}

/** All builds, by their ids; where the engine did not answer, those that have a folder here. */
export interface Survey {
  readonly builds: readonly KnownBuild[];
  readonly self: Owner;
  /** Why the engine could not be asked; null: it was. */
  readonly engineFailure: Failure | null;
}

interface FoundFolder extends KnownFolder {
  readonly buildId: string;
  readonly owner: string;
}

/** Milliseconds that the engine may take for an answer. */
const TIMEOUT = 15_000;
/** Milliseconds for which a folder may lack a claim: it is made just before that is written. */
const UNCLAIMED_AGE = 60_000;

/** Finds the builds that have something on the engine or here, and judges their owners. Some lists, all at once. */
export async function surveyBuilds(request: SurveyRequest): Promise<Survey> {
  const folders = findFolders(request.environment);
  const [found, self] = await Promise.all([findOwned(request), readOwnOwner(null, request.run)]);
  const resources = found.ok ? found.resources : [];
  const owners = new Set([...resources, ...folders].map(({ owner }) => owner));
  const runningContainers = found.ok ? await findRunning(request.run, owners) : null;
  const ids = new Set([...resources, ...folders].map(({ buildId }) => buildId));
  const view = { self, runningContainers, run: request.run };
  const builds = [...ids].sort().map((buildId) =>
    judgeBuild({
      buildId,
      resources: resources.filter((resource) => resource.buildId === buildId),
      folder: folders.find((folder) => folder.buildId === buildId) ?? null,
      view,
    }),
  );
  return { builds: await Promise.all(builds), self, engineFailure: found.ok ? null : engineFailure(found.result) };
}

async function findOwned({ run, environment, owned }: SurveyRequest): Promise<Found> {
  const resources = (await owned) ?? null;
  if (resources !== null) return { ok: true, resources };
  return searchEngine({ run, dial: chooseDial(run, environment), timeout: TIMEOUT });
}

async function judgeBuild(found: {
  readonly buildId: string;
  readonly resources: readonly OwnedResource[];
  readonly folder: FoundFolder | null;
  readonly view: Viewpoint;
}): Promise<KnownBuild> {
  const { buildId, resources, folder, view } = found;
  const texts = new Set([...resources.map(({ owner }) => owner), folder?.owner ?? '']);
  const owners = [...texts].filter((text) => text !== '').map(parseOwner);
  const lives = await Promise.all(owners.map((owner) => judgeOwner(owner, view)));
  const isForsaken = folder !== null && resources.length === 0 && ageOf(folder.path) > UNCLAIMED_AGE;
  return {
    buildId,
    owner: owners.find((owner) => owner !== null) ?? null,
    life: lives.length === 0 && isForsaken ? 'dead' : together(lives),
    resources: resources.map(({ kind, name }) => ({ kind, name })),
    folder,
  };
}

/** Of one build, all that is said of its owner must agree before it counts as dead. */
function together(lives: readonly Life[]): Life {
  if (lives.includes('alive')) return 'alive';
  return lives.length > 0 && lives.every((life) => life === 'dead') ? 'dead' : 'unknown';
}

/** Only those of builds on this engine. */
function findFolders(environment: Readonly<Record<string, string>>): FoundFolder[] {
  const engine = engineKey(environment);
  return stateDirectories(environment).flatMap((stateDirectory) =>
    namesIn(stateDirectory).flatMap((buildId) => {
      const path = join(stateDirectory, buildId);
      const claim = readClaim(path);
      if (claim !== null && claim.engine !== engine) return [];
      return [
        { buildId, stateDirectory, path, owner: claim?.owner ?? '', journal: readJournal(join(path, 'journal')) },
      ];
    }),
  );
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => /^[\w.-]+$/.test(name));
  } catch {
    return [];
  }
}

/** Full ids of the containers that run; asked only where an owner is one. */
async function findRunning(run: RunCommand, owners: ReadonlySet<string>): Promise<ReadonlySet<string> | null> {
  if (![...owners].some((owner) => parseOwner(owner)?.container)) return null;
  const result = await run({ argv: toListRunningCommand().argv, timeout: TIMEOUT });
  return hasSucceeded(result) ? new Set(result.stdout.split('\n').filter((id) => id !== '')) : null;
}

/** What to say when the engine gave no list. */
export function engineFailure(result: CommandResult): Failure {
  return {
    kind: 'engine',
    summary: `The docker engine cannot be asked for what builds have on it: ${reasonOf(result)}`,
    next: 'See whether the engine runs with "docker version", and check DOCKER_HOST and the docker context',
  };
}
