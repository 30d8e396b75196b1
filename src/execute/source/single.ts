import type { Writable } from 'node:stream';
import type { Result } from '../../failure.ts';
import { tarEntry } from '../archive/tar-entry.ts';
import { writeArchive } from './checkout.ts';
import { toByteString } from './native-name.ts';
import { TreeWriter, type TreeCount } from './tree-writer.ts';

interface Target {
  /** What it appears as: relative to the folder where the archive is extracted; folders above it that exist stay. */
  readonly name: string;
  /** Takes the archive; is not ended here. */
  readonly sink: Writable;
  readonly signal?: AbortSignal;
}

export interface PathRequest extends Target {
  /** The file or folder of ours; a link is followed, links below it are kept. */
  readonly source: string;
  /** Everybody may execute it (`chmod +x`). */
  readonly isExecutable?: boolean;
}

/** Writes one file or folder of ours under another name as a tar archive; mode, owner and times are kept. */
export async function writePath({ source, name, isExecutable, sink, signal }: PathRequest): Promise<Result<TreeCount>> {
  return writeArchive({ sink, signal, subject: source }, async (writer) => {
    const tree = new TreeWriter(writer, {
      advice: 'Check the path and the right to read it (chmod u+rX)',
      ...(isExecutable === true ? { mode: withExecution } : {}),
    });
    await tree.add(toByteString(source), toByteString(name));
    return tree.count;
  });
}

/** As `chmod +x` does. */
function withExecution(mode: number): number {
  return mode | 0o111;
}

export interface TextRequest extends Target {
  readonly text: string;
  /** Permission bits; 0o644 when absent. */
  readonly mode?: number;
  /** Epoch seconds. */
  readonly modified?: number;
}

/** Writes a text as a file of root's, as a tar archive. */
export async function writeText({ text, name, mode, modified, sink, signal }: TextRequest): Promise<Result<TreeCount>> {
  const content = Buffer.from(text);
  return writeArchive({ sink, signal, subject: name }, async (writer) => {
    const entry = tarEntry({ path: toByteString(name), kind: 'file', mode: mode ?? 0o644, size: content.length });
    await writer.addFile({ ...entry, modified: modified ?? Math.floor(Date.now() / 1000) }, [content]);
    return { files: 1, bytes: content.length };
  });
}
