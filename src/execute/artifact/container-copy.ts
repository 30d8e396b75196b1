import { isPathMissing, toReadArtifactCommand } from '../../docker/artifact.ts';
import { fail, FailureError, type Result } from '../../failure.ts';
import { hasSucceeded } from '../../process/command.ts';
import { readTar, type ReadTarEntry } from '../archive/tar-reader.ts';
import { dockerFailure } from '../docker-call.ts';
import type { ArtifactContext } from './context.ts';

/** What is read of a container. */
export interface ContainerPath {
  readonly container: string;
  /** Absolute. */
  readonly path: string;
  /** A link at the end of the path is followed; those below it never are. */
  readonly isFollowed: boolean;
}

/** The archive that `docker cp` writes: its first entry is the path itself, named by its last part. */
export interface Copy {
  readonly top: ReadTarEntry;
  /** The first entry and all after it, in the order of the archive. */
  readonly entries: AsyncIterable<ReadTarEntry>;
}

/**
 * Hands what is at a path to `use`, names byte by byte (latin1), and null where there is nothing. `use` may stop
 * reading at any entry. What `use` throws as a `FailureError`, and what docker says, become a failure.
 */
export async function readFromContainer<Value>(
  from: ContainerPath,
  { stream, signal }: Pick<ArtifactContext, 'stream' | 'signal'>,
  use: (copy: Copy | null) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const { argv } = toReadArtifactCommand(from.container, from.path, from.isFollowed);
  const docker = stream({ argv }, { signal });
  const problem = `"${from.path}" could not be copied out of the container`;
  const entries = readTar(docker.stdout, 'latin1');
  try {
    const first = await entries.next();
    const top = first.done === true ? null : first.value;
    if (top === null) {
      const result = await docker.result;
      if (!isPathMissing(result)) return fail(dockerFailure(problem, result));
    }
    const used = await use(top === null ? null : { top, entries: withFirst(top, entries) });
    if (!used.ok || top === null) return used;
    await drain(entries);
    const result = await docker.result;
    return hasSucceeded(result) ? used : fail(dockerFailure(problem, result));
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    // A stream that docker cut short: why it did says more.
    if (!docker.stdout.readableEnded) docker.kill();
    const result = await docker.result;
    return fail(result.ending === 'exited' && !hasSucceeded(result) ? dockerFailure(problem, result) : error.failure);
  } finally {
    docker.kill();
    await entries.return(undefined);
  }
}

async function* withFirst(first: ReadTarEntry, rest: AsyncIterable<ReadTarEntry>) {
  yield first;
  yield* rest;
}

async function drain(entries: AsyncIterable<ReadTarEntry>): Promise<void> {
  const iterator = entries[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}
