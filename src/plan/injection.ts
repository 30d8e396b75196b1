import { posix } from 'node:path';
import type { BuildTask } from '../config/build-file.ts';
import type { Draft } from './draft.ts';
import type { BuildPlace } from './image.ts';
import type { Injection } from './operation.ts';

/** What `inject` lays over the context, in its order. Destinations outside the context are problems of the draft. */
export function planInjections(draft: Draft, { inject }: BuildTask, place: BuildPlace): Injection[] {
  return [...(inject ?? [])].map(([pattern, written]) => {
    const injection = toInjection(pattern, written ?? '', draft.input.facts.buildDirectory);
    if (/^\.\.(?:\/|$)/.test(injection.destination)) {
      draft.problem(
        [...place.path, 'inject', pattern],
        `"${written ?? ''}" leads out of the files that the image is built from`,
        'Name a place below their root',
      );
    }
    return injection;
  });
}

/**
 * A destination that ends in `/`, `.` or `..` is a folder to put things into; any other is what the only thing that is
 * found will be called (buildrunner 3.27). A pattern that ends in `/` stands for what is in a folder.
 */
export function toInjection(pattern: string, written: string, buildDirectory: string): Injection {
  const destination = posix.normalize(`./${written.replace(/^\/+/, '')}`).replace(/\/+$/, '');
  return {
    pattern,
    directory: buildDirectory,
    destination: destination === '.' ? '' : destination,
    isInto: /(?:^|\/)(?:\.{1,2})?$/.test(written) && written !== '',
  };
}

/** Whether the Dockerfile of a build may come from what is injected. */
export function mayInjectDockerfile(injections: readonly Injection[]): boolean {
  return injections.some(({ destination, pattern, isInto }) => {
    if (destination === 'Dockerfile') return !isInto;
    const name = posix.basename(pattern);
    return destination === '' && (!isInto || /[*?[]/.test(name) || name === 'Dockerfile');
  });
}
