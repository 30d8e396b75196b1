/** What the command line asked for, typed and checked: the only thing other parts learn of argv. */
export type Invocation =
  | { readonly command: 'version' }
  | { readonly command: 'help'; readonly text: string }
  | { readonly command: 'build'; readonly options: BuildOptions }
  | { readonly command: 'plan'; readonly options: BuildOptions; readonly format: 'text' | 'json' | 'sh' }
  /** Checks the configuration. */
  | { readonly command: 'validate'; readonly options: BuildOptions; readonly format: 'text' | 'json' | 'github' }
  | { readonly command: 'list'; readonly options: BuildOptions; readonly format: 'text' | 'json' }
  /** `key`: undefined for all of them. */
  | { readonly command: 'explain'; readonly key: string | undefined }
  /** The JSON Schema of the build file, or of the global file. */
  | { readonly command: 'schema'; readonly isGlobal: boolean }
  /** The resources of builds on the engine, and whose they are. */
  | { readonly command: 'ps'; readonly format: 'text' | 'json' }
  | { readonly command: 'reap'; readonly options: ReapOptions }
  /** `buildrunner-cleanup`: remove the caches. */
  | { readonly command: 'cleanup'; readonly options: BuildOptions };

export interface ReapOptions {
  readonly isDryRun: boolean;
  /** Also those whose owner is alive or cannot be judged from here. */
  readonly isAll: boolean;
  /** Only those that carry all of these labels. */
  readonly labels: readonly { readonly key: string; readonly value: string | null }[];
}

/** The flags of a build; absent ones are left out or false. */
export interface BuildOptions {
  /** -c, relative to the build directory. */
  readonly globalConfig?: string | undefined;
  /** -d, as typed; relative to the current directory. */
  readonly directory?: string | undefined;
  /** -b, as typed; relative to the current directory. */
  readonly resultsDirectory?: string | undefined;
  /** -f, relative to the build directory. */
  readonly file?: string | undefined;
  readonly isDebug: boolean;
  readonly containerLabels: ReadonlyMap<string, string>;
  readonly buildNumber?: string | undefined;
  /** Milliseconds. */
  readonly dockerTimeout: number;
  readonly isPush: boolean;
  readonly isKeepImages: boolean;
  readonly isCleanupImages: boolean;
  readonly isLocalImages: boolean;
  readonly platform?: string | undefined;
  readonly isKeepStepArtifacts: boolean;
  readonly isCleanCache: boolean;
  /** -s, in the order given; empty means all. */
  readonly steps: readonly string[];
  readonly isPublishPorts: boolean;
  readonly isDisableTimestamps: boolean;
  /** `--no-color`. */
  readonly isNoColor: boolean;
  readonly isPrintGeneratedFiles: boolean;
  readonly isLogGeneratedFiles: boolean;
  readonly isDisableMultiPlatform: boolean;
  readonly securityScan: {
    readonly enabled?: boolean | undefined;
    readonly scanner?: 'trivy' | undefined;
    readonly version?: string | undefined;
    readonly configFile?: string | undefined;
    readonly maxScoreThreshold?: number | undefined;
  };
}
