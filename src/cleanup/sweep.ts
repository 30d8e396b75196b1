import { killGroup } from '../process/kill-group.ts';
import { removeBuildFolder } from './build-folder.ts';
import { describeResource, type RemovalReport } from './leftovers.ts';
import type { Owner } from './owner.ts';
import { readStartTime } from './process-life.ts';
import { JournaledRegistry } from './registry.ts';
import { removeAll } from './removal.ts';
import type { Resource } from './resource.ts';
import { surveyBuilds, type KnownBuild, type SurveyRequest } from './survey.ts';

/** What a sweep did. */
export interface SweepReport extends RemovalReport {
  /** How many builds had left something. */
  readonly buildCount: number;
}

/** Milliseconds that the removal may take in all. */
const BUDGET = 60_000;

const NOTHING: SweepReport = { buildCount: 0, removed: [], left: [], reason: '', commands: [] };

/**
 * Removes what builds have left that were killed together with their watchdog, or while the engine did not answer: those
 * whose owner is known to be dead. Where the engine does not answer now, everything stays as it is. Never rejects for
 * anything that docker does.
 */
export async function sweep(request: SurveyRequest): Promise<SweepReport> {
  const survey = await surveyBuilds(request);
  const dead = survey.builds.filter(({ life }) => life === 'dead');
  if (survey.engineFailure !== null || dead.length === 0) return NOTHING;
  return { buildCount: dead.length, ...(await removeBuilds(dead, { ...request, self: survey.self })) };
}

/**
 * Removes everything of those builds, in bulk for all of them, and the folders of those of which nothing is left. A
 * build that lives keeps its processes, files and folder.
 */
export async function removeBuilds(
  builds: readonly KnownBuild[],
  { run, self }: Pick<SurveyRequest, 'run'> & { readonly self: Owner },
): Promise<RemovalReport> {
  const registry = new JournaledRegistry(null);
  for (const build of builds) {
    killJournaled(build, self);
    for (const resource of resourcesOf(build)) registry.register(resource);
  }
  const report = await removeAll({ registry, run, budget: BUDGET, search: { kind: 'none' } });
  const left = new Set(report.left);
  for (const build of builds) {
    const isClean = !resourcesOf(build).some((resource) => left.has(describeResource(resource)));
    if (isClean && build.folder !== null && build.life !== 'alive') {
      removeBuildFolder(build.folder.stateDirectory, build.folder.path);
    }
  }
  return report;
}

/** Everything to be removed but processes. */
export function resourcesOf({ resources, folder, life }: KnownBuild): Resource[] {
  if (life === 'alive') return [...resources];
  const journaled = (folder?.journal ?? []).map(({ resource }) => resource);
  return [...resources, ...journaled.filter(({ kind }) => kind !== 'process')];
}

/** Processes that the watchdog did not get to; ids and start times say nothing across boots and namespaces. */
function killJournaled({ owner, folder, life }: KnownBuild, self: Owner): void {
  const isComparable = owner !== null && owner.boot === self.boot && owner.namespace === self.namespace;
  if (life === 'alive' || !isComparable) return;
  for (const { resource, startTime } of folder?.journal ?? []) {
    if (resource.kind !== 'process' || startTime === null) continue;
    if (readStartTime(resource.id) === startTime) killGroup(resource.id);
  }
}
