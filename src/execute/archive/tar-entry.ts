/** Size of a tar block in bytes: a header fills one, and content is padded to a multiple of it. */
export const BLOCK_BYTES = 512;

export type TarEntryKind = 'file' | 'directory' | 'symlink' | 'hardlink' | 'fifo' | 'character' | 'block';

/** What a tar archive says of one file. */
export interface TarEntry {
  /** Relative, `/` between parts, without a slash at the end. */
  readonly path: string;
  readonly kind: TarEntryKind;
  /** Permission bits with set-user-id, set-group-id and sticky: 0 to 0o7777. */
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
  /** Whole seconds since the epoch. */
  readonly modified: number;
  /** Bytes of content; 0 for all but files. */
  readonly size: number;
  /** Where a symlink points to, or the path of the entry that a hard link shares; empty otherwise. */
  readonly linkTarget: string;
  /** Of a device node; 0 otherwise. */
  readonly deviceMajor: number;
  readonly deviceMinor: number;
}

/**
 * How names stand in strings. `latin1` keeps each byte as one character, so that names which are no valid UTF-8 survive
 * the way from one archive to another, or from disk into an archive.
 */
export type NameEncoding = 'utf8' | 'latin1';

/** Bytes of padding after content of a size. */
export function paddingOf(size: number): number {
  return (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
}

/** An entry with the values that most entries have; `path` and `kind` must be given. */
export function tarEntry(values: Pick<TarEntry, 'path' | 'kind'> & Partial<TarEntry>): TarEntry {
  return {
    mode: values.kind === 'directory' ? 0o755 : 0o644,
    userId: 0,
    groupId: 0,
    modified: 0,
    size: 0,
    linkTarget: '',
    deviceMajor: 0,
    deviceMinor: 0,
    ...values,
  };
}
