import type { FileView } from './facts.ts';

/**
 * How an absolute path of ours is named on the engine's host; null where the engine cannot see it. The longest mount
 * counts. Symbolic links are the caller's to resolve.
 */
export function enginePath(view: FileView, path: string): string | null {
  switch (view.kind) {
    case 'same':
      return path;
    case 'apart':
      return null;
    case 'mapped':
      return mappedPath(view.mounts, path);
  }
}

type Mounts = Extract<FileView, { readonly kind: 'mapped' }>['mounts'];

function mappedPath(mounts: Mounts, path: string): string | null {
  const covering = mounts.filter(({ inside }) => isBelow(path, inside));
  const [nearest] = covering.sort((one, other) => other.inside.length - one.inside.length);
  if (nearest === undefined || nearest.outside === '') return null;
  if (path === nearest.inside) return nearest.outside;
  const rest = path.slice(withoutEndingSlash(nearest.inside).length);
  return `${withoutEndingSlash(nearest.outside)}${rest}`;
}

/** Whether a path is `folder` or lies below it; both absolute and without `.` and `..`. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${withoutEndingSlash(folder)}/`);
}

function withoutEndingSlash(path: string): string {
  return path.replace(/\/+$/, '');
}
