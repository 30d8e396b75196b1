import type { Builders } from './builders.ts';

export type { Builder, Builders } from './builders.ts';

/** What is true of the invocation, the checkout, the host and the engine: everything a plan may depend on. */
export interface Facts {
  readonly identity: Identity;
  readonly invoker: Invoker;
  readonly versionControl: VersionControl;
  readonly engine: EngineFacts;
  readonly builders: Builders;
  /** Of the images that are pulled only where they are missing, those that were there at the start. */
  readonly localImages: ReadonlySet<string>;
  /** Absolute, symlinks resolved. */
  readonly buildDirectory: string;
  /** Absolute. */
  readonly resultsDirectory: string;
  /** Whether steps may have views of the checkout itself rather than of a copy. */
  readonly isCheckoutViewable: boolean;
  /** Excluded from /source, relative to the build directory, `/` between parts: results directory, .buildignore. */
  readonly sourceExclusions: SourceExclusions;
  /** Our own process environment at the start. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Identity {
  /** Unique in the world; the prefix of every name we give: `buildrunner-<10 hex>`; safe in names and tags. */
  readonly buildId: string;
  /** Says whose it is, for labels and tags: see cleanup/owner. Only `A-Z a-z 0-9 . _ -`. */
  readonly owner: string;
  /** `-n`, or the start in epoch seconds. */
  readonly buildNumber: string;
  /** Epoch seconds of the start. */
  readonly buildTime: number;
  /** A UUID for each step name. */
  readonly stepIds: ReadonlyMap<string, string>;
}

export interface Invoker {
  readonly user: string;
  readonly userId: number;
  readonly group: string;
  readonly groupId: number;
  /** `uname -m` style: x86_64, aarch64. */
  readonly machine: string;
}

/** See VCSINFO_* in README; all text as it is shown. */
export interface VersionControl {
  readonly name: string;
  readonly branch: string;
  readonly number: string;
  /** Full commit id. */
  readonly id: string;
  /** First seven characters. */
  readonly shortId: string;
  readonly modified: string;
  /** `<number>.I<six>.M<modified>`. */
  readonly release: string;
}

export interface EngineFacts {
  /** How a path of ours is named on the engine's host. */
  readonly view: FileView;
  /** The full id of the container that we run in, where the engine knows it. */
  readonly ownContainer: string | null;
  /** Whether a `local` volume may be an overlay over another one. */
  readonly canOverlayVolumes: boolean;
  /** Folder on the engine's host that holds the volumes: `<it>/<name>/_data`. */
  readonly volumesDirectory: string;
  /** The engine's own socket as a path on its host, for containers that want docker; null: none known. */
  readonly socket: string | null;
  /** How our process reaches the engine's API: a socket file, or `docker system dial-stdio`. */
  readonly connection: { readonly kind: 'socket'; readonly path: string } | { readonly kind: 'dial' };
  /** What its own machine is, as docker names platforms: `linux/amd64`. */
  readonly platform: string;
  readonly hasBuildKit: boolean;
  /** Whether the CLI can give an image in a registry a further tag without changing it; asked only for a push. */
  readonly canAliasImages: boolean;
  /** Whether the current builder can write a cache for others; only asked where a build wants that, else true. */
  readonly canExportCache: boolean;
}

export type FileView =
  /** The engine sees our files under the same paths. */
  | { readonly kind: 'same' }
  /**
   * We run in a container of that engine: a path below `inside` is `outside` + rest on its host; the longest `inside`
   * counts. `outside` empty: the engine does not see what lies there (a tmpfs).
   */
  | { readonly kind: 'mapped'; readonly mounts: readonly { readonly inside: string; readonly outside: string }[] }
  /** It sees none of them: content is copied in and out. */
  | { readonly kind: 'apart' };

export interface SourceExclusions {
  /** Names of entries at the root that are left out (the results directory). */
  readonly rootNames: readonly string[];
  /** fnmatch patterns against the path relative to the root; `*` crosses `/`; a folder that matches drops its tree. */
  readonly patterns: readonly string[];
}

/** A name in `files:` of the build file, looked up. */
export type LocalFile =
  | { readonly kind: 'path'; readonly path: string; readonly isDirectory: boolean }
  /** An alias whose value is content rather than a path. */
  | { readonly kind: 'content'; readonly text: string }
  | { readonly kind: 'missing'; readonly reason: string; readonly next: string };
