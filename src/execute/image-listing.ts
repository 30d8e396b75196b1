import { parseImageId, toInspectImageCommand } from '../docker/image.ts';
import { succeed, type Result } from '../failure.ts';
import type { ArtifactProperties, ImageListing } from '../plan/operation.ts';
import type { PushedImage } from '../report/event.ts';
import type { ExecutionContext } from './context.ts';
import { callDocker } from './docker-call.ts';

/** An image by its full id (`sha256:…`), and what it is for each platform that it was built for by name. */
export interface ListedImage {
  readonly id: string;
  readonly parts: readonly { readonly platform: string; readonly id: string }[];
}

/** Asks for the ids of an image that may be listed. */
export async function askListedImage(
  context: ExecutionContext,
  { image, listing }: { readonly image: string; readonly listing: ImageListing | null },
  problem: string,
): Promise<Result<ListedImage>> {
  const ids = new Map<string, string>();
  for (const name of new Set([image, ...(listing?.parts ?? []).map((part) => part.image)])) {
    const inspected = await callDocker(context, { docker: toInspectImageCommand(name), problem });
    if (!inspected.ok) return inspected;
    ids.set(name, parseImageId(inspected.value.stdout));
  }
  const idOf = (name: string) => ids.get(name) ?? '';
  const parts = (listing?.parts ?? []).map((part) => ({ platform: part.platform, id: idOf(part.image) }));
  return succeed({ id: idOf(image), parts });
}

/** The key of an image in artifacts.json, unique in the build; one for several platforms goes by its repository. */
export function listingPath(step: string, { id }: ListedImage, listing: ImageListing): string {
  const { repository, isMain } = listing;
  if (listing.parts.length > 0) return isMain ? repository : `${step}/${repository}`;
  const path = `${step}/${shownId(id, listing)}`;
  return isMain ? path : `${path}/${repository}`;
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
  { id, parts }: ListedImage,
  listing: ImageListing,
  { pushed = [], scans = new Map() }: ImageHistory,
): ArtifactProperties {
  const digests = pushed.map(({ reference, digest }) => [reference, digest] as const);
  const ids = (parts.length === 0 ? [id] : parts.map((part) => part.id)).map((one) => shownId(one, listing));
  const platforms = parts.map(({ platform }, index) => `${platform}:${ids[index] ?? ''}`);
  return new Map<string, unknown>([
    ['type', 'docker-image'],
    ['docker:image', ids.join(',')],
    ['docker:repository', listing.repository],
    ['docker:tags', listing.tags],
    ...(platforms.length === 0 ? [] : [['docker:platforms', platforms] as const]),
    ...(scans.size === 0 ? [] : [['docker:security-scan', scans] as const]),
    ...(digests.length === 0 ? [] : [['docker:digest', new Map(digests)] as const]),
  ]);
}

function shownId(imageId: string, { id }: ImageListing): string {
  return id === 'full' ? imageId : imageId.replace(/^sha256:/, '').slice(0, 12);
}
