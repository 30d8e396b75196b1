import type { RunTask, YamlValue } from '../../config/build-file.ts';
import { toPlainValue } from '../../config/yaml/plain-value.ts';
import { isYamlMap } from '../../config/yaml/value.ts';
import type { Draft } from '../draft.ts';
import type { CollectArtifact, OperationId } from '../operation.ts';

/** Of a directory, where the build file says nothing (buildrunner 3.27 without `--auto-compress`). */
const DEFAULT_COMPRESSION = 'gz';

/** Those that buildrunner 3.27 documents; it takes no notice of any other beside an artifact (`compression: tar`). */
const DOCUMENTED = /^(?:none|gz|bz2|xz|lzma|lzip|lzop|z)$/;

/** One operation for each pattern, in the order of the file. They run also when a command of the step has failed. */
export function planArtifacts(
  draft: Draft,
  artifacts: NonNullable<RunTask['artifacts']>,
  place: Pick<CollectArtifact, 'step' | 'container' | 'shell' | 'dependsOn' | 'follows'>,
): OperationId[] {
  const ids: OperationId[] = [];
  for (const [pattern, properties] of artifacts) {
    ids.push(
      draft.add({
        ...{ id: `${place.step}/collect ${pattern}`, kind: 'collectArtifact', step: place.step, cause: 'artifacts' },
        dependsOn: place.dependsOn,
        follows: [...place.follows, ...ids.slice(-1)],
        container: place.container,
        pattern,
        shell: place.shell,
        properties:
          properties === null ? null : new Map([...properties].map(([key, value]) => [key, toPlainValue(value)])),
        isListed: properties?.get('push') !== false,
        rename: textOf(properties?.get('rename')),
        packing: packingOf(properties),
      }),
    );
  }
  return ids;
}

/**
 * `format: uncompressed`, or an archive: from `archive: {name, compression, suffix, type}` as buildrunner 3.27 runs it,
 * else from `type` and `compression` beside it, as it documents them.
 */
function packingOf(properties: ReadonlyMap<string, YamlValue> | null): CollectArtifact['packing'] {
  if (properties?.get('format') === 'uncompressed') return { kind: 'files' };
  const archive = properties?.get('archive');
  const given = isYamlMap(archive) ? archive : new Map<YamlValue, YamlValue>(properties ?? []);
  const type = given.get('type') === 'zip' ? 'zip' : 'tar';
  const named = textOf(given.get('compression')) ?? DEFAULT_COMPRESSION;
  const compression = isYamlMap(archive) || DOCUMENTED.test(named) ? named : DEFAULT_COMPRESSION;
  const suffix = type === 'zip' ? '.zip' : compression === 'none' ? '.tar' : `.tar.${compression}`;
  const name = isYamlMap(archive) ? textOf(archive.get('name')) : null;
  return { kind: 'archive', type, compression, name, suffix: textOf(given.get('suffix')) ?? suffix };
}

function textOf(value: YamlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
