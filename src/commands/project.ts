import type { BuildOptions } from '../cli/options.ts';
import { createIdentity } from '../facts/identity.ts';
import { succeed, type Result } from '../failure.ts';
import { createProcessRunner } from '../process/run.ts';
import type { Configuration } from './configuration.ts';
import { loadConfiguration } from './prepare.ts';
import { locateDirectories, type Surroundings } from './surroundings.ts';
import { askVersionControl } from './version-control.ts';

/** A project as its files say it, for commands that only read. */
export interface Project {
  /** Absolute. */
  readonly buildDirectory: string;
  /** What was read; or all that is wrong with it. */
  readonly configuration: Result<Configuration>;
}

/** Reads and checks the configuration of a project. Fails where there is no such project. */
export async function readProject(options: BuildOptions, surroundings: Surroundings): Promise<Result<Project>> {
  const directories = locateDirectories(options, surroundings);
  if (!directories.ok) return directories;
  const { startedAt } = surroundings;
  const identity = createIdentity({ owner: '', buildNumber: options.buildNumber, stepNames: [], startedAt });
  const { run } = createProcessRunner({ started: () => {}, ended: () => {} });
  const versionControl = askVersionControl(run, directories.value, surroundings);
  const request = { options, surroundings, directories: directories.value, run, identity, versionControl };
  const configuration = await loadConfiguration(request);
  return succeed({ buildDirectory: directories.value.buildDirectory, configuration });
}
