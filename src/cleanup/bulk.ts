import type { DockerCommand } from '../docker/command.ts';
import { explainDockerError } from '../docker/error.ts';
import {
  toRemoveContainersCommand,
  toRemoveImagesCommand,
  toRemoveNetworksCommand,
  toRemoveVolumesCommand,
} from '../docker/removal.ts';
import type { CommandResult, RunCommand } from '../process/command.ts';
import type { Resource } from './resource.ts';

/** What the engine holds. */
export type DockerKind = Exclude<Resource['kind'], 'file' | 'process'>;

/** In the order in which they can go: containers hold the rest. */
export const DOCKER_KINDS = ['container', 'network', 'volume', 'image'] as const satisfies readonly DockerKind[];

/** What became of the names in a bulk removal; each is in one of the lists. */
export interface BulkOutcome {
  readonly removed: readonly string[];
  /** There was nothing of that name. */
  readonly missing: readonly string[];
  readonly failed: readonly string[];
  /** Why, of the last that failed; null: none did. */
  readonly reason: string | null;
  /** The engine did not answer at all. */
  readonly isEngineSilent: boolean;
}

/** Linux takes 2 MiB of arguments and environment in all, macOS 1 MiB. */
const ARGUMENT_BYTES = 256 * 1024;

const TO_COMMAND: Record<DockerKind, (names: readonly string[]) => DockerCommand> = {
  container: toRemoveContainersCommand,
  network: toRemoveNetworksCommand,
  volume: toRemoveVolumesCommand,
  image: toRemoveImagesCommand,
};

/** The docker calls that remove those: one, unless the names are too many for one. */
export function toRemovalCommands(kind: DockerKind, names: readonly string[]): DockerCommand[] {
  return split(names).map(TO_COMMAND[kind]);
}

/**
 * Removes all of those at once.
 *
 * @param limits.remaining says how many milliseconds are left; a call that takes longer is ended.
 */
export async function removeInBulk(
  kind: DockerKind,
  names: readonly string[],
  { run, remaining }: { readonly run: RunCommand; readonly remaining: () => number },
): Promise<BulkOutcome> {
  const outcomes: BulkOutcome[] = [];
  for (const chunk of split(names)) {
    const { argv } = TO_COMMAND[kind](chunk);
    outcomes.push(readOutcome(chunk, await run({ argv, timeout: Math.max(1, remaining()) })));
  }
  return {
    removed: outcomes.flatMap(({ removed }) => removed),
    missing: outcomes.flatMap(({ missing }) => missing),
    failed: outcomes.flatMap(({ failed }) => failed),
    reason: outcomes.findLast(({ reason }) => reason !== null)?.reason ?? null,
    isEngineSilent: outcomes.some(({ isEngineSilent }) => isEngineSilent),
  };
}

function split(names: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let room = 0;
  for (const name of names) {
    const size = Buffer.byteLength(name) + 1;
    if (size > room) {
      chunks.push([]);
      room = ARGUMENT_BYTES;
    }
    chunks.at(-1)?.push(name);
    room -= size;
  }
  return chunks;
}

/** docker names on stdout what it removed, and on stderr, a line each, what it could not. */
export function readOutcome(names: readonly string[], result: CommandResult): BulkOutcome {
  const done = new Set(result.stdout.split('\n').map((line) => line.replace(/^Untagged: /, '').trim()));
  const errors = result.stderr.split('\n').filter((line) => line.trim() !== '');
  const about = new Map(errors.flatMap((line) => wordsOf(line).map((word) => [word, line] as const)));
  const isEngineSilent = result.ending !== 'exited' || errors.some(isSilence);
  const [removed, missing, failed]: [string[], string[], string[]] = [[], [], []];
  let reason: string | null = null;
  for (const name of names) {
    const words = about.get(name);
    if (done.has(name) || (words === undefined && result.exitCode === 0)) removed.push(name);
    else if (words !== undefined && /no such|not found/i.test(words)) missing.push(name);
    else {
      failed.push(name);
      reason = words === undefined || isEngineSilent ? reasonOf(result) : withoutPrefix(words);
    }
  }
  return { removed, missing, failed, reason, isEngineSilent };
}

/** The words of a message that could be names, without the punctuation around them. */
function wordsOf(line: string): string[] {
  return (line.match(/\w[\w.:/@-]*/g) ?? []).map((word) => word.replace(/[.:]+$/, ''));
}

/** Why a docker call as a whole did not succeed, as the end of a sentence. */
export function reasonOf({ ending, stderr, command }: CommandResult): string {
  switch (ending) {
    case 'timed out':
      return 'the docker engine did not answer in time';
    case 'missing':
      return `the program "${command.argv[0]}" was not found`;
    case 'aborted':
    case 'signalled':
      return 'docker was killed';
    case 'exited':
      return explainDockerError(stderr).reason;
    default:
      return ending satisfies never;
  }
}

/** Whether docker says that it cannot talk to the engine. */
export function isSilence(line: string): boolean {
  return /cannot connect to the docker daemon|error during connect|is the docker daemon running|permission denied while trying to connect|dial (unix|tcp)/i.test(
    line,
  );
}

function withoutPrefix(line: string): string {
  return line.replace(/^(Error response from daemon|Error): /, '').replace(/\.$/, '');
}
