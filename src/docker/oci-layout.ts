import type { DockerCommand } from './command.ts';
import { dockerCommand } from './command.ts';

/** Content that goes by its digest: a file `blobs/sha256/<hex>` of an OCI image layout 1.0. */
export interface Blob {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** The first bytes, in hexadecimal digits. */
  readonly begin: string;
}

/** Writes an image of the engine to standard output, as an archive. */
export function toSaveCommand(image: string): DockerCommand {
  return dockerCommand('save', image);
}

/** Where buildx finds an image in a layout. It takes no path with `:` or `@`. */
export function toLayoutAddress(folder: string, digest: string): string {
  return `oci-layout://${folder}@${digest}`;
}

const OCI = 'application/vnd.oci.image';

/** The manifest of an image: `docker save` of an engine before 25 writes none. */
export function toLayoutManifest(config: Blob, layers: readonly Blob[]): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: toDescriptor(`${OCI}.config.v1+json`, config),
    layers: layers.map((layer) => toDescriptor(`${OCI}.layer.v1.tar${compressionOf(layer)}`, layer)),
  });
}

/** The files beside the blobs, by their names. */
export function toLayoutFiles(manifest: Blob): ReadonlyMap<string, string> {
  const descriptor = toDescriptor(`${OCI}.manifest.v1+json`, manifest);
  return new Map([
    ['oci-layout', JSON.stringify({ imageLayoutVersion: '1.0.0' })],
    ['index.json', JSON.stringify({ schemaVersion: 2, manifests: [descriptor] })],
  ]);
}

function toDescriptor(mediaType: string, { digest, size }: Blob) {
  return { mediaType, digest, size };
}

/** The image store of containerd keeps layers as they came. */
function compressionOf({ begin }: Blob): string {
  if (begin.startsWith('1f8b')) return '+gzip';
  return begin.startsWith('28b52ffd') ? '+zstd' : '';
}
