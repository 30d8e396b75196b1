import { join } from 'node:path';

/** Replaces a `~` that begins a path by the user's home directory; without one the path stays. */
export function expandHome(path: string, homeDirectory: string | null): string {
  if (homeDirectory === null || !/^~(?:\/|$)/.test(path)) return path;
  return join(homeDirectory, path.slice(1));
}

/** Replaces `$NAME` and `${NAME}`; a variable that is not set stays as it is written. */
export function expandVariables(path: string, environment: Readonly<Record<string, string | undefined>>): string {
  return path.replaceAll(/\$(?:(\w+)|\{(\w+)\})/g, (written, bare?: string, braced?: string) => {
    return environment[bare ?? braced ?? ''] ?? written;
  });
}
