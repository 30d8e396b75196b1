import type { Writable } from 'node:stream';
import { toPlainPlatform } from '../../config/platform.ts';
import {
  allImagesInArchive,
  entryName,
  imagesInArchive,
  isDescription,
  kindOfArchive,
  toManifest,
  type SavedImage,
} from '../../docker/saved-image.ts';
import { FailureError } from '../../failure.ts';
import type { ImportImage } from '../../plan/operation.ts';
import { tarEntry } from '../archive/tar-entry.ts';
import { readTar, type ReadTarEntry } from '../archive/tar-reader.ts';
import { TarWriter } from '../archive/tar-writer.ts';

/** The files that say what is in an archive are never larger; what is larger is a layer. */
const LARGEST_TEXT = 4 * 1024 * 1024;

/** Finds out what an archive holds, by its first entries. One of no entries is an empty file system. */
export async function findKind(content: AsyncIterable<Buffer>): Promise<'image' | 'files'> {
  for await (const { path } of readTar(content, 'latin1')) {
    const kind = kindOfArchive(path);
    if (kind !== null) return kind;
  }
  return 'files';
}

/**
 * Copies the archive of a saved image so that `docker load` gives the image one name alone: a name that it was saved
 * under may belong to another image by now.
 *
 * @throws FailureError when it does not hold exactly one image that is wanted, or is cut short.
 */
export async function renameSaved(
  content: AsyncIterable<Buffer>,
  { archive, image, platform }: Pick<ImportImage, 'archive' | 'image' | 'platform'>,
  { sink, signal }: { readonly sink: Writable; readonly signal: AbortSignal },
): Promise<void> {
  const writer = new TarWriter(sink, { encoding: 'latin1', signal });
  const texts = new Map<string, string>();
  for await (const entry of readTar(content, 'latin1')) {
    const name = entryName(entry.path);
    const kept = await readDescription(entry, texts);
    if (isDescription(name)) continue;
    if (entry.kind === 'file') await writer.addFile(entry, kept);
    else await writer.addHeader(entry);
  }
  const manifest = Buffer.from(toManifest(chooseImage(texts, archive, platform), image));
  const path = 'manifest.json';
  await writer.addFile(tarEntry({ path, kind: 'file', size: manifest.length }), [manifest]);
  await writer.finish();
}

/** Notes an entry among the texts by its name if it is one that says what is in the archive, and gives its content back. */
export async function readDescription(
  entry: ReadTarEntry,
  texts: Map<string, string>,
): Promise<AsyncIterable<Buffer> | Iterable<Buffer>> {
  const name = entryName(entry.path);
  if (!mayBeText(name, entry)) return entry.content;
  const text = await collect(entry.content);
  if (/^[{[]/.test(text.toString('latin1', 0, 1))) texts.set(name, text.toString());
  return [text];
}

function mayBeText(name: string, { kind, size }: ReadTarEntry): boolean {
  return kind === 'file' && size <= LARGEST_TEXT && !name.endsWith('.tar');
}

async function collect(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function chooseImage(texts: ReadonlyMap<string, string>, archive: string, platform: string | undefined): SavedImage {
  const images = platform === undefined ? imagesInArchive(texts) : allImagesInArchive(texts);
  const isWanted = (one: SavedImage) => toPlainPlatform(one.platform) === toPlainPlatform(platform ?? '');
  const wanted = images.length === 1 ? images : images.filter(isWanted);
  const [first] = wanted;
  if (first !== undefined && wanted.length === 1) return first;
  const names = images.map((one) => [...one.names, one.platform].filter((part) => part !== '').join(' '));
  throw new FailureError({
    kind: 'configuration',
    summary:
      images.length === 0
        ? `"${archive}" looks like a saved image, but does not say which layers make one`
        : `"${archive}" holds ${images.length} images, and "import" makes one`,
    details: names,
    next:
      new Set(images.map((one) => one.platform)).size > 1
        ? 'Name one of their platforms in "platform", or save one image alone'
        : 'Save one image alone, with "docker save"',
  });
}
