import type { VersionControl } from '../facts/facts.ts';
import { gatherVersionControl } from '../facts/version-control.ts';
import type { Result } from '../failure.ts';
import type { RunCommand } from '../process/command.ts';
import type { Directories, Surroundings } from './surroundings.ts';

/** What version control says of the checkout: asked first, since in a large one that takes longer than all else. */
export type VersionControlAnswer = Promise<Result<VersionControl>>;

/** Begins to ask version control; meanwhile most of the program can be loaded. */
export function askVersionControl(
  run: RunCommand,
  { buildDirectory: directory, resultsDirectory }: Directories,
  { environment }: Surroundings,
): VersionControlAnswer {
  return gatherVersionControl({ directory, resultsDirectory, run, environment });
}
