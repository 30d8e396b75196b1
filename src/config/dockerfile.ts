import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BuildTask } from './build-file.ts';

/** The Dockerfile of a `build`: its text; or what is wrong with the key that names it; or that it is not known yet. */
export type FoundDockerfile =
  | { readonly kind: 'found'; readonly text: string; readonly key: 'dockerfile' | 'path' }
  | { readonly kind: 'missing'; readonly key: 'dockerfile' | 'path'; readonly file: string }
  | { readonly kind: 'unknown' };

/**
 * Finds the Dockerfile of a `build`: the file that `dockerfile` names, else its value as the text itself; without it the
 * one in the folder of `path`. What is injected or imported is not looked for.
 */
export function findDockerfile(task: BuildTask, buildDirectory: string): FoundDockerfile {
  const { dockerfile, path } = task;
  if (task.import !== undefined) return { kind: 'unknown' };
  if (dockerfile !== undefined) return findNamed(dockerfile, buildDirectory);
  if (task.inject !== undefined || path === undefined) return { kind: 'unknown' };
  const file = join(path, 'Dockerfile');
  const text = readText(resolve(buildDirectory, file));
  return text === null ? { kind: 'missing', key: 'path', file } : { kind: 'found', text, key: 'path' };
}

function findNamed(dockerfile: string, buildDirectory: string): FoundDockerfile {
  const text = dockerfile.includes('\n') ? null : readText(resolve(buildDirectory, dockerfile));
  if (text !== null) return { kind: 'found', text, key: 'dockerfile' };
  return readStages(dockerfile).length > 0
    ? { kind: 'found', text: dockerfile, key: 'dockerfile' }
    : { kind: 'missing', key: 'dockerfile', file: dockerfile };
}

/** Null where there is no such file, or none that can be read. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

interface Stage {
  readonly name: string | null;
  readonly image: string;
}

function readStages(text: string): Stage[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
    return match === null ? [] : [{ image: match[1] ?? '', name: match[2]?.toLowerCase() ?? null }];
  });
}

/** The image that a stage of a Dockerfile (the last without `target`) is built on, through the stages; null: none. */
export function baseImageOf(text: string, target: string | undefined): string | null {
  const stages = readStages(text);
  let stage = target === undefined ? stages.at(-1) : stages.find(({ name }) => name === target.toLowerCase());
  // A stage builds on an earlier one or on an image; so it ends, also where a stage has the name of its image.
  for (let index = stages.length; stage !== undefined && index > 0; index--) {
    const { image }: Stage = stage;
    const earlier = stages.slice(0, stages.indexOf(stage)).find(({ name }) => name === image.toLowerCase());
    if (earlier === undefined) break;
    stage = earlier;
  }
  return stage?.image ?? null;
}
