import type { ArtifactProperties, ImageListing } from '../plan/operation.ts';
import type { PushedImage } from '../report/event.ts';

/** The key of an image in artifacts.json, unique in the build. */
export function listingPath(step: string, imageId: string, listing: ImageListing): string {
  const path = `${step}/${shownId(imageId, listing)}`;
  return listing.isMain ? path : `${path}/${listing.repository}`;
}

/** What scanners have found in an image, by its platforms: what artifacts.json says of each. */
export type ImageScans = ReadonlyMap<string, unknown>;

/** What has been done with an image. */
export interface ImageHistory {
  readonly pushed?: readonly PushedImage[];
  readonly scans?: ImageScans | undefined;
}

/** What artifacts.json says of an image (keys of buildrunner 3.27), what was found in it, and what of it has been pushed as what. */
export function listingProperties(
  imageId: string,
  listing: ImageListing,
  { pushed = [], scans = new Map() }: ImageHistory,
): ArtifactProperties {
  const digests = pushed.map(({ reference, digest }) => [reference, digest] as const);
  return new Map<string, unknown>([
    ['type', 'docker-image'],
    ['docker:image', shownId(imageId, listing)],
    ['docker:repository', listing.repository],
    ['docker:tags', listing.tags],
    ...(scans.size === 0 ? [] : [['docker:security-scan', scans] as const]),
    ...(digests.length === 0 ? [] : [['docker:digest', new Map(digests)] as const]),
  ]);
}

function shownId(imageId: string, { id }: ImageListing): string {
  return id === 'full' ? imageId : imageId.replace(/^sha256:/, '').slice(0, 12);
}
