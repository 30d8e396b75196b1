import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Writable } from 'node:stream';
import { fail, succeed, type Failure, type Result } from '../../failure.ts';
import type { ArtifactContext } from './context.ts';
import { createFileSink } from './file-sink.ts';

export interface ResultFile {
  /** Relative to the step's results. */
  readonly name: string;
  /** Absolute path in the container that it comes from. */
  readonly source: string;
  /** The pattern that it was found by. */
  readonly pattern: string;
  /** Permission bits. */
  readonly mode: number;
  /** Bytes; null: not known. */
  readonly size: number | null;
}

/** Fills the sink and ends it; its result is there when the sink has finished. */
export type Produce = (sink: Writable) => Promise<Result<unknown>>;

/**
 * Writes a file of the step's results under a temporary name, and gives it its own when it is complete. Fails when
 * another file has taken the name already, or when the name leads out of the results. The folder of the results must
 * be there (`makeResultFolder`).
 */
export async function writeResultFile(
  file: ResultFile,
  context: ArtifactContext,
  produce: Produce,
): Promise<Result<void>> {
  const refusal = isInside(file.name) ? claim(file, context) : outside(file);
  if (refusal !== null) return fail(refusal);
  const { registry, stepDirectory } = context;
  const unfinished = join(stepDirectory, `.${randomUUID()}.part`);
  registry.register({ kind: 'file', path: unfinished });
  try {
    const produced = await produce(createFileSink(unfinished, file.size));
    if (produced.ok) finish(unfinished, file, context);
    else rmSync(unfinished, { force: true });
    return produced.ok ? succeed(undefined) : produced;
  } catch (error) {
    rmSync(unfinished, { force: true });
    return fail(unwritable(file.name, error));
  } finally {
    registry.forget({ kind: 'file', path: unfinished });
  }
}

/** Gives a complete file its mode, owner and name. Synchronous: a folder may hold many thousand small files. */
function finish(unfinished: string, { name, mode }: ResultFile, context: ArtifactContext): void {
  chmodSync(unfinished, mode);
  giveAway(unfinished, context);
  const folder = posix.dirname(name);
  if (folder !== '.') makeFolders(join(context.stepDirectory, folder), context);
  renameSync(unfinished, join(context.stepDirectory, name));
}

/** Makes the folder of the step's results where it is missing. */
export function makeResultFolder(context: ArtifactContext): Result<void> {
  try {
    makeFolders(context.stepDirectory, context);
    return succeed(undefined);
  } catch (error) {
    return fail(unwritable(context.stepDirectory, error));
  }
}

function isInside(name: string): boolean {
  return name !== '' && !name.startsWith('/') && !name.split('/').some((part) => part === '..' || part === '.');
}

function outside({ name, pattern }: ResultFile): Failure {
  return {
    kind: 'configuration',
    summary: `Artifact "${pattern}" cannot be kept as "${name}": the name leads out of the results of the step`,
    next: 'Use a plain name without ".." and without "/" at its start',
  };
}

/** The same file found by two patterns is no conflict: the later properties count. */
function claim({ name, pattern, source }: ResultFile, { claims, stepDirectory }: ArtifactContext): Failure | null {
  const path = join(stepDirectory, name);
  const taken = claims.get(path);
  if (taken !== undefined && taken.source !== source) {
    return {
      kind: 'configuration',
      summary: `Two artifacts of the step have the name "${name}"`,
      details: [taken, { source, pattern }].map((one) => `"${one.source}", found by "${one.pattern}"`),
      next: 'Give one of them another name with "rename", or keep their folder with "format: uncompressed"',
    };
  }
  claims.set(path, { pattern, source });
  return null;
}

function unwritable(name: string, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === null) throw error;
  return {
    kind: 'environment',
    summary: `Artifact "${name}" cannot be written: ${error instanceof Error ? error.message : code}`,
    next: 'See whether the disk is full and whether you may write to the results directory',
  };
}

/** Makes a folder with all that is missing above it. */
function makeFolders(path: string, context: ArtifactContext): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o755 });
  if (first === undefined) return;
  const missing = path.slice(first.length).split('/');
  for (let at = 1; at <= missing.length; at++) giveAway(join(first, ...missing.slice(0, at)), context);
}

function giveAway(path: string, { owner }: ArtifactContext): void {
  if (owner !== null) chownSync(path, owner.userId, owner.groupId);
}
