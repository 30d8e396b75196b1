import type { Mount } from '../plan/operation.ts';

/** The value of `--mount` for a mount: one line of CSV, since paths may hold commas and quotes. */
export function toMountValue(mount: Mount): string {
  return fieldsOf(mount).map(quoteField).join(',');
}

function fieldsOf(mount: Mount): string[] {
  if (mount.kind === 'bind') {
    const { source, target, isReadOnly } = mount;
    return ['type=bind', `src=${source}`, `dst=${target}`, ...(isReadOnly ? ['readonly'] : [])];
  }
  return [
    'type=volume',
    ...(mount.name === null ? [] : [`src=${mount.name}`]),
    `dst=${mount.target}`,
    'volume-nocopy',
    ...[...mount.labels].map(([key, value]) => `volume-label=${key}=${value}`),
    ...(mount.overlay === null ? [] : overlayFields(mount.overlay)),
  ];
}

type Overlay = NonNullable<Extract<Mount, { kind: 'volume' }>['overlay']>;

function overlayFields({ lower, upper, work }: Overlay): string[] {
  const folders = `lowerdir=${escapeLower(lower)},upperdir=${escapeFolder(upper)},workdir=${escapeFolder(work)}`;
  return ['volume-driver=local', 'volume-opt=type=overlay', 'volume-opt=device=overlay', `volume-opt=o=${folders}`];
}

/** The kernel splits the options at commas and takes a backslash away from before anything. */
function escapeFolder(path: string): string {
  return path.replaceAll(/[\\,]/g, '\\$&');
}

/** `lowerdir` may name several folders, with colons between them. */
function escapeLower(path: string): string {
  return escapeFolder(path).replaceAll(':', '\\:');
}

function quoteField(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
