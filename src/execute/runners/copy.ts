import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { toCopyInCommand, toCopyOutCommand } from '../../docker/copy.ts';
import { fail, messageOf, succeed, type Result } from '../../failure.ts';
import type { CopyFromContainer, CopyToContainer } from '../../plan/operation.ts';
import { hasSucceeded } from '../../process/command.ts';
import type { ExecutionContext } from '../context.ts';
import { callDocker, dockerFailure, toCommand } from '../docker-call.ts';
import { announced } from '../progress.ts';
import { writeCheckout, writeViews } from '../source/checkout.ts';
import { writePath, writeText } from '../source/single.ts';

/** Writes an archive to the sink; the signal is aborted when nobody reads it any more. */
type WriteArchive = (
  sink: Writable,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
) => Promise<Result<unknown>>;

/** Puts content into a container, which need not run. */
export async function copyToContainer(operation: CopyToContainer, context: ExecutionContext): Promise<Result<void>> {
  const { content, container, path } = operation;
  if (content.kind === 'container') return copyBetween(operation, content, context);
  const name = path.replace(/^\/+/, '');
  switch (content.kind) {
    case 'checkout': {
      const { directory, overlays } = content;
      const { sourceExclusions: exclusions } = context.facts;
      return announced(context, { ...operation, title: 'Copying the checkout', unit: 'bytes' }, (onProgress) =>
        pipeInto(container, context, onProgress, (sink, signal, count) =>
          writeCheckout({ directory, exclusions, overlays, sink, signal, onProgress: count }),
        ),
      );
    }
    case 'views': {
      const { sourceExclusions: exclusions } = context.facts;
      return pipeInto(container, context, ignore, (sink, signal) =>
        writeViews({ ...content, exclusions, sink, signal }),
      );
    }
    case 'path':
      return pipeInto(container, context, ignore, (sink, signal) =>
        writePath({ source: content.source, name, isExecutable: content.isExecutable, sink, signal }),
      );
    case 'text':
      return pipeInto(container, context, ignore, (sink, signal) =>
        writeText({ text: content.text, name, sink, signal }),
      );
    default:
      return content satisfies never;
  }
}

function ignore(): void {
  // Too short to be worth telling.
}

/** Milliseconds in which docker, when it reads no more, is to say why. */
const LAST_WORDS = 5000;

/** Streams an archive into `docker cp`; when either side fails the other is stopped. */
async function pipeInto(
  container: string,
  context: ExecutionContext,
  onProgress: (bytes: number) => void,
  write: WriteArchive,
): Promise<Result<void>> {
  const sink = new PassThrough({ highWaterMark: 1024 * 1024 });
  sink.on('error', ignore);
  const stopped = new AbortController();
  const signal = AbortSignal.any([context.signal, stopped.signal]);
  const command = toCommand({ docker: toCopyInCommand(container, '/'), stdin: sink, timeout: null }, context);
  const copying = context.run(command, { signal }).finally(() => stopped.abort());
  const written = await write(sink, signal, onProgress);
  const lastWords = sink.destroyed ? LAST_WORDS : 0;
  if (written.ok) sink.end();
  else sink.destroy();
  const end = written.ok ? undefined : setTimeout(() => stopped.abort(), lastWords);
  const copied = await copying;
  clearTimeout(end);
  // What docker says tells more than that it stopped reading.
  if (copied.ending === 'exited' && !hasSucceeded(copied))
    return fail(dockerFailure('Files could not be copied into a container', copied));
  if (!written.ok) return written;
  return hasSucceeded(copied)
    ? succeed(undefined)
    : fail(dockerFailure('Files could not be copied into a container', copied));
}

/** Copies a folder's content from one container to the same place in another. */
async function copyBetween(
  { container, path }: CopyToContainer,
  from: { readonly container: string; readonly path: string },
  context: ExecutionContext,
): Promise<Result<void>> {
  const source = context.stream(
    toCommand({ docker: toCopyOutCommand(from.container, `${from.path}/.`, '-'), timeout: null }, context),
    context,
  );
  const target = await callDocker(context, {
    ...{ docker: toCopyInCommand(container, path), stdin: source.stdout, timeout: null },
    problem: `The checkout could not be copied into container "${container}"`,
  });
  const read = await source.result;
  if (!hasSucceeded(read)) return fail(dockerFailure('The checkout could not be read back', read));
  return target.ok ? succeed(undefined) : target;
}

/** Copies a path out of a container over one of ours, which stays as it was when that fails. */
export async function copyFromContainer(
  operation: CopyFromContainer,
  context: ExecutionContext,
): Promise<Result<void>> {
  const { container, path, target } = operation;
  const problem = `"${path}" could not be copied back to "${target}"`;
  // Beside the target, so that it can be moved there; others may be on their way into the same folder.
  const folder = join(dirname(target), `.${context.facts.identity.buildId}-${randomUUID()}`);
  context.registry.register({ kind: 'file', path: folder });
  try {
    await mkdir(folder);
    const docker = toCopyOutCommand(container, path, join(folder, 'new'));
    const copied = await callDocker(context, { docker, timeout: null, problem });
    if (!copied.ok) return copied;
    await replace(target, folder);
    return succeed(undefined);
  } catch (error) {
    const reason = messageOf(error);
    const next = `Check the right to write to "${dirname(target)}"`;
    return fail({ kind: 'environment', summary: problem, details: [reason], next });
  } finally {
    await rm(folder, { recursive: true, force: true });
    context.registry.forget({ kind: 'file', path: folder });
  }
}

/** Puts `new` of the folder in the place of the target: a file at once, a folder after the old one is moved away. */
async function replace(target: string, folder: string): Promise<void> {
  const fresh = join(folder, 'new');
  const old = join(folder, 'old');
  try {
    await rename(fresh, target);
    return;
  } catch (error) {
    if (!isInTheWay(error)) throw error;
  }
  await rename(target, old);
  try {
    await rename(fresh, target);
  } catch (error) {
    await rename(old, target);
    throw error;
  }
}

const IN_THE_WAY = ['ENOTEMPTY', 'EEXIST', 'EISDIR', 'ENOTDIR'];

function isInTheWay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && IN_THE_WAY.some((code) => code === error.code);
}
