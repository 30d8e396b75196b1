import { homedir } from 'node:os';
import type { BuildOptions } from '../cli/options.ts';
import { resolveBuildDirectory } from '../facts/build-directory.ts';
import { judgeResultsDirectory, resolveResultsDirectory } from '../facts/results-directory.ts';
import { succeed, type Result } from '../failure.ts';

/** What our process sees of its surroundings: read once, here, for every command. */
export interface Surroundings {
  readonly currentDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly homeDirectory: string | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export function readSurroundings(): Surroundings {
  const environment = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return {
    currentDirectory: process.cwd(),
    environment,
    homeDirectory: environment['HOME'] || homeOf(),
    startedAt: Date.now() - Math.round(process.uptime() * 1000),
  };
}

/** From the user database; undefined for a user whom it does not know. */
function homeOf(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

/** The folders of a build; checked, but nothing is made or emptied yet. */
export interface Directories {
  readonly buildDirectory: string;
  readonly resultsDirectory: string;
}

/** Finds and judges the folders that the flags name. */
export function findDirectories(options: BuildOptions, surroundings: Surroundings): Result<Directories> {
  const found = locateDirectories(options, surroundings);
  if (!found.ok) return found;
  const { buildDirectory, resultsDirectory } = found.value;
  const judged = judgeResultsDirectory(resultsDirectory, { buildDirectory, home: surroundings.homeDirectory });
  return judged.ok ? found : judged;
}

/** Finds the folders that the flags name, for a command that writes nothing into the results directory. */
export function locateDirectories(options: BuildOptions, { currentDirectory }: Surroundings): Result<Directories> {
  const found = resolveBuildDirectory(options.directory, currentDirectory);
  if (!found.ok) return found;
  const buildDirectory = found.value;
  const resultsDirectory = resolveResultsDirectory(options.resultsDirectory, { buildDirectory, currentDirectory });
  return succeed({ buildDirectory, resultsDirectory });
}
