import { lstatSync, readdirSync, statSync, type Stats } from 'node:fs';
import type { Writable } from 'node:stream';
import type { SourceExclusions } from '../../facts/facts.ts';
import { fail, FailureError, succeed, type Result } from '../../failure.ts';
import { tarEntry, type TarEntry } from '../archive/tar-entry.ts';
import { TarWriter } from '../archive/tar-writer.ts';
import { fnmatcher } from './fnmatch.ts';
import { fromByteString, nativePath, toByteString } from './native-name.ts';
import { TreeWriter, type TreeCount } from './tree-writer.ts';

export interface CheckoutRequest {
  /** The build directory. */
  readonly directory: string;
  readonly exclusions: SourceExclusions;
  /** How many writable views of the checkout will be mounted: each gets empty folders to work in. */
  readonly overlays: number;
  /** Takes the archive; is not ended here. */
  readonly sink: Writable;
  /** To be aborted also when the reader of the sink has ended. */
  readonly signal?: AbortSignal;
  /** Told the bytes of archive written so far. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Writes the checkout as a tar archive that is extracted at `/`: the files as `source/…`, and `overlay/<n>/upper` and
 * `overlay/<n>/work` for each view. After a failure the archive is incomplete and its reader must be stopped.
 */
export async function writeCheckout(request: CheckoutRequest): Promise<Result<TreeCount>> {
  const { directory, exclusions, overlays, sink, signal, onProgress } = request;
  return writeArchive({ sink, signal, onProgress, subject: directory }, async (writer) => {
    const root = toByteString(directory);
    const tree = new TreeWriter(writer, {
      isExcluded: excluder(exclusions),
      advice: 'Give yourself the right to read it (chmod u+rX), or name it in .buildignore',
    });
    await tree.add(root, 'source');
    for (const entry of overlayEntries(root, overlays)) await writer.addHeader(entry);
    return tree.count;
  });
}

/**
 * Writes only the folders of the views, for overlays of the checkout itself. What is left out of /source is hidden in
 * each of them as the kernel wants it: by a character device 0/0 in the upper folder (overlayfs, "whiteouts").
 */
export async function writeViews(request: CheckoutRequest): Promise<Result<void>> {
  const { directory, exclusions, overlays, sink, signal, onProgress } = request;
  return writeArchive({ sink, signal, onProgress, subject: directory }, async (writer) => {
    const root = toByteString(directory);
    const hidden = hiddenEntries(root, excluder(exclusions));
    for (const entry of overlayEntries(root, overlays)) await writer.addHeader(entry);
    for (let index = 0; index < overlays; index += 1) {
      for (const entry of hidden) await writer.addHeader({ ...entry, path: `overlay/${index}/upper/${entry.path}` });
    }
  });
}

function excluder({ rootNames, patterns }: SourceExclusions): (path: string) => boolean {
  const isMatched = fnmatcher(patterns);
  return (path) => rootNames.includes(path) || isMatched(path);
}

/** The root of a merged overlay looks like its upper folder, so that one has to look like the checkout. */
function overlayEntries(root: string, overlays: number): TarEntry[] {
  if (overlays === 0) return [];
  const look = lookOf(statSync(nativePath(root)));
  const pairs = Array.from({ length: overlays }, (_, index) => [
    tarEntry({ path: `overlay/${index}`, kind: 'directory' }),
    tarEntry({ path: `overlay/${index}/upper`, kind: 'directory', ...look }),
    tarEntry({ path: `overlay/${index}/work`, kind: 'directory', mode: 0o700 }),
  ]);
  return [tarEntry({ path: 'overlay', kind: 'directory' }), ...pairs.flat()];
}

function lookOf(status: Stats) {
  return {
    mode: status.mode & 0o7777,
    userId: status.uid,
    groupId: status.gid,
    modified: Math.floor(status.mtimeMs / 1000),
  };
}

/** Whiteouts of what is excluded, relative to the root, and before them the folders that they lie in. */
function hiddenEntries(root: string, isExcluded: (path: string) => boolean): TarEntry[] {
  const visit = (folder: string): TarEntry[] => {
    const found: TarEntry[] = [];
    for (const entry of readFolder(folder === '' ? root : `${root}/${folder}`)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (isExcluded(fromByteString(path))) found.push(tarEntry({ path, kind: 'character' }));
      else if (entry.isDirectory()) found.push(...visit(path));
    }
    if (found.length === 0 || folder === '') return found;
    const look = lookOf(lstatSync(nativePath(`${root}/${folder}`)));
    return [tarEntry({ path: folder, kind: 'directory', ...look }), ...found];
  };
  return visit('');
}

/** What cannot be read, or has gone, holds nothing that could be hidden. */
function readFolder(path: string) {
  try {
    return readdirSync(nativePath(path), { withFileTypes: true, encoding: 'latin1' });
  } catch {
    return [];
  }
}

/** Where an archive goes, and what it is made of, for messages. */
export interface ArchiveTarget {
  readonly sink: Writable;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((bytes: number) => void) | undefined;
  readonly subject: string;
}

/** Runs `write` over a new archive and closes that; what goes wrong on the way becomes a failure. */
export async function writeArchive<Value>(
  { sink, signal, onProgress, subject }: ArchiveTarget,
  write: (writer: TarWriter) => Promise<Value>,
): Promise<Result<Value>> {
  try {
    const writer = new TarWriter(sink, { encoding: 'latin1', signal, onProgress });
    const value = await write(writer);
    await writer.finish();
    return succeed(value);
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure);
    if (signal?.aborted === true) return fail({ kind: 'interrupted', summary: `Copying "${subject}" was stopped` });
    if (!isStreamError(error)) throw error;
    return fail({ kind: 'engine', summary: `The engine stopped reading "${subject}" before its end` });
  }
}

function isStreamError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ECANCELED'].includes(code);
}
