import type { Common } from './operation-fields.ts';

/** Reads the Python packages among the results of a step, so that what is none is known before anything is pushed. */
export interface ReadPackages extends Common {
  readonly kind: 'readPackages';
  readonly step: string;
  /** Where they go, as the build file has it. */
  readonly repositories: readonly string[];
}

/** Uploads the packages of some steps to an index of Python packages. */
export interface UploadPackages extends Common {
  readonly kind: 'uploadPackages';
  /** In the order in which their packages go. */
  readonly steps: readonly string[];
  readonly url: string;
  readonly username: string;
  /** Never shown. */
  readonly password: string;
  /** Paths of certificates in PEM, of the authority and of our own; null: the usual ones, and none. */
  readonly authority: string | null;
  readonly certificate: string | null;
  /** What the index has already is left out, rather than a failure. */
  readonly isSkippingExisting: boolean;
}
