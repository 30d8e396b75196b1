import { PassThrough } from 'node:stream';
import { isArchiveRefused, toImportCommand, toLoadCommand } from '../../docker/saved-image.ts';
import { fail, FailureError, messageOf, succeed, type Failure, type Result } from '../../failure.ts';
import type { ImportImage } from '../../plan/operation.ts';
import { hasSucceeded, type CommandResult } from '../../process/command.ts';
import type { ExecutionContext } from '../context.ts';
import { dockerFailure, toCommand } from '../docker-call.ts';
import { findKind, renameSaved } from '../image-archive/load-archive.ts';
import { openArchive } from '../image-archive/open-archive.ts';

/** Makes an image of an archive: loads a saved one, and takes any other archive for a file system. */
export async function importImage(operation: ImportImage, context: ExecutionContext): Promise<Result<void>> {
  const { archive, image, step, id } = operation;
  const began = context.now();
  await context.emit({ kind: 'operationStarted', id, step, title: `Importing ${archive} as a docker image` });
  context.registry.register({ kind: 'image', name: image });
  const kind = await read(operation, context, findKind);
  const made = !kind.ok ? kind : await (kind.value === 'image' ? load : importFiles)(operation, context);
  await context.emit({ kind: 'operationFinished', id, step, duration: context.now() - began, succeeded: made.ok });
  return made;
}

async function importFiles(operation: ImportImage, context: ExecutionContext): Promise<Result<void>> {
  const command = toCommand({ docker: toImportCommand(operation), timeout: null }, context);
  const imported = await context.run(command, { signal: context.signal });
  return hasSucceeded(imported) ? succeed(undefined) : fail(refused(operation, imported));
}

/** When either side fails the other is stopped. */
async function load(operation: ImportImage, context: ExecutionContext): Promise<Result<void>> {
  const sink = new PassThrough({ highWaterMark: 1024 * 1024 });
  sink.on('error', () => {});
  const stopped = new AbortController();
  const signal = AbortSignal.any([context.signal, stopped.signal]);
  const command = toCommand({ docker: toLoadCommand(), stdin: sink, timeout: null }, context);
  const loading = context.run(command, { signal }).finally(() => stopped.abort());
  const copied = await read(operation, context, (content) => renameSaved(content, operation, { sink, signal }));
  if (copied.ok) sink.end();
  else stopped.abort();
  const loaded = await loading;
  // What docker says tells more than that it stopped reading.
  if (loaded.ending === 'exited' && !hasSucceeded(loaded)) return fail(refused(operation, loaded));
  if (!copied.ok) return copied;
  return hasSucceeded(loaded) ? succeed(undefined) : fail(refused(operation, loaded));
}

/** Reads the archive, decompressed; what is wrong with it is a failure. */
async function read<Value>(
  operation: ImportImage,
  context: ExecutionContext,
  work: (content: AsyncIterable<Buffer>) => Promise<Value>,
): Promise<Result<Value>> {
  try {
    const archive = await openArchive(operation.archive, context);
    try {
      return succeed(await work(archive.content));
    } finally {
      archive.close();
    }
  } catch (error) {
    if (context.signal.aborted) return fail({ kind: 'interrupted', summary: 'The build was ended' });
    return fail(unreadable(operation, error));
  }
}

function unreadable({ archive, cause }: ImportImage, error: unknown): Failure {
  const subject = `"${archive}" of "${cause}"`;
  if (error instanceof FailureError && error.failure.kind !== 'engine') return error.failure;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const details = [messageOf(error)];
  if (code === 'ENOENT') {
    const next = 'Correct the path; it is taken from the build directory';
    return { kind: 'configuration', summary: `${subject} is not there`, next };
  }
  if (/^(?:EACCES|EPERM|EISDIR)$/.test(code)) {
    const next = 'Name an archive that you may read';
    return { kind: 'configuration', summary: `${subject} cannot be read`, details, next };
  }
  return damaged(subject, details);
}

/** Why the engine did not take it. */
function refused({ archive, cause }: ImportImage, result: CommandResult): Failure {
  const isDamaged = isArchiveRefused(result.stderr);
  const details = result.stderr.split('\n').filter((line) => line.trim() !== '');
  return isDamaged
    ? damaged(`"${archive}" of "${cause}"`, details)
    : dockerFailure(`"${archive}" could not be imported`, result);
}

function damaged(subject: string, details: readonly string[]): Failure {
  const next = 'Make it again with "docker export" or "docker save"';
  return { kind: 'configuration', summary: `${subject} is no archive, or a damaged one`, details, next };
}
