import { resolve } from 'node:path';
import { fail, succeed, type Failure, type Result } from '../failure.ts';
import type { BuildFile, GlobalConfiguration, YamlValue } from './build-file.ts';
import type { NameSources } from './context.ts';
import { checkDepends, sortSteps } from './depends.ts';
import { checkAcrossSteps } from './across-steps.ts';
import { inFileOrder, toFailure, type Diagnostic } from './diagnostic.ts';
import type { Checked, ConfigurationDocument } from './document.ts';
import type { FetchPlace } from './fetch/fetch.ts';
import { expandHome } from './home.ts';
import type { GeneratedFile } from './generated.ts';
import { loadDocument } from './load-document.ts';
import { displayName } from './read-file.ts';
import { buildFile as schema } from './schema/step.ts';
import { maskAddresses, redactorOf, secretsWithin, secretValues } from './secrets.ts';
import { validate } from './validate.ts';
import { checkVersion } from './version.ts';
import { withWrittenTags } from './written-tags.ts';

/** Where the build file is sought and what its template may see. */
export interface BuildFileRequest extends Omit<FetchPlace, 'servers'> {
  /** `-f`, relative to the build directory; absent: `buildrunner.yaml`. */
  readonly file?: string | undefined;
  /** Absolute. */
  readonly buildDirectory: string;
  readonly homeDirectory: string | null;
  /** See `buildVariables`. */
  readonly variables: ReadonlyMap<string, YamlValue>;
  readonly global: Pick<GlobalConfiguration, 'docker-registry' | 'github'>;
  /** Epoch seconds of the start of the build, whatever BUILDRUNNER_BUILD_TIME says; absent: now. */
  readonly buildTime?: number;
  /**
   * Is given each file as soon as it is rendered, secrets taken out: those that `read_yaml_file` reads, the build file,
   * what that redirects to, in this order (buildrunner 3.27).
   */
  readonly onGenerated?: (file: GeneratedFile) => void;
}

export interface LoadedBuildFile extends BuildFile {
  /** What works, but not as the user may think. */
  readonly warnings: readonly Diagnostic[];
}

const DEFAULT_NAME = 'buildrunner.yaml';

/** Reads, renders and checks the build file. Every problem of it is in the failure (kind `configuration`), located. */
export async function loadBuildFile(request: BuildFileRequest): Promise<Result<LoadedBuildFile>> {
  const { buildDirectory, homeDirectory } = request;
  const path = resolve(buildDirectory, expandHome(request.file ?? DEFAULT_NAME, homeDirectory));
  const onGenerated = tellGenerated(request);
  const names = namesOf(request, onGenerated);
  const loaded = await loadDocument({ ...request, path, names, onGenerated, servers: request.global.github });
  if (!loaded.ok) return fail(toFailure(loaded.problems));
  if (loaded.value === null) return fail(notFound(path, request));
  const checked = checkDocument(loaded.value, request);
  return checked.ok ? succeed(checked.value) : fail(toFailure(checked.problems));
}

/** Secrets go: values of secret names in what templates see and in the file itself, passwords in addresses. */
function tellGenerated({ variables, environment, onGenerated }: BuildFileRequest): (file: GeneratedFile) => void {
  if (onGenerated === undefined) return () => {};
  const known = secretValues([...variables, ...Object.entries(environment)]);
  return ({ path, text }) => {
    const redact = redactorOf([...known, ...secretsWithin(text)]);
    onGenerated({ path, text: maskAddresses(redact(text)) });
  };
}

/** Only one name is sought: a file named otherwise is not found (as in buildrunner 3.27). */
function notFound(path: string, { file, buildDirectory }: BuildFileRequest): Failure {
  const name = displayName(path, buildDirectory);
  return {
    kind: 'configuration',
    summary: `The build file "${name}" does not exist in "${buildDirectory}"`,
    next:
      file === undefined
        ? 'Create it, name another one by "--file", or another directory by "--directory"'
        : 'Correct "--file": it is relative to the build directory',
  };
}

function namesOf(
  { variables, environment, global, buildTime = Date.now() / 1000 }: BuildFileRequest,
  onGenerated: (file: GeneratedFile) => void,
): NameSources {
  return { variables, dockerRegistry: global['docker-registry'], environment, buildTime, onGenerated };
}

function buildTagOf({ variables }: BuildFileRequest): string {
  const tag = variables.get('BUILDRUNNER_BUILD_DOCKER_TAG');
  return typeof tag === 'string' ? tag : 'latest';
}

function checkDocument(document: ConfigurationDocument, request: BuildFileRequest): Checked<LoadedBuildFile> {
  const version = checkVersion(document);
  const valid = validate(schema, document, withWrittenTags(document));
  const problems = [
    ...version.problems,
    ...(valid.ok ? [] : valid.problems),
    ...checkDepends(document),
    ...checkAcrossSteps(document, { buildDirectory: request.buildDirectory, buildTag: buildTagOf(request) }),
  ];
  if (!valid.ok || problems.length > 0) return { ok: false, problems: inFileOrder(problems) };
  const steps = sortSteps(valid.value.steps);
  const { locate, problemAt } = document;
  const warnings = [...document.warnings, ...(version.isSorted ? [] : dependsWarnings(steps, document))];
  const legacy = valid.value['use-legacy-builder'];
  return { ok: true, value: { steps, 'use-legacy-builder': legacy, locate, problemAt, warnings } };
}

/** One warning is enough for a file. */
function dependsWarnings(steps: BuildFile['steps'], document: ConfigurationDocument): Diagnostic[] {
  const [first] = [...steps].filter(([, step]) => step.depends !== undefined);
  if (first === undefined) return [];
  const message = '"depends" is followed here; the Python buildrunner ignores it below "version: 2.0"';
  return [document.problemAtKey(['steps', first[0], 'depends'], message, 'Write "version: 2.0" at the top')];
}
