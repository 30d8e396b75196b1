import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GithubServer, YamlValue } from '../../src/config/build-file.ts';
import type { GeneratedFile } from '../../src/config/generated.ts';
import { loadBuildFile, type LoadedBuildFile } from '../../src/config/load-build-file.ts';
import { formatFailure, type Result } from '../../src/failure.ts';
import { createProcessRunner } from '../../src/process/run.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Puts files into a new folder; gives its path. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** What a build file is loaded with. */
export interface Loading {
  readonly file?: string;
  readonly variables?: ReadonlyMap<string, YamlValue>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly github?: Readonly<Record<string, GithubServer>>;
  /** Epoch seconds; now when absent. */
  readonly buildTime?: number;
  /** Gets the files after rendering. */
  readonly files?: GeneratedFile[];
}

/** Starts programs for what is fetched. */
export const { run } = createProcessRunner({ started: () => {}, ended: () => {} });

/** Loads the build file of a folder, by the name of `-f` if one is given. */
export function loadFrom(
  buildDirectory: string,
  { file, variables = new Map(), environment = {}, github = {}, files = [], ...rest }: Loading = {},
): Promise<Result<LoadedBuildFile>> {
  return loadBuildFile({
    ...{ file, buildDirectory, homeDirectory: null, variables, environment: { GREETING: 'hello', ...environment } },
    ...{ run, temporaryDirectory: temporaryDirectory(), onGenerated: (generated) => files.push(generated) },
    ...rest,
    global: { 'docker-registry': 'registry.example.com', github: new Map(Object.entries(github)) },
  });
}

/** Loads a build file from its text. */
export function load(text: string): Promise<Result<LoadedBuildFile>> {
  return loadFrom(folderOf({ 'buildrunner.yaml': text }));
}

/** What the user reads of a failure; nothing where all is well. */
export function messageOf(result: Result<unknown>): string {
  return result.ok ? '' : formatFailure(result.failure).join('\n');
}
