import { dirname } from 'node:path';
import type { YamlValue } from './build-file.ts';
import { checksumFunction } from './functions/checksum.ts';
import { hashSha1Filter } from './functions/hash-sha1.ts';
import { raise } from './functions/raise.ts';
import { readYamlFileFunction } from './functions/read-yaml-file.ts';
import { strftimeFunction } from './functions/strftime.ts';
import { filterName } from './template/globals.ts';
import { toTemplateValue } from './template/yaml-value.ts';
import type { GeneratedFile } from './generated.ts';
import type { TemplateFunction, TemplateValue } from './template/value.ts';

export interface ContextSources {
  /** Names that differ from file to file: BUILDRUNNER_*, VCSINFO_* and others. */
  readonly variables: ReadonlyMap<string, YamlValue>;
  /** The variables stand before the fixed names, not behind them. */
  readonly areVariablesFirst?: boolean;
  /** Absolute path of the file, the first of redirected ones. */
  readonly file: string;
  readonly buildDirectory: string;
  /** Null in global files, which are read before it is known. */
  readonly dockerRegistry: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Epoch seconds of the start of the build. */
  readonly buildTime: number;
  /** Is given each file that the template reads with `read_yaml_file`, after rendering. */
  readonly onGenerated?: (file: GeneratedFile) => void;
}

/** The same for whatever file it may be. */
export type NameSources = Omit<ContextSources, 'file' | 'buildDirectory'>;

/** The names that a configuration file's template sees: the variables, and over or under them the fixed ones. */
export function buildContext(sources: ContextSources): Map<string, TemplateValue> {
  const variables = new Map([...sources.variables].map(([name, value]) => [name, toTemplateValue(value)] as const));
  const fixed = fixedNames(sources, variables);
  return new Map(sources.areVariablesFirst === true ? [...fixed, ...variables] : [...variables, ...fixed]);
}

function fixedNames(
  { file, buildDirectory, dockerRegistry, environment, buildTime, onGenerated }: ContextSources,
  variables: ReadonlyMap<string, TemplateValue>,
): [string, TemplateValue][] {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const functions: TemplateFunction[] = [
    raise,
    strftimeFunction(buildTime),
    checksumFunction(buildDirectory),
    readYamlFileFunction(buildDirectory, variables, onGenerated),
  ];
  return [
    ['DOCKER_REGISTRY', dockerRegistry],
    ['CONFIG_FILE', file],
    ['CONFIG_DIR', dirname(file)],
    [filterName('hash_sha1'), hashSha1Filter(buildDirectory)],
    ['env', new Map<TemplateValue, TemplateValue>(set)],
    ...functions.map((one): [string, TemplateValue] => [one.name, one]),
  ];
}
