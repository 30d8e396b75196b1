import { posix } from 'node:path';
import { fail, succeed, type Failure, type Result } from '../../failure.ts';
import type { CollectArtifact } from '../../plan/operation.ts';
import { withRename } from '../../plan/artifact-properties.ts';
import { readFromContainer, type Copy } from './container-copy.ts';
import type { ArtifactContext, Collection } from './context.ts';
import { collectFolder } from './folder.ts';
import { listMatches, type Match } from './listing.ts';
import { keptMode, writeContent } from './packing.ts';
import { makeResultFolder, writeResultFile } from './result-files.ts';

/** So many copies run side by side: each is a process of the docker CLI. */
const PARALLEL_COPIES = 4;
/**
 * Collects what a pattern of `artifacts:` stands for out of the step's container: files under their base names, folders
 * as archives or as loose files. Each match stands alone: what is missing is a warning. Fails after the copies that
 * were under way, with the first failure in the order of the matches.
 */
export async function collectArtifact(
  operation: CollectArtifact,
  context: ArtifactContext,
): Promise<Result<Collection>> {
  const matches = await listMatches(operation, context);
  if (!matches.ok) return matches;
  const problem = renameProblem(operation, matches.value);
  if (problem !== null) return fail(problem);
  const folder = makeResultFolder(context);
  if (!folder.ok) return folder;
  const results = await inParallel(matches.value, PARALLEL_COPIES, (match) => collectMatch(match, operation, context));
  const collections: Collection[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    collections.push(result.value);
  }
  return succeed({
    collected: collections.flatMap(({ collected }) => collected),
    warnings: collections.flatMap(({ warnings }) => warnings),
  });
}

function renameProblem({ pattern, rename }: CollectArtifact, matches: readonly Match[]): Failure | null {
  if (rename === null || matches.length < 2) return null;
  return {
    kind: 'configuration',
    summary: `Artifact "${pattern}" cannot be renamed to "${rename}": it stands for ${matches.length} files`,
    details: matches.map(({ path }) => `"${path}"`),
    next: 'Give each of them a line of its own under "artifacts"',
  };
}

async function collectMatch(
  match: Match,
  operation: CollectArtifact,
  context: ArtifactContext,
): Promise<Result<Collection>> {
  const { pattern, container } = operation;
  const unusable = unusableReason(match);
  if (unusable !== null) return succeed(nothing(pattern, match, unusable));
  const from = { container, path: match.absolute, isFollowed: match.isLink };
  return readFromContainer(from, context, async (copy) => {
    if (copy === null) return succeed(nothing(pattern, match, unusableReason({ ...match, kind: 'missing' })));
    if (copy.top.kind === 'directory') return collectFolder({ match, operation, copy, from }, context);
    if (copy.top.kind === 'file') return collectFile(match, operation, copy, context);
    return succeed(nothing(pattern, match, unusableReason({ ...match, kind: 'other' })));
  });
}

function unusableReason({ kind }: Pick<Match, 'kind'>): string | null {
  switch (kind) {
    case 'missing':
      return 'there is no such file in the container';
    case 'dangling link':
      return 'it is a link that leads to nothing';
    case 'other':
      return 'it is neither a file nor a folder';
    case 'file':
    case 'folder':
      return null;
    default:
      return kind satisfies never;
  }
}

function nothing(pattern: string, { path }: Match, reason: string | null): Collection {
  const subject = path === pattern ? `Artifact "${pattern}"` : `Artifact "${path}", found by "${pattern}",`;
  return { collected: [], warnings: [`${subject} was not collected: ${reason ?? 'it cannot be read'}`] };
}

async function collectFile(
  match: Match,
  { pattern, rename, properties, isListed }: CollectArtifact,
  { top }: Copy,
  context: ArtifactContext,
): Promise<Result<Collection>> {
  const name = rename ?? posix.basename(match.absolute);
  const file = { name, source: match.absolute, pattern, mode: keptMode(top), size: top.size };
  const written = await writeResultFile(file, context, (sink) => writeContent(top, sink));
  if (!written.ok) return written;
  const collected = [{ path: name, properties: withRename(properties, match.path, rename), isListed }];
  return succeed({ collected, warnings: [] });
}

/** Results in the order of the items; at most `limit` are worked on at a time. */
async function inParallel<Item, Value>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const results: Value[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
