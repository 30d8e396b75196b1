import type { InferOutput, ObjectSchema } from 'valibot';
import type { Diagnostic, Location } from './diagnostic.ts';
import type { build } from './schema/build.ts';
import type { containerKeys } from './schema/container-keys.ts';
import type { globalFile } from './schema/global.ts';
import type { run } from './schema/run.ts';
import type { service } from './schema/service.ts';
import type { step } from './schema/step.ts';

export type { PushTarget } from './schema/push.ts';

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

export type Step = InferOutput<typeof step>;

/** Where the Python packages of a step go. */
export type PackageTarget = NonNullable<Step['pypi-push']>[number];

/** `build: X` is `{path: X}`. */
export type BuildTask = InferOutput<typeof build>;

/** Keys that a step and a service share. */
export type ContainerKeys = Readonly<InferOutput<ObjectSchema<typeof containerKeys, undefined>>>;

export type RunTask = InferOutput<typeof run>;

/** Exactly one of `image` and `build`. */
export type Service = InferOutput<typeof service>;

type GlobalFile = InferOutput<typeof globalFile>;

/** Keys of the global configuration that always have a value. */
type WithDefault = 'env' | 'docker-registry' | 'caches-root' | 'local-files' | 'docker-socket' | 'github';

/** The merged global configuration. `local-files`: alias to absolute path, or to content. */
export type GlobalConfiguration = Omit<GlobalFile, WithDefault> & {
  readonly [Key in WithDefault]: NonNullable<GlobalFile[Key]>;
};

/** How the API of a GitHub server is reached. */
export type GithubServer = NonNullable<GlobalFile['github']> extends ReadonlyMap<string, infer Server> ? Server : never;
