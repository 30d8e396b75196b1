import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { startBuildrunner, type BuildrunnerOptions, type Finished, type Running } from './buildrunner.ts';
import { engineState } from './engine.ts';
import { eventually } from './eventually.ts';
import { createProject, writeFiles } from './project.ts';

/** What a step of the tests runs in, unless it says otherwise. */
export const BASE = { image: 'buildrunner-base:1', pull: false } as const;

export interface BuildOptions extends BuildrunnerOptions {
  /** The steps of the build file, as data, beside or in place of `files`. */
  readonly steps?: Readonly<Record<string, unknown>>;
  /** Written to the home, for a new project. */
  readonly homeFiles?: Readonly<Record<string, string>>;
}

/** A build that has begun; all that it makes on the engine has the label `mark` with the same value. */
export interface Building extends Running {
  readonly mark: string;
  /** Its end, once it has left nothing behind. */
  readonly built: Promise<Built>;
}

/** A build that has ended. */
export interface Built extends Finished {
  readonly results: string;
  /** The text of a result. */
  readonly read: (name: string) => string;
}

/** Builds, and throws when anything is left afterwards: on the engine, in the home, or among the temporary files. */
export function build(options: BuildOptions): Promise<Built> {
  return startBuild(options).built;
}

/** The same, without waiting for its end. */
export function startBuild(options: BuildOptions): Building {
  const mark = `build-${randomBytes(6).toString('hex')}`;
  // JSON is YAML.
  const buildFile = options.steps === undefined ? {} : { 'buildrunner.yaml': JSON.stringify({ steps: options.steps }) };
  const project = options.project ?? createProject({ ...options, files: { ...options.files, ...buildFile } });
  if (options.project !== undefined) writeFiles(project.directory, buildFile);
  writeFiles(project.home, options.homeFiles ?? {});
  const labels = ['--container-labels', `mark=${mark}`];
  const running = startBuildrunner({ ...options, project, arguments: [...labels, ...(options.arguments ?? [])] });
  const results = join(project.directory, 'buildrunner.results');
  const built = running.ended.then(async (finished) => {
    await assertNothingLeft(mark, finished);
    return { ...finished, results, read: (name: string) => readFileSync(join(results, name), 'utf8') };
  });
  // Whoever starts a build may wait for other things first.
  built.catch(() => {});
  return { ...running, mark, built };
}

/** What of a build with this label is on the engine, as "kind name", without images: those it was to make have it, too. */
export async function onEngine(mark: string): Promise<string[]> {
  const entries = (await engineState()).filter(({ kind, labels }) => kind !== 'image' && labels['mark'] === mark);
  return entries.map(({ kind, name }) => `${kind} ${name}`);
}

async function assertNothingLeft(mark: string, { project }: Finished): Promise<void> {
  // The watchdog's folder goes a moment after the build.
  await eventually(async () => {
    const files = [project.temporary, join(project.home, '.buildrunner', 'builds')].flatMap(listFolder);
    assert.equal([...(await onEngine(mark)), ...files], []);
    return true;
  }, 3000);
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
