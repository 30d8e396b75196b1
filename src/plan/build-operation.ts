import type { Common } from './operation-fields.ts';

export interface BuildImage extends Common {
  readonly kind: 'buildImage';
  readonly step: string;
  /** The name it gets; of this build alone, removed with it. */
  readonly image: string;
  /** The engine gets the image. What nothing of the build uses is built all the same, and stays in the builder's cache. */
  readonly isLoaded: boolean;
  /** Absolute folder; null: no files but the Dockerfile and what is injected. */
  readonly context: string | null;
  /** What is laid over the files of the context, one after the other, in a folder of the build's own. */
  readonly injections: readonly Injection[];
  /** Text of it, its absolute path, or whatever file "Dockerfile" is in the context once all is injected. */
  readonly dockerfile: { readonly text: string } | { readonly path: string } | InjectedDockerfile;
  readonly target?: string | undefined;
  readonly platform?: string | undefined;
  /** It is one of several that make an image for several platforms, and shown as such. */
  readonly isPart: boolean;
  /** Images of this build that take the place of those that the Dockerfile names. */
  readonly images: ReadonlyMap<string, string>;
  /** The builder does not see the images of the engine, and is given those of `images` as files. */
  readonly isApart: boolean;
  /** What such a builder is given too, where the engine has it; otherwise it looks in a registry. */
  readonly localImages: readonly LocalImage[];
  readonly buildArguments: ReadonlyMap<string, string>;
  readonly isPulled: boolean;
  readonly isUncached: boolean;
  readonly builder: 'buildkit' | 'legacy';
  /** The builder of buildx; null: docker's current one. */
  readonly builderName: string | null;
  /** As `docker build --secret` takes them, with absolute paths. */
  readonly secrets: readonly string[];
  /** As `docker build --cache-from` and `--cache-to` take them. */
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  /** What the user is told before it is built. */
  readonly warnings: readonly string[];
}

/** An image by the name that a Dockerfile has for it, and for which platform it must be. */
export interface LocalImage {
  readonly name: string;
  readonly platform: string;
}

/** `base`: the image that it goes on from, which is put in front of it as a line of FROM. */
export interface InjectedDockerfile {
  readonly isInContext: true;
  readonly base?: string;
}

/** Makes an image of an archive: of a saved image, or of a file system. */
export interface ImportImage extends Common {
  readonly kind: 'importImage';
  readonly step: string;
  /** The name it gets; of this build alone, removed with it. */
  readonly image: string;
  /** Absolute path; it may only be made by an earlier step. */
  readonly archive: string;
  /** Of the file system, or which of several saved images. */
  readonly platform?: string | undefined;
}

/** Files and folders that a pattern finds when the image is built, and where in the context they go. */
export interface Injection {
  /** A pattern of Python's `glob`, absolute or relative to `directory`. */
  readonly pattern: string;
  readonly directory: string;
  /** Relative to the context, without `.` and `..`; empty: the context itself. */
  readonly destination: string;
  /** The only thing that is found goes into the destination under its own name, as several always do. */
  readonly isInto: boolean;
}
