import type { Common } from './operation-fields.ts';
import type { ImageListing } from './push-operation.ts';

/**
 * Has a scanner, in a container where it waits, look for known weaknesses in an image, and judges what it finds. What
 * it has found goes to the entries of the image in artifacts.json.
 */
export interface ScanImage extends Common {
  readonly kind: 'scanImage';
  readonly step: string;
  readonly container: string;
  /** The name that this build alone has given to the image. */
  readonly image: string;
  /** The platform of the image, as artifacts.json names it. */
  readonly platform: string;
  readonly scanner: string;
  /** What the scanner is called with. */
  readonly argv: readonly string[];
  /** Where the scanner leaves its findings in the container, as JSON. */
  readonly report: string;
  /** The score from which on a weakness fails the step; null: none does. */
  readonly threshold: number | null;
  /** The exit code by which the scanner itself is told to fail for what it finds; null: it is not. */
  readonly findingsCode: number | null;
  /** The entries of artifacts.json that speak of the image. */
  readonly listings: readonly ImageListing[];
}

/** Makes a folder of ours, and what is missing above it. What is there already stays as it is. */
export interface MakeFolder extends Common {
  readonly kind: 'makeFolder';
  readonly path: string;
}
