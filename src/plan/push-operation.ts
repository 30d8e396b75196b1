import type { Common } from './operation-fields.ts';

/** Gives an image a name of the user's. */
export interface TagImage extends Common {
  readonly kind: 'tagImage';
  readonly step: string;
  readonly image: string;
  readonly reference: string;
  /** Whether the user keeps the tag; else it is removed with the build (`--cleanup-images`). */
  readonly isKept: boolean;
  /** With the last tag of a repository of a `push`: what artifacts.json says of the image; else null. */
  readonly listing: ImageListing | null;
}

/** An image for one platform, as a part of one for several. */
export interface PlatformImage {
  readonly platform: string;
  /** The name that this build alone has given to it. */
  readonly image: string;
}

/** What artifacts.json says of an image in a repository. */
export interface ImageListing {
  readonly repository: string;
  readonly tags: readonly string[];
  /** How the image is named there: a built one by twelve digits, a committed one by its full id (buildrunner 3.27). */
  readonly id: 'short' | 'full';
  /** Whether its key is that of the image alone; a step's other repositories of the same image have longer keys. */
  readonly isMain: boolean;
  /** What it is made of where it was built for named platforms; empty: it was not. */
  readonly parts: readonly PlatformImage[];
}

/**
 * Sends an image to a repository and names it there. No tag is looked up that anybody else could have moved: each is
 * given to the image right before, and what was pushed is compared with the image by digest.
 */
export interface PushImage extends Common {
  readonly kind: 'pushImage';
  readonly step: string;
  /** The name that this build alone has given to it. */
  readonly image: string;
  readonly repository: string;
  readonly tags: readonly string[];
  readonly by: PushWay;
  /** What artifacts.json says of it; null: nothing. */
  readonly listing: ImageListing | null;
}

export type PushWay =
  /** Each tag is pushed for itself. */
  | { readonly kind: 'each' }
  /** The image is pushed by one tag, and the registry itself gives it the others, by digest. */
  | { readonly kind: 'carrier'; readonly carrier: string }
  /** Images for one platform each are pushed by that tag one after the other, and the registry joins them, by digest. */
  | { readonly kind: 'parts'; readonly carrier: string; readonly parts: readonly PlatformImage[] };
