import type { ArtifactProperties, ImageListing } from '../plan/operation.ts';
import type { PushedImage } from '../report/event.ts';

/** The key of an image in artifacts.json, unique in the build. */
export function listingPath(step: string, imageId: string, listing: ImageListing): string {
  const path = `${step}/${shownId(imageId, listing)}`;
  return listing.isMain ? path : `${path}/${listing.repository}`;
}

/** What artifacts.json says of an image (keys of buildrunner 3.27), and what of it has been pushed as what. */
export function listingProperties(
  imageId: string,
  listing: ImageListing,
  pushed: readonly PushedImage[],
): ArtifactProperties {
  const digests = pushed.map(({ reference, digest }) => [reference, digest] as const);
  return new Map<string, unknown>([
    ['type', 'docker-image'],
    ['docker:image', shownId(imageId, listing)],
    ['docker:repository', listing.repository],
    ['docker:tags', listing.tags],
    ...(digests.length === 0 ? [] : [['docker:digest', new Map(digests)] as const]),
  ]);
}

function shownId(imageId: string, { id }: ImageListing): string {
  return id === 'full' ? imageId : imageId.replace(/^sha256:/, '').slice(0, 12);
}
