import { relative, resolve } from 'node:path';

/** Something to say of the configuration, as `validate --format json` says it. */
export interface Finding {
  readonly kind: 'error' | 'warning';
  /** Relative to the build directory where it lies below it; null where no file is to blame. */
  readonly file: string | null;
  /** From 1, as the column. */
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  /** What to do next, without a full stop. */
  readonly next: string | null;
}

/** A command of a workflow of GitHub, which shows the finding at its line; with its line break. */
export function formatForGitHub(
  { kind, file, line, column, message, next }: Finding,
  { root, buildDirectory }: { readonly root: string; readonly buildDirectory: string },
): string {
  const path = file === null ? null : relative(root, resolve(buildDirectory, file));
  const properties = Object.entries({ file: path, line, col: column }).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${escapeProperty(String(value))}`],
  );
  const head = properties.length === 0 ? kind : `${kind} ${properties.join(',')}`;
  const text = next === null ? message : `${message}\n${next}${/[.?!]$/.test(next) ? '' : '.'}`;
  return `::${head}::${escapeData(text)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
