import type { BuildEvent } from '../report/event.ts';
import { DOCKER_KINDS, toRemovalCommands } from './bulk.ts';
import type { Resource } from './resource.ts';

/** What a removal did. */
export interface RemovalReport {
  /** `container "name"` and so on, in the order they went. */
  readonly removed: readonly string[];
  readonly left: readonly string[];
  /** Why something is left; empty when nothing is. */
  readonly reason: string;
  /** Shell commands that remove what is left. */
  readonly commands: readonly string[];
}

/** What a thing is called in messages: `container "buildrunner-0123456789-test"`. */
export function describeResource(resource: Resource): string {
  switch (resource.kind) {
    case 'file':
      return `file "${resource.path}"`;
    case 'process':
      return `process ${resource.id}`;
    default:
      return `${resource.kind} "${resource.name}"`;
  }
}

/** Puts into words what was removed and what is left. */
export function toRemovalReport(outcome: {
  readonly removed: readonly string[];
  readonly left: readonly Resource[];
  readonly reason: string;
}): RemovalReport {
  const { removed, left, reason } = outcome;
  return {
    removed,
    left: left.map(describeResource),
    reason: left.length === 0 ? '' : reason,
    commands: toCommands(left),
  };
}

/** Shell commands that remove those: one for each kind of thing. */
export function toCommands(resources: readonly Resource[]): string[] {
  const docker = DOCKER_KINDS.flatMap((kind) => {
    const names = resources.flatMap((resource) => (resource.kind === kind ? [resource.name] : []));
    return toRemovalCommands(kind, names).map(({ argv }) => argv);
  });
  const processes = resources.flatMap((resource) => (resource.kind === 'process' ? [`-${resource.id}`] : []));
  const paths = resources.flatMap((resource) => (resource.kind === 'file' ? [resource.path] : []));
  return [
    ...(processes.length === 0 ? [] : [['kill', '-KILL', '--', ...processes]]),
    ...docker,
    ...(paths.length === 0 ? [] : [['rm', '-rf', '--', ...paths]]),
  ].map((words) => words.map(quote).join(' '));
}

/** The events that tell of a removal; none where there was nothing to do. */
export function toEvents({ removed, left, reason, commands }: RemovalReport): BuildEvent[] {
  return [
    ...(removed.length === 0 ? [] : [{ kind: 'cleanedUp', removed } as const]),
    ...(left.length === 0 ? [] : [{ kind: 'cleanupFailed', left, reason, commands } as const]),
  ];
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
