import type { BuildOptions } from '../cli/options.ts';
import { openEngineApi } from '../engine-api/engine-api.ts';
import { chooseDial } from '../facts/dial.ts';
import { answerTimeout } from '../facts/engine-info.ts';
import { createIdentity } from '../facts/identity.ts';
import type { Failure } from '../failure.ts';
import { openSession } from './session.ts';
import { findDirectories, type Surroundings } from './surroundings.ts';
import { tellFailure } from './tell.ts';
import { askVersionControl } from './version-control.ts';

/**
 * Builds the selected steps: opens what sees the build through to its end, and asks git, and lets docker connect to the
 * engine, while the rest of the program is loaded. Returns the failure, which has been told, or null.
 */
export async function build(options: BuildOptions, surroundings: Surroundings): Promise<Failure | null> {
  const directories = findDirectories(options, surroundings);
  if (!directories.ok) return tellFailure(directories.failure);
  const { startedAt, environment } = surroundings;
  const identity = createIdentity({ owner: '', buildNumber: options.buildNumber, stepNames: [], startedAt });
  const session = openSession(identity.buildId, environment);
  if (!session.ok) return tellFailure(session.failure);
  const { run } = session.value.processes;
  const versionControl = askVersionControl(run, directories.value, surroundings);
  const opened = {
    ...{ options, surroundings, directories: directories.value },
    ...{ identity, session: session.value, versionControl },
  };
  if (options.isPrintGeneratedFiles) return (await import('./build-job.ts')).printGeneratedFiles(opened);
  const dial = chooseDial(run, environment);
  const api = openEngineApi(dial, answerTimeout(options.dockerTimeout));
  return (await import('./build-job.ts')).carryOut(opened, api);
}
