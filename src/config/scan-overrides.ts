import { resolve } from 'node:path';
import { fail, succeed, type Result } from '../failure.ts';
import type { YamlValue } from './build-file.ts';
import { toFailure, type Diagnostic } from './diagnostic.ts';
import { displayName, readSource } from './read-file.ts';
import { problemAtOffset } from './source-text.ts';
import { loadYaml } from './yaml/load.ts';
import { isYamlMap } from './yaml/value.ts';

type RawMap = ReadonlyMap<YamlValue, YamlValue>;

/** What the flags of the command line say of scans. */
export interface ScanFlags {
  readonly enabled?: boolean | undefined;
  readonly scanner?: string | undefined;
  readonly version?: string | undefined;
  /** Relative to the build directory. */
  readonly configFile?: string | undefined;
  readonly maxScoreThreshold?: number | undefined;
}

/**
 * The flags as a global file that says the same: it is laid over all others (buildrunner 3.27). Fails (kind
 * `configuration`) where the scanner's own configuration cannot be read.
 */
export function readScanOverrides(flags: ScanFlags, buildDirectory: string): Result<RawMap> {
  const config = flags.configFile === undefined ? null : readScannerFile(flags.configFile, buildDirectory);
  if (config?.ok === false) return config;
  const threshold = flags.maxScoreThreshold;
  const given: readonly (readonly [string, YamlValue | undefined])[] = [
    ['enabled', flags.enabled],
    ['scanner', flags.scanner],
    ['version', flags.version],
    ['config', config?.value],
    ['max-score-threshold', threshold === undefined ? undefined : { kind: 'float', value: threshold }],
  ];
  const section = new Map(given.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
  return succeed(section.size === 0 ? new Map() : new Map([['security-scan', section]]));
}

/** Plain YAML, no template (buildrunner 3.27). */
function readScannerFile(name: string, buildDirectory: string): Result<RawMap> {
  const path = resolve(buildDirectory, name);
  const file = readSource(path, buildDirectory);
  if (file.kind === 'missing') {
    return fail({
      kind: 'configuration',
      summary: `"${displayName(path, buildDirectory)}" of --security-scan-config-file does not exist`,
      next: 'Correct the path, which is relative to the build directory',
    });
  }
  if (file.kind === 'problem') return refuse([file.problem]);
  const { source } = file;
  const content = loadYaml(source.text);
  if ('problems' in content) {
    return refuse(content.problems.map(({ offset, message, next }) => problemAtOffset(source, offset, message, next)));
  }
  if (isYamlMap(content.value) && content.value.size > 0) return succeed(content.value);
  const message = 'The configuration of the scanner must be a map with a key at least';
  return refuse([problemAtOffset(source, 0, message, 'Write "key: value" lines')]);
}

function refuse(problems: readonly Diagnostic[]): Result<never> {
  return fail(toFailure(problems));
}
