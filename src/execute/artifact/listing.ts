import { posix } from 'node:path';
import { parseArtifactList, SOURCE_DIRECTORY, toListArtifactsCommand } from '../../docker/artifact.ts';
import type { ListedArtifact } from '../../docker/artifact.ts';
import { fail, succeed, type Result } from '../../failure.ts';
import type { CollectArtifact } from '../../plan/operation.ts';
import { hasSucceeded } from '../../process/command.ts';
import { dockerFailure } from '../docker-call.ts';
import { fromByteString } from '../source/native-name.ts';
import { readFromContainer } from './container-copy.ts';
import type { ArtifactContext } from './context.ts';
import { parsePattern, type PatternWord } from './shell-pattern.ts';

/** What a pattern has found. */
export interface Match extends ListedArtifact {
  /** Absolute, in the container. */
  readonly absolute: string;
}

/** Everything that the pattern stands for in the file system of the step's container, each path once. */
export async function listMatches(operation: CollectArtifact, context: ArtifactContext): Promise<Result<Match[]>> {
  const { shell } = operation;
  const listed = await (shell === null ? listEnded(operation, context) : listByShell(operation, shell, context));
  if (!listed.ok) return listed;
  const matches = new Map<string, Match>();
  for (const item of listed.value) {
    const absolute = posix.resolve(SOURCE_DIRECTORY, item.path);
    if (!matches.has(absolute)) matches.set(absolute, { ...item, absolute });
  }
  return succeed([...matches.values()]);
}

async function listByShell(
  { container, pattern }: CollectArtifact,
  shell: string,
  { run, signal }: ArtifactContext,
): Promise<Result<ListedArtifact[]>> {
  const chunks: Buffer[] = [];
  const errors: Buffer[] = [];
  const result = await run(toListArtifactsCommand(container, shell, pattern), {
    signal,
    onOutput: (stream, chunk) => void (stream === 'stdout' ? chunks : errors).push(chunk),
  });
  if (hasSucceeded(result)) return succeed(parseArtifactList(Buffer.concat(chunks).toString()));
  const stderr = Buffer.concat(errors).toString();
  const problem = `Artifact pattern "${pattern}" could not be expanded by "${shell}"`;
  return fail(dockerFailure(problem, { ...result, stderr }));
}

/** The container runs no more: its files are listed by copying them, and the pattern is matched here. */
async function listEnded(
  { container, pattern }: CollectArtifact,
  context: ArtifactContext,
): Promise<Result<ListedArtifact[]>> {
  const words = parsePattern(pattern);
  if (!words.ok) return words;
  const found: ListedArtifact[] = [];
  for (const word of words.value) {
    const listed = await listWord(word, container, context);
    if (!listed.ok) return listed;
    found.push(...listed.value);
  }
  return succeed(found);
}

async function listWord(
  { prefix, rest }: PatternWord,
  container: string,
  context: ArtifactContext,
): Promise<Result<ListedArtifact[]>> {
  // Whether it is there, and what it is, comes out when it is copied.
  if (rest === null) return succeed([{ path: prefix, kind: 'file', isLink: true }]);
  const path = posix.resolve(SOURCE_DIRECTORY, prefix);
  return readFromContainer({ container, path, isFollowed: true }, context, async (copy) => {
    const found: string[] = [];
    for await (const entry of copy?.entries ?? []) {
      const below = fromByteString(entry.path.slice((copy?.top.path.length ?? 0) + 1));
      if (below !== '' && rest.test(below)) found.push(prefix === '' ? below : `${prefix}/${below}`);
    }
    const matches = found.sort().map((one) => ({ path: one, kind: 'file', isLink: true }) as const);
    return succeed(matches);
  });
}
