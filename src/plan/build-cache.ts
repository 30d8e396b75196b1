import type { BuildTask } from '../config/build-file.ts';
import type { Draft } from './draft.ts';
import { isBuildx, type BuildPlace } from './image.ts';
import type { BuildImage, OperationId } from './operation.ts';
import { fieldOf, readFields, withAbsolutePaths, writeFields } from './option-fields.ts';

type CacheSource = NonNullable<BuildTask['cache_from']>;

/** The builder of docker's own name, which is the one that builds where no other is named. */
const BUILDER = 'default';

export interface PlannedCache extends Pick<BuildImage, 'cacheFrom' | 'cacheTo' | 'warnings'> {
  /** What must be over, whatever became of it, before the image is built. */
  readonly follows: readonly OperationId[];
}

const NOTHING: PlannedCache = { cacheFrom: [], cacheTo: [], warnings: [], follows: [] };

/**
 * The caches of a build. `docker-build-cache` of the global file speaks of builds by buildx as `use-legacy-builder: false`
 * and `platforms` ask for them, and its `builders` of all of their caches (buildrunner 3.27).
 */
export function planCache(
  draft: Draft,
  task: BuildTask,
  place: BuildPlace,
  { isLegacy, builderName }: { readonly isLegacy: boolean; readonly builderName: string | null },
): PlannedCache {
  if (isLegacy) return planLegacyCache(draft, task, place);
  const isChosen = isBuildx(draft, place);
  const global = isChosen ? draft.input.global['docker-build-cache'] : undefined;
  const builders = global?.builders ?? [];
  if (builders.length > 0 && !builders.includes(builderName ?? BUILDER)) return NOTHING;
  const from = task.cache_from ?? toSource(global?.from);
  const to = task.cache_to ?? toSource(global?.to);
  const { buildDirectory } = draft.input.facts;
  const cacheFrom = from === undefined ? [] : toOptions(from, ['src'], buildDirectory);
  const cacheTo = to === undefined ? [] : toOptions(to, ['dest'], buildDirectory);
  return { ...NOTHING, cacheFrom, ...exportable(draft, cacheTo, { isLenient: !isChosen, from }) };
}

/**
 * Only an image that carries its cache serves as one for a later build, so a list of images makes this one such an image.
 * Where nobody chose buildx, a cache that the builder cannot write is left out, as the legacy builder leaves it out.
 */
function exportable(
  draft: Draft,
  cacheTo: readonly string[],
  { isLenient, from }: { readonly isLenient: boolean; readonly from: CacheSource | undefined },
): Pick<PlannedCache, 'cacheTo' | 'warnings'> {
  if (cacheTo.length === 0) return { cacheTo: isImageList(from) ? ['type=inline'] : [], warnings: [] };
  const isInline = cacheTo.every((option) => fieldOf(readFields(option), 'type') === 'inline');
  if (isInline || !isLenient || draft.input.facts.engine.canExportCache) return { cacheTo, warnings: [] };
  const warning =
    '"cache_to" is left out: the current builder of docker cannot write a cache. ' +
    'Choose one that can with "docker buildx use"';
  return { cacheTo: [], warnings: [warning] };
}

/** Images alone serve the legacy builder as a cache, where the engine has them; it writes none. */
function planLegacyCache(draft: Draft, { cache_from: from }: BuildTask, place: BuildPlace): PlannedCache {
  if (from === undefined) return NOTHING;
  const path = [...place.path, 'cache_from'];
  const images = typeof from === 'string' ? [from] : isImageList(from) ? from : null;
  if (images === null || images.some((image) => image.includes('='))) {
    const message = `"${path.join('.')}" needs BuildKit: the legacy builder takes images alone`;
    draft.problem(path, message, 'Write a list of images, or do without "use-legacy-builder: true"');
    return NOTHING;
  }
  const follows = images.map((image) => planCachePull(draft, image.toLowerCase(), path.join('.')));
  return { ...NOTHING, cacheFrom: images.map((image) => image.toLowerCase()), follows };
}

/** An image that cannot be pulled is no cache, and no fault. */
function planCachePull(draft: Draft, image: string, cause: string): OperationId {
  const made = draft.taggedAs(image);
  if (made !== undefined) return made.tagged;
  return draft.addOnce({
    ...{ id: `/pull-cache ${image}`, kind: 'pullImage', step: null, dependsOn: [], follows: [], cause },
    ...{ image, platform: draft.input.flags.platform ?? undefined, policy: 'always', isOptional: true },
  });
}

function isImageList(from: CacheSource | undefined): from is readonly string[] {
  return Array.isArray(from) && from.every((item) => typeof item === 'string') && from.length > 0;
}

function isList(source: CacheSource): source is Exclude<CacheSource, string | ReadonlyMap<string, string>> {
  return Array.isArray(source);
}

function toOptions(source: CacheSource, pathKeys: readonly string[], buildDirectory: string): string[] {
  const items = isList(source) ? source : [source];
  return items.map((item: string | ReadonlyMap<string, string>) => {
    const fields = typeof item === 'string' ? readFields(item) : [...item].map(([key, value]) => [key, value] as const);
    const isLocal = fieldOf(fields, 'type') === 'local';
    return writeFields(isLocal ? withAbsolutePaths(fields, pathKeys, buildDirectory) : fields);
  });
}

/** The global file takes any values; those that are no text are written as docker reads them. */
function toSource(value: unknown): CacheSource | undefined {
  if (typeof value === 'string') return value;
  if (!(value instanceof Map)) return undefined;
  const entries: [unknown, unknown][] = [...value];
  return new Map(entries.map(([key, item]) => [String(key), String(item)]));
}
