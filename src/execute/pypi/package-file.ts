import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { FailureError } from '../../failure.ts';
import { readTar } from '../archive/tar-reader.ts';
import { parseMetadata, type FormField } from './metadata.ts';
import { listZip, readZipEntry, ZipError, type ZipEntry } from './zip-reader.ts';

/** A Python package that can be uploaded. */
export interface PackageFile {
  /** Absolute. */
  readonly path: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  /** The fields of the upload form. */
  readonly fields: readonly FormField[];
}

/** The names in a wheel's name (the wheel specification): name, version, build, Python version, ABI, platform. */
const WHEEL_NAME = /^.+?(?:-\d.+?)?(?:-\d.*?)?-(.+?)-.+?-.+?\.whl$/;

/** PKG-INFO is one megabyte at most with any description that a server takes. */
const LARGEST_METADATA = 16 * 1024 * 1024;

/** Reads a source distribution or a wheel; a text says why it is none. */
export async function readPackageFile(path: string): Promise<PackageFile | string> {
  const fileName = basename(path);
  const isWheel = fileName.endsWith('.whl');
  try {
    const found = await findMetadata(path);
    if (typeof found === 'string') return found;
    const metadata = parseMetadata(found);
    if (typeof metadata === 'string') return metadata;
    const { size, digests } = await digestsOf(path);
    const own: FormField[] = [
      ['pyversion', isWheel ? (WHEEL_NAME.exec(fileName)?.[1] ?? 'any') : 'source'],
      ['filetype', isWheel ? 'bdist_wheel' : 'sdist'],
    ];
    return { path, fileName, size, fields: [...metadata.fields, ...own, ...digests] };
  } catch (error) {
    return reasonOf(error);
  }
}

function findMetadata(path: string): Promise<Buffer | string> {
  if (path.endsWith('.tar.gz')) return findInTar(path);
  if (path.endsWith('.whl')) return findInZip(path, wheelMetadata, 'METADATA');
  if (path.endsWith('.zip')) return findInZip(path, sourceMetadata, 'PKG-INFO');
  return Promise.resolve('its name ends neither in ".whl" nor in ".tar.gz" nor in ".zip"');
}

const SOURCE_METADATA = /^(?:\.\/)?[^/]+\/PKG-INFO$/;

async function findInTar(path: string): Promise<Buffer | string> {
  const file = createReadStream(path);
  const archive = createGunzip();
  // What is wrong with the file is told by the archive that is made of it.
  file.on('error', (error) => archive.destroy(error));
  file.pipe(archive);
  try {
    for await (const entry of readTar(archive)) {
      if (entry.kind !== 'file' || !SOURCE_METADATA.test(entry.path) || entry.size > LARGEST_METADATA) continue;
      const chunks: Buffer[] = [];
      for await (const chunk of entry.content) chunks.push(chunk);
      return Buffer.concat(chunks);
    }
    return 'it has no "PKG-INFO" in its only folder';
  } finally {
    file.destroy();
    archive.destroy();
  }
}

async function findInZip(
  path: string,
  choose: (entries: readonly ZipEntry[]) => ZipEntry | undefined,
  name: string,
): Promise<Buffer | string> {
  const file = await open(path);
  try {
    const entry = choose(await listZip(file));
    return entry === undefined ? `it has no "${name}" where it belongs` : await readZipEntry(file, entry);
  } finally {
    await file.close();
  }
}

function wheelMetadata(entries: readonly ZipEntry[]): ZipEntry | undefined {
  return entries.find(({ name }) => /^[^/]+\.dist-info\/METADATA$/.test(name));
}

function sourceMetadata(entries: readonly ZipEntry[]): ZipEntry | undefined {
  return entries.find(({ name }) => SOURCE_METADATA.test(name));
}

/** MD5 is for servers that know nothing else; a library that is held to strict rules has none. */
async function digestsOf(path: string): Promise<{ readonly size: number; readonly digests: readonly FormField[] }> {
  const hashes = ['md5', 'sha256'].flatMap((name): [string, Hash][] => {
    const hash = createHashIfAllowed(name);
    return hash === null ? [] : [[name, hash]];
  });
  let size = 0;
  const content: AsyncIterable<Buffer> = createReadStream(path);
  for await (const chunk of content) {
    size += chunk.length;
    for (const [, hash] of hashes) hash.update(chunk);
  }
  return { size, digests: hashes.map(([name, hash]) => [`${name}_digest`, hash.digest('hex')]) };
}

function createHashIfAllowed(name: string): Hash | null {
  try {
    return createHash(name);
  } catch {
    return null;
  }
}

/** @throws what is no fault of the file. */
function reasonOf(error: unknown): string {
  if (error instanceof ZipError) return error.message;
  if (error instanceof FailureError) return error.failure.summary;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_')) return 'it is no gzip archive, or it is damaged';
  if (code.startsWith('E') && error instanceof Error) return `it cannot be read (${code})`;
  throw error;
}
