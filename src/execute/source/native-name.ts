/**
 * Names of files as strings that hold one byte a character, so that a name which is no valid UTF-8 keeps its bytes from
 * the folder it is read from to the archive it is written to.
 */

const NON_ASCII = /[^\0-\x7f]/;

/** What node's file functions take for a byte-wise path. */
export function nativePath(path: string): string | Buffer {
  return NON_ASCII.test(path) ? Buffer.from(path, 'latin1') : path;
}

/** Byte-wise form of a common string. */
export function toByteString(text: string): string {
  return NON_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** Common string of a byte-wise one, for patterns and messages. */
export function fromByteString(bytes: string): string {
  return NON_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}
