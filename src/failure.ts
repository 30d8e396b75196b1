/**
 * Expected failures are values of this one closed shape; `throw` is left for internal errors.
 * The exit code follows from the kind, here and nowhere else.
 */
export type FailureKind =
  /** A flag or argument is wrong. */
  | 'usage'
  /** The build file, a global configuration file or something they name is wrong. */
  | 'configuration'
  /** A command or service of a step failed. */
  | 'step'
  /** The docker engine, the docker CLI or a registry refused or did not answer. */
  | 'engine'
  /** The machine or the checkout lacks something: a file, a right, a folder. */
  | 'environment'
  /** The results directory cannot be wiped or made. */
  | 'results'
  /** A signal ended the build. */
  | 'interrupted';

export interface Location {
  /** As the user would name it: relative to the build directory where it lies below it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}

/** One problem of a configuration file, with the place it stands at. */
export interface Diagnostic {
  readonly location: Location;
  /** The subject in double quotes and what is wrong with it. */
  readonly message: string;
  /** The line of the file it stands on; null when there is none. */
  readonly excerpt: string | null;
  /** What to do next, one imperative sentence without a full stop. */
  readonly next?: string;
}

export interface Failure {
  readonly kind: FailureKind;
  /** One sentence without a full stop: the subject in double quotes, and the reason. */
  readonly summary: string;
  /** What stands under it, a line each: source excerpts, the engine's own words, last lines of output. */
  readonly details?: readonly string[];
  /** Problems of configuration files one by one, for tools; `details` tells the same. */
  readonly diagnostics?: readonly Diagnostic[];
  /** What to do next, one imperative sentence without a full stop. */
  readonly next?: string;
  /** The number of the signal, for `interrupted`. */
  readonly signalNumber?: number;
}

export type Result<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Failure };

/** Carries an expected failure through code that can only throw (a stream, a callback of a library). */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.summary);
    this.failure = failure;
  }
}

export function succeed<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

export function fail<Value = never>(failure: Failure): Result<Value> {
  return { ok: false, failure };
}

const EXIT_CODES: Record<FailureKind, number> = {
  usage: 2,
  configuration: 78,
  step: 1,
  engine: 1,
  environment: 1,
  results: 69,
  interrupted: 128,
};

/** The process exit code that a failure leads to (128 + n for signal n). */
export function exitCodeOf(failure: Failure): number {
  return EXIT_CODES[failure.kind] + (failure.kind === 'interrupted' ? (failure.signalNumber ?? 0) : 0);
}

/** The one formatter of failures: summary, details, and what to do, as lines of plain text. */
export function formatFailure(failure: Failure): string[] {
  return [
    failure.summary,
    ...(failure.details ?? []).map((line) => `  ${line}`),
    ...(failure.next === undefined ? [] : [`${failure.next}.`]),
  ];
}

/** What something that was thrown says, as it is said of a file or a program, not of a fault of ours. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
