import { chooseDial } from '../facts/dial.ts';
import { fail, succeed, type Failure, type Result } from '../failure.ts';
import { describeResource, type RemovalReport } from './leftovers.ts';
import { describeOwner } from './listing.ts';
import { searchEngine } from './search.ts';
import { removeBuilds, resourcesOf } from './sweep.ts';
import { engineFailure, surveyBuilds, type KnownBuild, type SurveyRequest } from './survey.ts';

/** What to reap. */
export interface ReapRequest extends SurveyRequest {
  /** Only say what would be removed. */
  readonly isDryRun: boolean;
  /** Also what belongs to builds that live or that cannot be judged from here. */
  readonly isAll: boolean;
  /** Only builds that have a container, network or volume with all of these. `value` null: whatever its value. */
  readonly labels: readonly { readonly key: string; readonly value: string | null }[];
}

/** What was done, as lines to print, and what went wrong; null: nothing. */
export interface ReapReport {
  readonly lines: readonly string[];
  readonly failure: Failure | null;
}

/** `buildrunner reap`: removes what builds have left whose owner is dead. */
export async function reap(request: ReapRequest): Promise<ReapReport> {
  const [survey, labelled] = await Promise.all([surveyBuilds(request), findLabelled(request)]);
  if (survey.engineFailure !== null) return { lines: [], failure: survey.engineFailure };
  if (labelled !== null && !labelled.ok) return { lines: [], failure: labelled.failure };
  const asked = survey.builds.filter(({ buildId }) => labelled === null || labelled.value.has(buildId));
  const chosen = asked.filter(({ life }) => request.isAll || life === 'dead');
  const spared = describeSpared(asked.filter((build) => !chosen.includes(build)));
  if (chosen.length === 0) return { lines: ['There is nothing to remove.', ...spared], failure: null };
  if (request.isDryRun) {
    return {
      lines: [...chosen.flatMap((build) => describeBuild(build, 'would remove', () => true)), ...spared],
      failure: null,
    };
  }
  const report = await removeBuilds(chosen, { run: request.run, self: survey.self });
  const removed = new Set(report.removed);
  const lines = chosen.flatMap((build) => describeBuild(build, 'removed', (name) => removed.has(name)));
  return { lines: [...lines, ...spared], failure: report.left.length === 0 ? null : leftFailure(report) };
}

/** Ids of the builds that the labels choose; null: all. */
async function findLabelled({ run, environment, labels }: ReapRequest): Promise<Result<ReadonlySet<string>> | null> {
  if (labels.length === 0) return null;
  const filters = labels.map(({ key, value }) => (value === null ? key : `${key}=${value}`));
  const found = await searchEngine({ run, dial: chooseDial(run, environment), timeout: 15_000, labels: filters });
  if (!found.ok) return fail(engineFailure(found.result));
  return succeed(new Set(found.resources.filter(({ kind }) => kind !== 'image').map(({ buildId }) => buildId)));
}

function describeBuild(build: KnownBuild, verb: string, isShown: (name: string) => boolean): string[] {
  const names = [...new Set(resourcesOf(build).map(describeResource))].filter(isShown);
  const { life, buildId, owner } = build;
  const state = life === 'unknown' ? 'cannot be judged from here' : life;
  return [`Build "${buildId}" (${state}; ${describeOwner(owner)}):`, ...names.map((name) => `  ${verb} ${name}`)];
}

function describeSpared(builds: readonly KnownBuild[]): string[] {
  const alive = builds.filter(({ life }) => life === 'alive').length;
  const unknown = builds.filter(({ life }) => life === 'unknown').length;
  return [
    ...(alive === 0 ? [] : [`Left alone: ${countBuilds(alive)} still running.`]),
    ...(unknown === 0
      ? []
      : [
          `Left alone: ${countBuilds(unknown)} that cannot be judged from here (see "buildrunner ps"; --all removes what they have too).`,
        ]),
  ];
}

function countBuilds(count: number): string {
  return count === 1 ? '1 build' : `${count} builds`;
}

function leftFailure({ left, reason, commands }: RemovalReport): Failure {
  return {
    kind: 'engine',
    summary: `${left.join(', ')} could not be removed: ${reason}`,
    details: commands,
    next: 'Remove what is left with the commands above',
  };
}
