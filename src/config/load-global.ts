import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { fail, succeed, type Result } from '../failure.ts';
import type { GlobalConfiguration, YamlValue } from './build-file.ts';
import type { NameSources } from './context.ts';
import { toFailure, type Diagnostic } from './diagnostic.ts';
import type { Checked, ConfigurationDocument } from './document.ts';
import { expandHome } from './home.ts';
import type { FetchPlace } from './fetch/fetch.ts';
import { findServersWithoutEndpoint } from './github-servers.ts';
import { loadDocument } from './load-document.ts';
import { scrubLocalFiles, type LocalFilesUser } from './local-files.ts';
import { mergeMaps } from './merge.ts';
import { GLOBAL_DEFAULTS, globalFile } from './schema/global.ts';
import { validate } from './validate.ts';
import { toKeyText } from './yaml/python-text.ts';
import { isYamlMap } from './yaml/value.ts';

type RawMap = ReadonlyMap<YamlValue, YamlValue>;

export interface GlobalRequest extends Omit<FetchPlace, 'servers'> {
  /** Null: the user has none. */
  readonly homeDirectory: string | null;
  /** Absolute. */
  readonly buildDirectory: string;
  /** `-c`, relative to the build directory: read instead of the project's own file. */
  readonly globalConfig?: string | undefined;
  /** Laid over all files: what flags say. */
  readonly overrides?: RawMap;
  /** 0: root. */
  readonly userId: number;
  /** Folder of the administrator's file; only tests give it. */
  readonly systemDirectory?: string;
}

export interface LoadedGlobalConfiguration extends GlobalConfiguration {
  /** All files that were sought, in their order; later ones win. */
  readonly sought: readonly string[];
  /** Entries of `local-files` that were left out. */
  readonly warnings: readonly Diagnostic[];
  /** What is to be told where an image is built for several platforms. */
  readonly platformWarnings: readonly Diagnostic[];
}

/**
 * Reads the administrator's file, the user's and the project's (or that of `-c`); absent ones are skipped. Maps are
 * merged key by key; every other value replaces the earlier one, and nothing (null) brings the default back.
 */
export async function loadGlobalConfiguration(request: GlobalRequest): Promise<Result<LoadedGlobalConfiguration>> {
  const sought = soughtFiles(request);
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const documents: ConfigurationDocument[] = [];
  let merged: RawMap = new Map();
  for (const [index, path] of sought.entries()) {
    const file = await readGlobalFile(path, merged, request);
    if (!file.ok) problems.push(...file.problems);
    if (!file.ok || file.value === null) continue;
    const scrubbed = index === 0 ? { map: file.value.map, warnings: [] } : scrub(file.value, request);
    warnings.push(...file.value.document.warnings, ...scrubbed.warnings);
    merged = mergeMaps(merged, scrubbed.map);
    documents.push(file.value.document);
  }
  if (problems.length === 0) problems.push(...findServersWithoutEndpoint(merged, documents));
  if (problems.length > 0) return fail(toFailure(problems));
  const whole = mergeMaps(merged, request.overrides ?? new Map());
  const platformWarnings = findUnusedRegistry(whole, documents);
  return succeed({ ...toConfiguration(whole, request), sought, warnings, platformWarnings });
}

function soughtFiles({ homeDirectory, buildDirectory, globalConfig, systemDirectory }: GlobalRequest): string[] {
  const last = globalConfig === undefined ? '.buildrunner.yaml' : expandHome(globalConfig, homeDirectory);
  return [
    join(systemDirectory ?? '/etc/buildrunner', 'buildrunner.yaml'),
    ...(homeDirectory === null ? [] : [join(homeDirectory, '.buildrunner.yaml')]),
    resolve(buildDirectory, last),
  ];
}

interface GlobalFile {
  readonly document: ConfigurationDocument;
  readonly map: RawMap;
}

/** Null: there is no such file, or nothing in it. */
async function readGlobalFile(
  path: string,
  merged: RawMap,
  request: GlobalRequest,
): Promise<Checked<GlobalFile | null>> {
  if (isOutOfReach(path)) return { ok: true, value: null };
  const loaded = await loadDocument({
    ...request,
    path,
    names: namesOf(merged, request),
    // The servers of the files so far.
    servers: v.parse(globalFile, merged).github ?? new Map(),
    onGenerated: () => {},
  });
  if (!loaded.ok || loaded.value === null) return loaded.ok ? { ok: true, value: null } : loaded;
  const document = loaded.value;
  const { value } = document;
  if (value === null) return { ok: true, value: null };
  const valid = validate(globalFile, document);
  return valid.ok ? { ok: true, value: { document, map: isYamlMap(value) ? value : new Map() } } : valid;
}

/**
 * In a folder that we may not enter, as where HOME is still root's: whether there is such a file cannot be known, and is
 * not asked (buildrunner 3.27).
 */
function isOutOfReach(path: string): boolean {
  try {
    lstatSync(path);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
}

/** The sections of the files so far are names, and stand before the fixed ones: `env` too (buildrunner 3.27). */
function namesOf(merged: RawMap, { environment }: GlobalRequest): NameSources {
  const variables = new Map([...merged].map(([key, value]) => [toKeyText(key), value] as const));
  return { variables, areVariablesFirst: true, dockerRegistry: null, environment, buildTime: Date.now() / 1000 };
}

function scrub({ document, map }: GlobalFile, user: LocalFilesUser): { map: RawMap; warnings: readonly Diagnostic[] } {
  const files = map.get('local-files');
  if (!isYamlMap(files)) return { map, warnings: [] };
  const texts = [...files].flatMap(([alias, value]): [string, string][] =>
    typeof alias === 'string' && typeof value === 'string' ? [[alias, value]] : [],
  );
  const { kept, warnings } = scrubLocalFiles(new Map(texts), document, user);
  return { map: new Map(map).set('local-files', kept), warnings };
}

/** The original sends images for several platforms through a registry, its own or this one. */
function findUnusedRegistry(whole: RawMap, documents: readonly ConfigurationDocument[]): Diagnostic[] {
  const key = 'build-registry';
  const registry = whole.get(key);
  if (typeof registry !== 'string' || registry === 'local') return [];
  const says = ({ value }: ConfigurationDocument) => isYamlMap(value) && value.get(key) === registry;
  const message = `"${key}" is without effect: nothing goes through a registry before it is pushed`;
  return documents
    .filter(says)
    .slice(-1)
    .map((last) => last.problemAtKey([key], message, 'Take the key away'));
}

/** What was read file by file is valid as a whole too. */
function toConfiguration(merged: RawMap, { homeDirectory }: GlobalRequest): GlobalConfiguration {
  const given = v.parse(globalFile, merged);
  const root = given['caches-root'] ?? GLOBAL_DEFAULTS['caches-root'];
  return {
    ...given,
    env: given.env ?? new Map(),
    'docker-registry': given['docker-registry'] ?? GLOBAL_DEFAULTS['docker-registry'],
    'caches-root': expandHome(root, homeDirectory ?? '/'),
    'local-files': given['local-files'] ?? new Map(),
    'docker-socket': given['docker-socket'] ?? GLOBAL_DEFAULTS['docker-socket'],
    github: given.github ?? new Map(),
  };
}
