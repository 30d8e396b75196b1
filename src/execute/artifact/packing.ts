import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { FailureError, succeed, type Result } from '../../failure.ts';
import type { ReadTarEntry } from '../archive/tar-reader.ts';
import { TarWriter } from '../archive/tar-writer.ts';
import { toZip } from '../archive/zip-writer.ts';
import { fromByteString, toByteString } from '../source/native-name.ts';
import type { Compressor } from './compressor.ts';
import { readFromContainer, type ContainerPath, type Copy } from './container-copy.ts';
import type { ArtifactContext } from './context.ts';

/** As `cp` makes files under the common umask; set-user-id bits do not leave the container. */
const KEPT_MODE = 0o755;

/** The mode that a loose file gets among the results. */
export function keptMode({ mode }: Pick<ReadTarEntry, 'mode'>): number {
  return mode & KEPT_MODE;
}

/** Writes the content of one entry to a sink, and ends that. */
export async function writeContent(entry: ReadTarEntry, sink: Writable): Promise<Result<void>> {
  await pipeline(entry.content, sink);
  return succeed(undefined);
}

/** Writes a folder as a tar archive whose top entry is called `name`; all else in it is kept. */
export async function writeTar(
  copy: Copy,
  name: string,
  compressor: Compressor,
  sink: Writable,
): Promise<Result<void>> {
  const { input, done } = compressor(sink);
  try {
    const writer = new TarWriter(input, { encoding: 'latin1' });
    const rename = renamer(copy, name);
    for await (const { content, ...entry } of copy.entries) {
      const linkTarget = entry.kind === 'hardlink' ? rename(entry.linkTarget) : entry.linkTarget;
      await writer.addFile({ ...entry, path: rename(entry.path), linkTarget }, content);
    }
    await writer.finish();
    input.end();
    return await done;
  } catch (error) {
    input.destroy(error instanceof Error ? error : new Error('the archive is incomplete'));
    const written = await done;
    if (error instanceof FailureError || written.ok) throw error;
    return written;
  }
}

/** Writes a folder as a zip archive whose top entry is called `name`. */
export async function writeZip(
  copy: Copy,
  name: string,
  from: ContainerPath,
  { context, sink }: { readonly context: ArtifactContext; readonly sink: Writable },
): Promise<Result<void>> {
  const rename = renamer(copy, name);
  async function* entries(): AsyncGenerator<ReadTarEntry, void, void> {
    for await (const entry of copy.entries) {
      const file = entry.kind === 'hardlink' ? await unlinked(entry, from, copy, context) : entry;
      yield { ...file, path: rename(entry.path) };
    }
  }
  await pipeline(toZip(entries()), sink);
  return succeed(undefined);
}

/** A hard link as a file of its own, which is what a zip archive can hold. */
async function unlinked(
  entry: ReadTarEntry,
  from: ContainerPath,
  copy: Copy,
  context: ArtifactContext,
): Promise<ReadTarEntry> {
  const path = `${from.path}${fromByteString(entry.path.slice(copy.top.path.length))}`;
  const read = await readFromContainer({ ...from, path, isFollowed: false }, context, async (alone) => {
    const chunks: Buffer[] = [];
    for await (const chunk of alone?.top.content ?? []) chunks.push(chunk);
    return succeed(Buffer.concat(chunks));
  });
  if (!read.ok) throw new FailureError(read.failure);
  const content = (async function* () {
    yield read.value;
  })();
  return { ...entry, kind: 'file', size: read.value.length, content };
}

/** Gives paths below the top of a copy another top. */
function renamer(copy: Copy, name: string): (path: string) => string {
  const top = toByteString(name);
  return (path) => top + path.slice(copy.top.path.length);
}
