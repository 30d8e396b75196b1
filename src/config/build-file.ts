import type { Diagnostic, Location } from './diagnostic.ts';

/** A value of YAML as PyYAML reads it. A float is a class of its own, since `1.0` prints as `1.0`, an integer as `1`. */
export type YamlValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | YamlFloat
  | YamlDate
  | YamlBytes
  | YamlTuple
  | YamlSet
  | readonly YamlValue[]
  | ReadonlyMap<YamlValue, YamlValue>;

/** A floating point number, printed as Python prints it. */
export interface YamlFloat {
  readonly kind: 'float';
  readonly value: number;
}

/** A date or a date with time, printed as Python prints it. */
export interface YamlDate {
  readonly kind: 'date';
  readonly text: string;
}

/** Of `!!binary`. */
export interface YamlBytes {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/** A key with its value, as `!!omap` and `!!pairs` are lists of. */
export interface YamlTuple {
  readonly kind: 'tuple';
  readonly items: readonly YamlValue[];
}

/** Of `!!set`; in the order of the file. */
export interface YamlSet {
  readonly kind: 'set';
  readonly items: readonly YamlValue[];
}

/** The validated run file. Maps keep the order of the file. Keys are spelled as in the file. */
export interface BuildFile {
  readonly steps: ReadonlyMap<string, Step>;
  readonly 'use-legacy-builder'?: boolean | undefined;
  /** Where a value stands, by its path of keys; the nearest ancestor where the path leads nowhere. */
  readonly locate: (path: readonly (string | number)[]) => Location;
  /** Makes a located problem of a path. */
  readonly problemAt: (path: readonly (string | number)[], message: string, next?: string) => Diagnostic;
}

export interface Step {
  readonly build?: BuildTask | undefined;
  readonly run?: RunTask | undefined;
  readonly push?: readonly PushTarget[] | undefined;
  readonly commit?: readonly PushTarget[] | undefined;
  /** Names of steps that run before this one; the order of `BuildFile.steps` already follows from them. */
  readonly depends?: readonly string[] | undefined;
}

/** `build: X` is `{path: X}`. */
export interface BuildTask {
  readonly path?: string | undefined;
  readonly dockerfile?: string | undefined;
  readonly target?: string | undefined;
  readonly platform?: string | undefined;
  readonly pull?: boolean | undefined;
  readonly 'no-cache'?: boolean | undefined;
  readonly buildargs?: ReadonlyMap<string, YamlValue> | undefined;
}

/** Keys that a step and a service share. */
export interface ContainerKeys {
  readonly image?: string | undefined;
  readonly cmd?: string | undefined;
  readonly provisioners?: ReadonlyMap<string, string> | undefined;
  readonly shell?: string | undefined;
  readonly cwd?: string | undefined;
  readonly user?: string | undefined;
  readonly hostname?: string | undefined;
  readonly dns?: readonly string[] | undefined;
  readonly dns_search?: string | undefined;
  readonly extra_hosts?: ReadonlyMap<string, string> | undefined;
  readonly env?: ReadonlyMap<string, YamlValue> | undefined;
  readonly files?: ReadonlyMap<string, string> | undefined;
  readonly volumes_from?: readonly string[] | undefined;
  readonly ports?: ReadonlyMap<number, number | null> | undefined;
  readonly pull?: boolean | undefined;
  readonly systemd?: boolean | undefined;
  readonly containers?: readonly string[] | undefined;
  readonly 'mem-limit'?: string | number | undefined;
  readonly 'cpu-shares'?: number | undefined;
  readonly 'cpu-period'?: number | undefined;
  readonly 'cpu-quota'?: number | undefined;
}

export interface RunTask extends ContainerKeys {
  readonly cmds?: readonly string[] | undefined;
  readonly xfail?: boolean | undefined;
  readonly services?: ReadonlyMap<string, Service> | undefined;
  /** Value null: no properties (null, false and empty are the same). */
  readonly artifacts?: ReadonlyMap<string, ReadonlyMap<string, YamlValue> | null> | undefined;
  readonly platform?: string | undefined;
  readonly cap_add?: readonly string[] | undefined;
  readonly privileged?: boolean | undefined;
  /** False: the step's containers get no docker socket. */
  readonly 'docker-socket'?: boolean | undefined;
}

/** Exactly one of `image` and `build`. */
export interface Service extends ContainerKeys {
  readonly build?: BuildTask | undefined;
  readonly wait_for?: readonly { readonly port: number; readonly timeout: number }[] | undefined;
}

/** Text is `{repository: text}`, split into repository and tag as docker does. */
export interface PushTarget {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly add_build_tag: boolean;
}

/** The merged global configuration. */
export interface GlobalConfiguration {
  readonly env: ReadonlyMap<string, YamlValue>;
  readonly 'docker-registry': string;
  readonly 'caches-root': string;
  /** Absent: the system's. */
  readonly 'temp-dir'?: string | undefined;
  /** Alias to absolute path, or to content. */
  readonly 'local-files': ReadonlyMap<string, string>;
  /** False: containers get no docker socket. */
  readonly 'docker-socket': boolean;
  /** Servers that `github://ALIAS/...` names, by their alias. */
  readonly github: ReadonlyMap<string, GithubServer>;
}

/** How the API of a GitHub server is reached. */
export interface GithubServer {
  readonly endpoint?: string | undefined;
  /** `v3` or absent. */
  readonly version?: string | undefined;
  readonly username?: string | undefined;
  readonly app_token?: string | undefined;
}
