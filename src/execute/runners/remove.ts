import {
  parseNames,
  toListContainersCommand,
  toRemoveContainersCommand,
  toRemoveImagesCommand,
  toRemoveNetworksCommand,
  toRemoveVolumesCommand,
} from '../../docker/removal.ts';
import { succeed, type Result } from '../../failure.ts';
import type { Resource } from '../../cleanup/resource.ts';
import type { DockerCommand } from '../../docker/command.ts';
import type { RemoveResources } from '../../plan/operation.ts';
import type { ExecutionContext } from '../context.ts';
import { callDocker } from '../docker-call.ts';

type DockerResource = Exclude<Resource['kind'], 'file' | 'process'>;

/**
 * Removes what is registered of the named things, one call for each kind, containers first since they hold the rest.
 * What cannot be removed stays registered, so that the end of the build tries again and tells of it.
 */
export async function removeResources(operation: RemoveResources, context: ExecutionContext): Promise<Result<void>> {
  const containers = registered(context, 'container', operation.containers);
  const foreign = await foreignContainers(operation.foreignContainers, context);
  context.backgrounds.leave(containers);
  const isDone = await remove(context, 'container', [...containers, ...foreign], toRemoveContainersCommand);
  // Containers that are still there hold the rest, and what runs in them may never end.
  if (!isDone) return succeed(undefined);
  await context.backgrounds.settled(containers);
  await Promise.all([
    remove(context, 'network', registered(context, 'network', operation.networks), toRemoveNetworksCommand),
    remove(context, 'volume', registered(context, 'volume', operation.volumes), toRemoveVolumesCommand),
    remove(context, 'image', registered(context, 'image', operation.images), toRemoveImagesCommand),
  ]);
  return succeed(undefined);
}

function registered(context: ExecutionContext, kind: DockerResource, names: readonly string[]): string[] {
  const known = context.registry.list().flatMap((resource) => (resource.kind === kind ? [resource.name] : []));
  return names.filter((name) => known.includes(name));
}

/** Whether all of them are gone. */
async function remove(
  context: ExecutionContext,
  kind: DockerResource,
  names: readonly string[],
  toRemoveCommand: (names: readonly string[]) => DockerCommand,
): Promise<boolean> {
  if (names.length === 0) return true;
  const removed = await callDocker(context, {
    docker: toRemoveCommand(names),
    problem: `A ${kind} could not be removed`,
  });
  if (removed.ok) for (const name of names) context.registry.forget({ kind, name });
  return removed.ok;
}

/** Containers by name, else all with a label of that name (`containers:` of buildrunner 3.27). */
async function foreignContainers(entries: readonly string[], context: ExecutionContext): Promise<string[]> {
  const found = await Promise.all(
    entries.map(async (entry) => {
      // docker takes the name for a regular expression.
      const name = entry.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      for (const filter of [`name=^/?${name}$`, `label=${entry}`]) {
        const listed = await callDocker(context, {
          docker: toListContainersCommand(filter),
          problem: `"${entry}" could not be looked up`,
        });
        const names = listed.ok ? parseNames(listed.value.stdout) : [];
        if (names.length > 0) return names;
      }
      await context.emit({
        kind: 'warned',
        step: null,
        text: `"${entry}" of "containers" is no container's name and no label of one`,
      });
      return [];
    }),
  );
  return [...new Set(found.flat())];
}
