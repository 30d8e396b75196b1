import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { globFiles } from '../../config/functions/glob.ts';
import { fail, FailureError, messageOf, succeed, type Failure, type Result } from '../../failure.ts';
import { isBelow } from '../../facts/file-view.ts';
import type { BuildImage, Injection } from '../../plan/operation.ts';
import { toByteString } from '../source/native-name.ts';
import { TreeLinker } from './tree-linker.ts';

export interface ContextRequest extends Pick<BuildImage, 'step' | 'context' | 'injections' | 'cause'> {
  /** Folder to make. */
  readonly target: string;
  readonly signal?: AbortSignal;
}

/** Fills a folder with the files of a build's context and lays over them what is injected, later things over earlier. */
export async function layContext(request: ContextRequest): Promise<Result<void>> {
  const { context, injections, target, signal } = request;
  try {
    await mkdir(target, { mode: 0o700 });
    const root = realpathSync(target);
    const linker = new TreeLinker(toByteString(root), signal);
    if (context !== null) await linker.add(toByteString(realpathSync(context)), toByteString(root));
    for (const injection of injections) {
      const sources = globFiles(injection.pattern, injection.directory).map((path) =>
        resolve(injection.directory, path),
      );
      if (sources.length === 0) return fail(nothingFound(request, injection));
      for (const source of sources) {
        const path = destinationOf(source, injection, sources.length === 1);
        prepareParent({ ...request, target: root }, path);
        await linker.add(toByteString(source), toByteString(path === '' ? root : join(root, path)));
      }
    }
    return succeed(undefined);
  } catch (error) {
    if (signal?.aborted === true) return fail({ kind: 'interrupted', summary: 'The build was ended' });
    if (error instanceof FailureError) return fail(error.failure);
    const summary = `The files that the image of step "${request.step}" is built from could not be brought together`;
    const details = [messageOf(error)];
    return fail({
      kind: 'environment',
      summary,
      details,
      next: 'Check the right to read them, and the room in TMPDIR',
    });
  }
}

/** Relative to the context; empty: the context itself. */
function destinationOf(source: string, { pattern, destination, isInto }: Injection, isAlone: boolean): string {
  const isFile = !statSync(source).isDirectory();
  // What has a slash behind it has no name of its own (Python's basename).
  const name = pattern.endsWith('/') ? '' : basename(source);
  const isNamed = !isAlone || isInto || (destination === '' && isFile);
  const path = posix.normalize(isNamed ? posix.join(destination, name) : destination || '.');
  return path === '.' ? '' : path;
}

/** Makes the folders above a path of the context. A link that leads out of the context would let the path do so, too. */
function prepareParent({ target, step, cause }: ContextRequest, path: string): void {
  const root = realpathSync(target);
  let folder = root;
  for (const part of dirname(path).split('/')) {
    folder = join(folder, part);
    mkdirSync(folder, { recursive: true });
    folder = realpathSync(folder);
    if (isBelow(folder, root)) continue;
    throw new FailureError({
      kind: 'configuration',
      summary: `"${path}" of "${cause}.inject" leads out of the files that the image of step "${step}" is built from`,
      details: [`A link on its way leads to "${folder}"`],
      next: 'Choose another destination, or take the link away',
    });
  }
}

function nothingFound({ step, cause }: ContextRequest, { pattern }: Injection): Failure {
  return {
    kind: 'configuration',
    summary: `Nothing is found for "${pattern}" of "${cause}.inject" of step "${step}"`,
    next: 'Correct the pattern; it is taken from the build directory, and "*" leaves hidden files out',
  };
}
