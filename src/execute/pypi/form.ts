import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { PackageFile } from './package-file.ts';

/** A form with a file, to be sent. */
export interface UploadForm {
  readonly contentType: string;
  /** Bytes. */
  readonly length: number;
  /** The body, once more with each call. */
  readonly open: () => Readable;
}

/** The form by which indexes of Python packages take a file (their "legacy" interface, as twine sends it). */
export function toUploadForm({ path, fileName, size, fields }: PackageFile): UploadForm {
  const boundary = randomBytes(16).toString('hex');
  const all = [...fields, [':action', 'file_upload'], ['protocol_version', '1']] as const;
  const parts = all.map(([name, value]) => `${headOf(boundary, `name="${name}"`)}\r\n${value}\r\n`);
  const name = fileName.replaceAll('"', '%22');
  const content = headOf(boundary, `name="content"; filename="${name}"`, 'Content-Type: application/octet-stream');
  const head = Buffer.from(`${parts.join('')}${content}\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* body() {
    yield head;
    yield* createReadStream(path);
    yield tail;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.length + size + tail.length,
    open: () => Readable.from(body(), { objectMode: false }),
  };
}

function headOf(boundary: string, disposition: string, ...more: readonly string[]): string {
  const lines = [`--${boundary}`, `Content-Disposition: form-data; ${disposition}`, ...more];
  return lines.map((line) => `${line}\r\n`).join('');
}
