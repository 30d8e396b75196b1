import { posix } from 'node:path';

/** A field of an option that docker takes as comma-separated `key=value` fields; null: a field without `=`. */
export type OptionField = readonly [key: string, value: string | null];

/** Reads the fields of such an option; those that hold a comma stand in double quotes. */
export function readFields(text: string): OptionField[] {
  const fields = [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return fields.map(([, quoted, plain = '']) => {
    const field = (quoted?.replaceAll('""', '"') ?? plain).trim();
    const [, key = field, value = null] = /^([^=]*)=([^]*)$/.exec(field) ?? [];
    return [key, value] as const;
  });
}

export function writeFields(fields: readonly OptionField[]): string {
  return fields
    .map(([key, value]) => (value === null ? key : `${key}=${value}`))
    .map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',');
}

/** The value of the last field that has one of these keys, as docker counts them; null: none. */
export function fieldOf(fields: readonly OptionField[], ...keys: readonly string[]): string | null {
  return fields.findLast(([key]) => keys.includes(key.toLowerCase()))?.[1] ?? null;
}

/** Paths in fields of these keys, made absolute: docker would take them from where we were started. */
export function withAbsolutePaths(
  fields: readonly OptionField[],
  keys: readonly string[],
  buildDirectory: string,
): OptionField[] {
  return fields.map(([key, value]) =>
    value !== null && value !== '' && keys.includes(key.toLowerCase())
      ? [key, posix.resolve(buildDirectory, value)]
      : [key, value],
  );
}
