import type { Result } from '../failure.ts';
import { fail, succeed } from '../failure.ts';
import { DOCKER_KINDS } from './bulk.ts';
import type { Owner } from './owner.ts';
import type { Resource } from './resource.ts';
import { surveyBuilds, type KnownBuild, type SurveyRequest } from './survey.ts';

/** What `ps` prints, a line each. */
export type ListingFormat = 'text' | 'json';

/** `buildrunner ps`: the builds that have something on the engine or here. Fails when the engine does not answer. */
export async function listBuilds(
  request: SurveyRequest & { readonly format: ListingFormat; readonly now: number },
): Promise<Result<readonly string[]>> {
  const { builds, engineFailure } = await surveyBuilds(request);
  if (engineFailure !== null) {
    const details = builds.map(({ buildId, life }) => `build "${buildId}" (${life}) may have something there`);
    return fail({ ...engineFailure, details });
  }
  return succeed(request.format === 'json' ? formatAsJson(builds) : formatAsTable(builds, request.now));
}

/** One array of objects; times in ISO form, null for what is not known. */
export function formatAsJson(builds: readonly KnownBuild[]): string[] {
  const values = builds.map(({ buildId, owner, life, resources, folder }) => ({
    build: buildId,
    state: life,
    owner: owner === null ? null : toJsonOwner(owner),
    started: owner === null ? null : new Date(owner.since * 1000).toISOString(),
    ...Object.fromEntries(DOCKER_KINDS.map((kind) => [`${kind}s`, namesOf(resources, kind)])),
    folder: folder?.path ?? null,
  }));
  return JSON.stringify(values, null, 2).split('\n');
}

/** A table for people, and what can be done. @param now milliseconds since 1970. */
export function formatAsTable(builds: readonly KnownBuild[], now: number): string[] {
  if (builds.length === 0) return ['No build has anything on this engine.'];
  const rows = builds.map(({ buildId, owner, life, resources }) => [
    buildId,
    life,
    owner === null ? '-' : formatAge(now / 1000 - owner.since),
    describeOwner(owner),
    describeCounts(resources),
  ]);
  const table = alignColumns([['BUILD', 'STATE', 'AGE', 'OWNER', 'HOLDS'], ...rows]);
  if (!builds.some(({ life }) => life === 'dead')) return table;
  return [...table, '', 'What dead builds have left is removed by "buildrunner reap", and by the next build.'];
}

/** Whose a build is, for people. */
export function describeOwner(owner: Owner | null): string {
  if (owner === null) return 'not known';
  const process = `process ${owner.processId}`;
  if (owner.container !== null) return `${process} in container ${owner.container.slice(0, 12)}`;
  return owner.host === '' ? process : `${process} on ${owner.host}`;
}

/** `2 containers, 1 network`; `nothing`. */
export function describeCounts(resources: readonly Resource[]): string {
  const counts = DOCKER_KINDS.flatMap((kind) => {
    const count = resources.filter((resource) => resource.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}${count === 1 ? '' : 's'}`];
  });
  return counts.length === 0 ? 'nothing' : counts.join(', ');
}

/** `42s`, `7m`, `3h`, `5d`. */
export function formatAge(seconds: number): string {
  const age = Math.max(0, Math.floor(seconds));
  if (age < 60) return `${age}s`;
  if (age < 3600) return `${Math.floor(age / 60)}m`;
  return age < 86_400 ? `${Math.floor(age / 3600)}h` : `${Math.floor(age / 86_400)}d`;
}

function toJsonOwner({ container, host, processId }: Owner) {
  return { host: host === '' ? null : host, process: processId, container };
}

function namesOf(resources: readonly Resource[], kind: Resource['kind']): string[] {
  return resources.flatMap((resource) => (resource.kind === kind && 'name' in resource ? [resource.name] : []));
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
