import { lstatSync, statSync, type Stats } from 'node:fs';

/** What stands at a path, links followed; null when nothing does, or nothing that we may look at. */
export function entryAt(path: string): Stats | null {
  return attempt(() => statSync(path));
}

/** What stands at a path, a link for itself; null when nothing does, or nothing that we may look at. */
export function linkAt(path: string): Stats | null {
  return attempt(() => lstatSync(path));
}

// `throwIfNoEntry: false` is not enough: a path that leads through a file, or a folder that is closed to us, throws.
function attempt(look: () => Stats): Stats | null {
  try {
    return look();
  } catch {
    return null;
  }
}
