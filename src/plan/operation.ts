import type { BuildImage, ImportImage } from './build-operation.ts';
import type { Common, OperationId } from './operation-fields.ts';
import type { PushImage, TagImage } from './push-operation.ts';
import type { MakeFolder, ScanImage } from './scan-operation.ts';
import type { ReadPackages, UploadPackages } from './upload-operation.ts';

export type { BuildImage, ImportImage, Injection, LocalImage } from './build-operation.ts';
export type { Common, OperationId } from './operation-fields.ts';
export type { ImageListing, PlatformImage, PushImage, PushWay, TagImage } from './push-operation.ts';
export type { MakeFolder, ScanImage } from './scan-operation.ts';
export type { ReadPackages, UploadPackages } from './upload-operation.ts';

/** Who speaks in a step: its own container, one of its services, or one of several builds side by side. */
export type Speaker =
  | { readonly kind: 'step' }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'platform'; readonly name: string };

/** Properties of an artifact as they stand in artifacts.json; a value is any JSON value. */
export type ArtifactProperties = ReadonlyMap<string, unknown>;

/** A text that may only be known once another operation has happened. */
export type LateText =
  | string
  /** The full id of the container that `createContainer` operation made. */
  | { readonly late: 'containerId'; readonly from: OperationId }
  /** The address of a started container (`startContainer`) on its network. */
  | { readonly late: 'address'; readonly from: OperationId };

/** Environment by name; `null` takes away what the image sets. */
export type Environment = ReadonlyMap<string, LateText | null>;

/** The step is now the one that runs: its folder below the results is made, its heading shown. */
export interface BeginStep extends Common {
  readonly kind: 'beginStep';
  readonly step: string;
}

/** The step's next task begins: its heading is shown. */
export interface BeginTask extends Common {
  readonly kind: 'beginTask';
  readonly step: string;
  readonly task: 'build' | 'run' | 'push' | 'commit' | 'pypi-push';
  /** What is to be said of it at once. */
  readonly notice?: string | undefined;
}

/** Decides what became of the step from the operations it follows. */
export interface EndStep extends Common {
  readonly kind: 'endStep';
  readonly step: string;
  /** `xfail`: the task, by the operation that begins it, that must fail for the build to go on; null: none. */
  readonly expectsFailureOf: OperationId | null;
}

export interface PullImage extends Common {
  readonly kind: 'pullImage';
  readonly image: string;
  readonly platform?: string | undefined;
  /** `missing`: only when the engine has no image of that name. */
  readonly policy: 'always' | 'missing';
  /** That it cannot be pulled is only a warning. */
  readonly isOptional?: boolean | undefined;
}

export interface CreateNetwork extends Common {
  readonly kind: 'createNetwork';
  readonly name: string;
  readonly labels: Labels;
}

export type Labels = ReadonlyMap<string, string>;

export type Mount =
  | { readonly kind: 'bind'; readonly source: string; readonly target: string; readonly isReadOnly: boolean }
  /**
   * A volume, made by the engine together with the first container that mounts it. Without `name` it is the
   * container's own and goes with it. `overlay` makes it a writable view of another volume (paths on the engine's host).
   */
  | {
      readonly kind: 'volume';
      readonly name: string | null;
      readonly target: string;
      readonly labels: Labels;
      readonly overlay: { readonly lower: string; readonly upper: string; readonly work: string } | null;
    };

export interface CreateContainer extends Common {
  readonly kind: 'createContainer';
  readonly name: string;
  readonly role: 'source' | 'step' | 'service' | 'scanner';
  readonly image: string;
  readonly labels: Labels;
  /** The program that gets the command as its arguments; absent: the image's own, if it has any. */
  readonly entryPoint?: string | undefined;
  /** What the container runs; null: the image's own command. */
  readonly command: readonly string[] | null;
  /** A terminal and an open standard input, which keep a shell waiting for ever. */
  readonly hasTerminal: boolean;
  readonly environment: Environment;
  readonly workingDirectory?: string | undefined;
  readonly user?: string | undefined;
  readonly hostname?: string | undefined;
  /** Null: the engine's default bridge. */
  readonly network: { readonly name: string; readonly aliases: readonly string[] } | null;
  readonly dns: readonly LateText[];
  readonly dnsSearch: readonly string[];
  readonly extraHosts: readonly { readonly host: string; readonly address: LateText }[];
  /** `host` null: a random port. */
  readonly ports: readonly { readonly container: number; readonly host: number | null }[];
  readonly mounts: readonly Mount[];
  /** Containers, each with an optional `:ro` or `:rw`. */
  readonly volumesFrom: readonly string[];
  readonly isPrivileged: boolean;
  readonly addedCapabilities: readonly string[];
  readonly securityOptions: readonly string[];
  /** As docker reads it: `64m`. */
  readonly memoryLimit?: string | undefined;
  readonly cpuShares?: number | undefined;
  readonly cpuPeriod?: number | undefined;
  readonly cpuQuota?: number | undefined;
}

/** What is put into a container that need not run. */
export type CopiedContent =
  /** The checkout, as `source/…`, and empty folders `overlay/<n>/{upper,work}` for so many writable views of it. */
  | { readonly kind: 'checkout'; readonly directory: string; readonly overlays: number }
  /** The same folders alone, for views of the checkout itself: what is left out of /source is hidden in each. */
  | { readonly kind: 'views'; readonly directory: string; readonly overlays: number }
  /** One file or folder of ours, to appear as `path`. */
  | { readonly kind: 'path'; readonly source: string; readonly isExecutable: boolean }
  /** A text, as a file. `secrets`: what of a text in JSON must be nobody's business, by names for it. */
  | { readonly kind: 'text'; readonly text: string; readonly secrets?: ReadonlyMap<string, string> }
  /** The content of `path` in another container. */
  | { readonly kind: 'container'; readonly container: string; readonly path: string };

export interface CopyToContainer extends Common {
  readonly kind: 'copyToContainer';
  readonly container: string;
  /** Absolute path in the container that the content appears as (`/` for `checkout` and `views`). */
  readonly path: string;
  readonly content: CopiedContent;
}

/** Copies a path out of a container over a path of ours (`:rw` files on an engine that does not see our files). */
export interface CopyFromContainer extends Common {
  readonly kind: 'copyFromContainer';
  readonly container: string;
  readonly path: string;
  readonly target: string;
}

export interface StartContainer extends Common {
  readonly kind: 'startContainer';
  readonly step: string;
  readonly container: string;
  readonly speaker: Speaker;
  /**
   * Whether its output is followed. `none`: a shell that waits, nothing to hear. `background`: from its first byte,
   * without waiting. `foreground`: the operation lasts until the container ends, and fails with its exit code.
   */
  readonly attach: 'none' | 'background' | 'foreground';
}

export interface ExecInContainer extends Common {
  readonly kind: 'execInContainer';
  readonly step: string;
  readonly container: string;
  readonly speaker: Speaker;
  readonly argv: readonly string[];
  readonly environment: Environment;
  readonly user?: string | undefined;
  /** The command as the build file has it, to be shown; null: not shown. */
  readonly shown: string | null;
  /** It is only started; its output is followed and its end reported while the step goes on. */
  readonly isBackground: boolean;
}

export interface WaitForPort extends Common {
  readonly kind: 'waitForPort';
  readonly step: string;
  readonly container: string;
  readonly service: string;
  readonly port: number;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface CollectArtifact extends Common {
  readonly kind: 'collectArtifact';
  readonly step: string;
  readonly container: string;
  /** Shell pattern(s) as in the build file, relative to /source. */
  readonly pattern: string;
  /** A shell that runs in the container and expands the pattern; null: the container has ended. */
  readonly shell: string | null;
  /** All properties of the build file, verbatim; null: none. They go to artifacts.json. */
  readonly properties: ArtifactProperties | null;
  readonly isListed: boolean;
  readonly rename: string | null;
  /** How a folder is kept: as loose files, or as an archive. */
  readonly packing:
    | { readonly kind: 'files' }
    | {
        readonly kind: 'archive';
        readonly type: 'tar' | 'zip';
        /** Of a tar: gz, bz2, xz, lzma, lzip, lzop, z, or none. */
        readonly compression: string;
        /** Of the archive and its top entry; null: the folder's. */
        readonly name: string | null;
        /** With its dot: `.tar.gz`. */
        readonly suffix: string;
      };
}

export interface CommitContainer extends Common {
  readonly kind: 'commitContainer';
  readonly step: string;
  readonly container: string;
  /** Whose command and entry point the new image keeps. */
  readonly baseImage: string;
  /** Variables that the container itself was given: the image gets the values of its base image again, or none. */
  readonly variables: readonly string[];
  /** The name it gets; of this build alone, removed with it. */
  readonly image: string;
}

/** In bulk: one call for each kind of thing. What is already gone is no failure. */
export interface RemoveResources extends Common {
  readonly kind: 'removeResources';
  /** With their own volumes. */
  readonly containers: readonly string[];
  /** Containers made elsewhere, by name or by label (`containers:` of the build file). */
  readonly foreignContainers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly images: readonly string[];
}

export type Operation =
  | BeginStep
  | BeginTask
  | EndStep
  | PullImage
  | BuildImage
  | ImportImage
  | CreateNetwork
  | CreateContainer
  | CopyToContainer
  | CopyFromContainer
  | StartContainer
  | ExecInContainer
  | WaitForPort
  | CollectArtifact
  | CommitContainer
  | TagImage
  | PushImage
  | MakeFolder
  | ScanImage
  | ReadPackages
  | UploadPackages
  | RemoveResources;

export type OperationKind = Operation['kind'];

/** The operations by their kinds, for tables that have something for each. */
export type OperationsByKind = {
  readonly [Kind in OperationKind]: Extract<Operation, { readonly kind: Kind }>;
};

export interface Plan {
  readonly buildId: string;
  /** In an order that could be followed one by one. */
  readonly operations: readonly Operation[];
  readonly steps: readonly { readonly name: string; readonly tasks: readonly string[] }[];
  /** Results of the plan lie below it. */
  readonly resultsDirectory: string;
}
