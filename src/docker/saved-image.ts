import { toPlainPlatform } from '../config/platform.ts';
import { parseJson, propertyOf, textOf } from '../facts/json.ts';
import { dockerCommand, flag, type DockerCommand } from './command.ts';
import type { ImportImage } from '../plan/operation.ts';

/** An image in an archive of `docker save`, or in an OCI layout. */
export interface SavedImage {
  /** Path of its configuration in the archive. */
  readonly config: string;
  /** Paths of its layers, the lowest first. */
  readonly layers: readonly string[];
  /** The names it was saved under. */
  readonly names: readonly string[];
  /** `os/architecture[/variant]`; empty where the archive does not say. */
  readonly platform: string;
}

/** Makes an image of a file system. The CLI sends the archive as it is; the engine decompresses it. */
export function toImportCommand({ archive, image, platform }: ImportImage): DockerCommand {
  return dockerCommand('import', ...flag('--platform', platform), archive, image);
}

/** Loads the images of the archive on standard input under the names that it gives them. */
export function toLoadCommand(): DockerCommand {
  return dockerCommand('load', '--quiet');
}

/** Whether the engine says that an archive is not what it should be. */
export function isArchiveRefused(stderr: string): boolean {
  return /unexpected EOF|invalid tar header|archive\/tar|gzip: |corrupt|invalid checksum|flate: /i.test(stderr);
}

const HEX = '[0-9a-f]{64}';
/** What `docker save` of any age, podman, skopeo, kaniko, BuildKit and others put beside their layers. */
const PERHAPS_SAVED = /^(?:\.|blobs(?:\/sha256)?|index\.json|manifest\.json|oci-layout|repositories)$/;
const SURELY_SAVED = new RegExp(
  `^(?:blobs/sha256/${HEX}|(?:sha256[:-])?${HEX}(?:\\.json|\\.tar(?:\\.gz)?|/(?:json|layer\\.tar|VERSION))?)$`,
);

/** What an archive is by the path of an entry: a saved image or a file system; null: the entry may be in both. */
export function kindOfArchive(path: string): 'image' | 'files' | null {
  const name = entryName(path);
  if (SURELY_SAVED.test(name)) return 'image';
  return PERHAPS_SAVED.test(name) ? null : 'files';
}

/** The path of an entry without `./` in front. */
export function entryName(path: string): string {
  return path.replace(/^(?:\.\/)+(?=.)/, '');
}

/** What says which layers make an image, and is left out when the archive is written anew. */
export function isDescription(name: string): boolean {
  return /^(?:index\.json|manifest\.json|oci-layout|repositories)$/.test(name);
}

/**
 * The images of an archive: those of `manifest.json` (docker), else those of `index.json` (OCI image layout 1.0).
 *
 * @param texts the JSON files of the archive by their names.
 */
export function imagesInArchive(texts: ReadonlyMap<string, string>): SavedImage[] {
  const manifest = read(texts, 'manifest.json');
  return Array.isArray(manifest)
    ? manifest.map((entry) => toImage(texts, textOf(entry, 'Config'), textsOf(propertyOf(entry, 'Layers')), entry))
    : imagesOfIndex(texts, read(texts, 'index.json'));
}

/**
 * The same, and with them those that only the index names: the image store of containerd saves all platforms that it has,
 * and `manifest.json` is for the engine's own.
 */
export function allImagesInArchive(texts: ReadonlyMap<string, string>): SavedImage[] {
  const images = [...imagesInArchive(texts), ...imagesOfIndex(texts, read(texts, 'index.json'))];
  return images.filter(({ config }, index) => images.findIndex((one) => one.config === config) === index);
}

/** The image for a platform in an archive of one name; null: for the platform that the engine takes it for. */
export function savedFor(texts: ReadonlyMap<string, string>, platform: string | null): SavedImage | undefined {
  const images = allImagesInArchive(texts);
  return images.find((one) => platform === null || toPlainPlatform(one.platform) === toPlainPlatform(platform));
}

/** The images of an index, also through further ones; attestations are none. */
function imagesOfIndex(texts: ReadonlyMap<string, string>, index: unknown, depth = 0): SavedImage[] {
  const manifests = propertyOf(index, 'manifests');
  if (!Array.isArray(manifests) || depth > 8) return [];
  return manifests.flatMap((descriptor: unknown) => {
    const annotations = propertyOf(descriptor, 'annotations');
    if (textOf(annotations, 'vnd.docker.reference.type') !== '') return [];
    const value = read(texts, blobPath(descriptor));
    const layers = propertyOf(value, 'layers');
    if (!Array.isArray(layers)) return imagesOfIndex(texts, value, depth + 1);
    return [toImage(texts, blobPath(propertyOf(value, 'config')), layers.map(blobPath), null)];
  });
}

function toImage(
  texts: ReadonlyMap<string, string>,
  config: string,
  layers: readonly string[],
  entry: unknown,
): SavedImage {
  const about = read(texts, entryName(config));
  const platform = ['os', 'architecture', 'variant'].map((key) => textOf(about, key)).filter((part) => part !== '');
  return { config, layers, names: textsOf(propertyOf(entry, 'RepoTags')), platform: platform.join('/') };
}

/** The one file that makes an archive an image of that name for the classic and the containerd image store. */
export function toManifest({ config, layers }: SavedImage, name: string): string {
  return JSON.stringify([{ Config: config, RepoTags: [name], Layers: layers }]);
}

function blobPath(descriptor: unknown): string {
  return `blobs/${textOf(descriptor, 'digest').replace(':', '/')}`;
}

function read(texts: ReadonlyMap<string, string>, name: string): unknown {
  const text = texts.get(name);
  return text === undefined ? undefined : parseJson(text);
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
