import type { Readable, Writable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { toFilterCommand } from '../../docker/artifact.ts';
import { fail, messageOf, succeed, type Failure, type Result } from '../../failure.ts';
import { hasSucceeded, type Command, type CommandResult } from '../../process/command.ts';
import type { ArtifactContext } from './context.ts';

/** Where the bytes of an archive go in, and the end of their way. */
export interface Compression {
  readonly input: Writable;
  /** Settles when all is written; never rejects. */
  readonly done: Promise<Result<void>>;
}

/** Starts compressing into a sink, which is ended with the input. */
export type Compressor = (sink: Writable) => Compression;

type Method = 'none' | 'gz' | readonly [string, ...string[]];

/** By the names of `archive: {compression}`; lzma and the like have no place in node. */
const METHODS = new Map<string, Method>([
  ['none', 'none'],
  ['gz', 'gz'],
  ['bz2', ['bzip2', '-c']],
  ['xz', ['xz', '-c']],
  ['lzma', ['lzma', '-c']],
  ['lzip', ['lzip', '-c']],
  ['lzop', ['lzop', '-c']],
  ['z', ['compress', '-c']],
  ['zst', ['zstd', '-c']],
]);

/** By the end of the archive's name, for every other compression, as GNU tar's `--auto-compress` does. */
const SUFFIXES: readonly (readonly [RegExp, string])[] = [
  [/\.(?:gz|tgz|taz)$/, 'gz'],
  [/\.(?:bz2|tz2|tbz2?)$/, 'bz2'],
  [/\.(?:xz|txz)$/, 'xz'],
  [/\.(?:lzma|tlz)$/, 'lzma'],
  [/\.lz$/, 'lzip'],
  [/\.lzo$/, 'lzop'],
  [/\.(?:Z|taZ)$/, 'z'],
  [/\.(?:zst|tzst)$/, 'zst'],
];

/** What the archive is for. */
export interface Compressed {
  readonly container: string;
  /** Whether a program can be run in the container. */
  readonly isRunning: boolean;
  /** File name of the archive. */
  readonly name: string;
  readonly compression: string;
}

/**
 * Finds what compresses: node itself, else a program of this machine, else the same program in the step's container.
 * Fails where neither has it.
 */
export async function findCompressor(about: Compressed, context: ArtifactContext): Promise<Result<Compressor>> {
  const bySuffix = SUFFIXES.find(([pattern]) => pattern.test(about.name))?.[1] ?? 'none';
  const method = METHODS.get(about.compression) ?? METHODS.get(bySuffix) ?? 'none';
  if (method === 'none') return succeed((sink) => ({ input: sink, done: settled(finished(sink)) }));
  if (method === 'gz') return succeed(toGzip);
  const command = await findProgram(method, about, context);
  return command === null ? fail(missing(about, method[0])) : succeed((sink) => toProgram(command, sink, context));
}

function toGzip(sink: Writable): Compression {
  const input = createGzip();
  return { input, done: settled(pipeline(input, sink)) };
}

function toProgram(command: Command, sink: Writable, { stream, signal }: ArtifactContext): Compression {
  const input = new PassThrough();
  input.on('error', () => {});
  const running = stream({ ...command, stdin: input }, { signal });
  return { input, done: programEnd(running.stdout, sink, running.result) };
}

async function programEnd(stdout: Readable, sink: Writable, ending: Promise<CommandResult>): Promise<Result<void>> {
  const written = await settled(pipeline(stdout, sink));
  const result = await ending;
  if (hasSucceeded(result)) return written;
  return fail({
    kind: 'environment',
    summary: `"${result.command.argv.join(' ')}" could not compress an artifact`,
    details: result.stderr.split('\n').filter((line) => line.trim() !== ''),
  });
}

/** Errors of the disk are thrown further on, where the file is known. */
async function settled(work: Promise<void>): Promise<Result<void>> {
  try {
    await work;
    return succeed(undefined);
  } catch (error) {
    const reason = messageOf(error);
    return fail({ kind: 'environment', summary: `An artifact could not be written: ${reason}` });
  }
}

async function findProgram(
  argv: readonly [string, ...string[]],
  { container, isRunning }: Compressed,
  { run, signal }: ArtifactContext,
): Promise<Command | null> {
  const check: Command['argv'] = ['sh', '-c', 'command -v "$0"', argv[0]];
  if (hasSucceeded(await run({ argv: check }, { signal }))) return { argv };
  if (!isRunning) return null;
  const inside = toFilterCommand(container, check);
  return hasSucceeded(await run(inside, { signal })) ? toFilterCommand(container, argv) : null;
}

function missing({ name, compression, isRunning }: Compressed, program: string): Failure {
  const places = isRunning ? 'neither this machine nor the container of the step has' : 'this machine does not have';
  return {
    kind: 'environment',
    summary: `Artifact "${name}" cannot be compressed: ${places} the program "${program}"`,
    next: `Install "${program}", or write "compression: gz" in place of "${compression}"`,
  };
}
