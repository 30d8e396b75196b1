import type { CommandResult } from '../process/command.ts';
import { dockerCommand, type DockerCommand } from './command.ts';

/** Where patterns of artifacts start. */
export const SOURCE_DIRECTORY = '/source';

export type ArtifactKind = 'file' | 'folder' | 'dangling link' | 'other' | 'missing';

/** A name that a pattern stands for. */
export interface ListedArtifact {
  /** As the shell gives it: relative to /source, or absolute. */
  readonly path: string;
  /** Of what a link leads to. */
  readonly kind: ArtifactKind;
  readonly isLink: boolean;
}

const KINDS = new Map<string, ArtifactKind>([
  ['f', 'file'],
  ['d', 'folder'],
  ['l', 'dangling link'],
  ['o', 'other'],
  ['m', 'missing'],
]);

/**
 * Lists what a pattern stands for, by what any POSIX shell has built in: the image may lack everything else. The
 * pattern is shell text, as in buildrunner 3.27; what it does not match stands for itself and is listed as missing.
 */
export function toListArtifactsCommand(container: string, shell: string, pattern: string): DockerCommand {
  const script = [
    `for path in ${pattern}`,
    'do',
    'link=-; if [ -L "$path" ]; then link=l; fi',
    'if [ -d "$path" ]; then kind=d; elif [ -f "$path" ]; then kind=f; elif [ -e "$path" ]; then kind=o',
    'elif [ "$link" = l ]; then kind=l; else kind=m; fi',
    'printf \'%s%s%s\\0\' "$kind" "$link" "$path"',
    'done',
  ].join('\n');
  return dockerCommand('exec', '--user', '0', '--workdir', SOURCE_DIRECTORY, container, shell, '-c', script);
}

/** What `toListArtifactsCommand` printed. */
export function parseArtifactList(output: string): ListedArtifact[] {
  const records = output.split('\0').filter((record) => record !== '');
  return records.map((record) => ({
    path: record.slice(2),
    kind: KINDS.get(record.charAt(0)) ?? 'other',
    isLink: record.charAt(1) === 'l',
  }));
}

/** Copies a path of a container, which need not run, as a tar archive to standard output. */
export function toReadArtifactCommand(container: string, path: string, isFollowed: boolean): DockerCommand {
  return dockerCommand('cp', ...(isFollowed ? ['--follow-link'] : []), `${container}:${path}`, '-');
}

/** Whether `docker cp` failed because there is no such path. */
export function isPathMissing({ stderr }: CommandResult): boolean {
  return /could not find the file|no such container:path|no such file or directory/i.test(stderr);
}

/** Runs a program in a running container over standard input and output. */
export function toFilterCommand(container: string, argv: readonly string[]): DockerCommand {
  return dockerCommand('exec', '--interactive', container, ...argv);
}
