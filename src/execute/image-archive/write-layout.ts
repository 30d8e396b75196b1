import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { toLayoutFiles, toLayoutManifest, type Blob } from '../../docker/oci-layout.ts';
import { entryName, savedFor } from '../../docker/saved-image.ts';
import { readTar } from '../archive/tar-reader.ts';
import { readDescription } from './load-archive.ts';

/**
 * Writes the image for a platform (null: the only one) in an archive of `docker save`, of any age, as an OCI image
 * layout into a folder that is not there yet.
 *
 * @returns the digest of its manifest; null: the archive has no image for that platform.
 * @throws a `FailureError` for what is no archive, and node's own error when the folder cannot be written.
 */
export async function writeLayout(
  content: AsyncIterable<Buffer>,
  folder: string,
  platform: string | null,
): Promise<string | null> {
  const blobs = join(folder, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const texts = new Map<string, string>();
  const found = new Map<string, Blob>();
  const links = new Map<string, string>();
  for await (const entry of readTar(content, 'latin1')) {
    const name = entryName(entry.path);
    // Where two layers are the same, the later one may be a link.
    if (entry.kind === 'symlink') links.set(name, posix.join(posix.dirname(name), entry.linkTarget));
    if (entry.kind !== 'file') continue;
    const kept = await readDescription(entry, texts);
    found.set(name, await writeBlob(kept, blobs));
  }
  const blobOf = (path: string) => found.get(links.get(entryName(path)) ?? entryName(path));
  const image = savedFor(texts, platform);
  const config = image === undefined ? undefined : blobOf(image.config);
  const layers = (image?.layers ?? []).flatMap((path) => blobOf(path) ?? []);
  if (config === undefined || layers.length !== image?.layers.length) return null;
  const manifest = await writeBlob([Buffer.from(toLayoutManifest(config, layers))], blobs);
  for (const [name, text] of toLayoutFiles(manifest)) await writeFile(join(folder, name), text);
  return manifest.digest;
}

async function writeBlob(content: AsyncIterable<Buffer> | Iterable<Buffer>, folder: string): Promise<Blob> {
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let size = 0;
  let begin = '';
  const measured = async function* () {
    for await (const chunk of content) {
      if (size === 0) begin = chunk.toString('hex', 0, 4);
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  await pipeline(measured, createWriteStream(path));
  const hex = hash.digest('hex');
  await rename(path, join(folder, hex));
  return { digest: `sha256:${hex}`, size, begin };
}
