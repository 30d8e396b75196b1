import { createReadStream } from 'node:fs';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { succeed, type Result } from '../../failure.ts';
import type { CollectArtifact } from '../../plan/operation.ts';
import { fromByteString } from '../source/native-name.ts';
import { ofFolder, withRename } from '../../plan/artifact-properties.ts';
import { findCompressor } from './compressor.ts';
import type { ContainerPath, Copy } from './container-copy.ts';
import type { ArtifactContext, CollectedArtifact, Collection } from './context.ts';
import type { Match } from './listing.ts';
import { keptMode, writeContent, writeTar, writeZip } from './packing.ts';
import { writeResultFile, type Produce } from './result-files.ts';

/** A folder that a pattern stands for, on its way out of the container. */
export interface FoundFolder {
  readonly match: Match;
  readonly operation: CollectArtifact;
  readonly copy: Copy;
  readonly from: ContainerPath;
}

type Archive = Extract<CollectArtifact['packing'], { kind: 'archive' }>;

const ARCHIVE_MODE = 0o644;

/** Keeps a folder among the results, as its operation says: as one archive or as loose files. */
export function collectFolder(folder: FoundFolder, context: ArtifactContext): Promise<Result<Collection>> {
  const { packing } = folder.operation;
  return packing.kind === 'files' ? collectLoose(folder, context) : collectArchive(folder, packing, context);
}

async function collectArchive(
  { match, operation, copy, from }: FoundFolder,
  packing: Archive,
  context: ArtifactContext,
): Promise<Result<Collection>> {
  const { pattern, rename, properties, isListed } = operation;
  const top = packing.name ?? rename ?? posix.basename(match.absolute);
  const name = top + packing.suffix;
  const produce = await producerOf({ match, operation, copy, from }, packing, top, context);
  if (!produce.ok) return produce;
  const file = { name, source: match.absolute, pattern, mode: ARCHIVE_MODE, size: null };
  const written = await writeResultFile(file, context, produce.value);
  if (!written.ok) return written;
  const collected = [{ path: name, properties: ofFolder(withRename(properties, match.path, rename)), isListed }];
  return succeed({ collected, warnings: [] });
}

async function producerOf(
  { match, operation, copy, from }: FoundFolder,
  { type, compression, suffix }: Archive,
  top: string,
  context: ArtifactContext,
): Promise<Result<Produce>> {
  if (type === 'zip') {
    // Its members have the path that was asked for (buildrunner 3.27), whatever the archive is called.
    return succeed((sink) => writeZip(copy, asRelative(match.path) || top, from, { context, sink }));
  }
  const { container, shell } = operation;
  const compressed = { container, isRunning: shell !== null, name: top + suffix, compression };
  const compressor = await findCompressor(compressed, context);
  if (!compressor.ok) return compressor;
  return succeed((sink) => writeTar(copy, top, compressor.value, sink));
}

/** Every regular file below the folder, under the path it is found by; links and empty folders are dropped. */
async function collectLoose(
  { match, operation, copy }: FoundFolder,
  context: ArtifactContext,
): Promise<Result<Collection>> {
  const { pattern, properties, isListed } = operation;
  const collected: CollectedArtifact[] = [];
  const names = new Map<string, string>();
  for await (const entry of copy.entries) {
    if (entry.kind !== 'file' && entry.kind !== 'hardlink') continue;
    const below = fromByteString(entry.path.slice(copy.top.path.length));
    const name = asRelative(match.path + below);
    const earlier = names.get(entry.linkTarget);
    const produce: Produce = (sink) =>
      earlier === undefined ? writeContent(entry, sink) : copyFile(join(context.stepDirectory, earlier), sink);
    const file = { name, source: match.absolute + below, pattern, mode: keptMode(entry), size: entry.size };
    const written = await writeResultFile(file, context, produce);
    if (!written.ok) return written;
    names.set(entry.path, name);
    collected.push({ path: name, properties, isListed });
  }
  return succeed({ collected, warnings: [] });
}

async function copyFile(path: string, sink: Writable): Promise<Result<void>> {
  await pipeline(createReadStream(path), sink);
  return succeed(undefined);
}

/** `/source/out/` and `./out` as names below the results; `.` as the empty name. */
function asRelative(path: string): string {
  return posix.relative('/', posix.join('/', path));
}
