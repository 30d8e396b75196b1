/** A file as it is after rendering, for `--print-generated-files` and `--log-generated-files`. */
export interface GeneratedFile {
  /** Absolute path, the address it came from, or the name by which a template has read it. */
  readonly path: string;
  readonly text: string;
}
