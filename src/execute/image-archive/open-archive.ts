import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FailureError } from '../../failure.ts';
import { hasSucceeded, type Command } from '../../process/command.ts';
import type { ExecutionContext } from '../context.ts';

/** Compressions that docker knows, too, by the bytes that they begin with; node itself has the first alone. */
const COMPRESSIONS: readonly { readonly begin: string; readonly argv: Command['argv'] | null }[] = [
  { begin: '1f8b', argv: null },
  { begin: '425a68', argv: ['bzip2', '-dc'] },
  { begin: 'fd377a585a00', argv: ['xz', '-dc'] },
  { begin: '28b52ffd', argv: ['zstd', '-dc'] },
];
const LONGEST_BEGIN = 6;

/** An archive to be read from its beginning. */
export interface OpenArchive {
  readonly content: AsyncIterable<Buffer>;
  /** Lets go of it, also where it has not been read to its end. */
  readonly close: () => void;
}

/**
 * Opens an archive, decompressed.
 *
 * @throws FailureError when its compression needs a program that this machine does not have, and node's own error when
 * it cannot be read.
 */
export async function openArchive(path: string, context: ExecutionContext): Promise<OpenArchive> {
  const begin = await readBegin(path);
  if (begin === '') throw new FailureError({ kind: 'engine', summary: 'It is empty' });
  const compression = COMPRESSIONS.find((one) => begin.startsWith(one.begin));
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  if (compression === undefined) return readingFrom(file);
  if (compression.argv === null) return readingFrom(piped(file, createGunzip()), () => file.destroy());
  return decompressedBy(compression.argv, { path, file, context });
}

async function readBegin(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_BEGIN), 0, LONGEST_BEGIN, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function readingFrom(stream: Readable, close: () => void = () => {}): OpenArchive {
  const closeAll = () => {
    stream.destroy();
    close();
  };
  return { content: stream, close: closeAll };
}

function piped<Through extends NodeJS.ReadWriteStream & Readable>(source: Readable, through: Through): Through {
  source.on('error', (error) => through.destroy(error));
  return source.pipe(through);
}

async function decompressedBy(
  argv: Command['argv'],
  { path, file, context }: { readonly path: string; readonly file: Readable; readonly context: ExecutionContext },
): Promise<OpenArchive> {
  const [program] = argv;
  const found = await context.run({ argv: ['sh', '-c', 'command -v "$0"', program] }, { signal: context.signal });
  if (!hasSucceeded(found)) {
    file.destroy();
    throw new FailureError({
      kind: 'environment',
      summary: `"${path}" cannot be unpacked: this machine does not have the program "${program}"`,
      next: `Install "${program}", or compress the archive by gzip`,
    });
  }
  const running = context.stream({ argv, stdin: file }, context);
  return { content: running.stdout, close: running.kill };
}
