import type { GithubServer } from '../build-file.ts';
import type { RunCommand } from '../../process/command.ts';
import type { Fetched } from './fetched.ts';
import type { FileReference, Reference } from './reference.ts';

/** What files of other hosts are fetched with. */
export interface FetchPlace {
  readonly run: RunCommand;
  /** Where a folder may be made for a while. */
  readonly temporaryDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The section `github` of the global configuration, as far as it is known. */
  readonly servers: ReadonlyMap<string, GithubServer>;
}

/** Fetches a file that is not on this machine. The code for it is loaded only where it is needed. */
export async function fetchRemote(reference: Exclude<Reference, FileReference>, place: FetchPlace): Promise<Fetched> {
  switch (reference.kind) {
    case 'web':
      return (await import('./web.ts')).fetchWeb(reference, { environment: place.environment });
    case 'github':
      return (await import('./github.ts')).fetchGithub(reference, place);
    case 'git':
      return (await import('./git.ts')).fetchGit(reference, place);
    default:
      return reference satisfies never;
  }
}
