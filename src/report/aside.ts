import type { BuildEvent } from './event.ts';
import { describeLeftovers } from './wording.ts';

/**
 * What is said on stderr instead of the console: what cleanup leaves behind, always; what it does, when a signal ended
 * the build (the Python buildrunner says it there too).
 */
export function describeAside(event: BuildEvent, signal: string | null): readonly string[] | null {
  if (event.kind === 'cleanupFailed') return describeLeftovers(event);
  if (event.kind === 'interrupted') return ['buildrunner cleanup: removing all that this build made'];
  if (event.kind !== 'cleanedUp' || signal === null) return null;
  return [`buildrunner cleanup: removed ${countKinds(event.removed)}`];
}

/** `2 containers, 1 network` of `container "a"`, `container "b"`, `network "c"`. */
function countKinds(resources: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    const kind = /^[a-z]+/.exec(resource)?.[0] ?? 'resource';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${pluralOf(kind, count)}`).join(', ');
}

function pluralOf(noun: string, count: number): string {
  if (count === 1) return noun;
  return noun.endsWith('s') ? `${noun}es` : `${noun}s`;
}
