import type { RunTask } from '../config/build-file.ts';
import type { Draft } from './draft.ts';
import { NONE } from './operation-fields.ts';
import type { CreateContainer, Operation, OperationId, RemoveResources } from './operation.ts';
import type { PlannedStep } from './step.ts';

type Removed = Pick<RemoveResources, 'containers' | 'networks' | 'volumes'>;

/**
 * What a step has made goes while the next one runs. Not before the next step's container has started, which would only
 * slow that down; but where the next step may want what this one holds (a port), it waits for the removal: `next` null.
 *
 * @returns the operation that removes; null: the step leaves nothing.
 */
export function planRemoval(draft: Draft, { name }: PlannedStep, next: PlannedStep | null): OperationId | null {
  const removed = resourcesOf(draft, name);
  if (isNothing(removed)) return null;
  return draft.add({
    id: `${name}/remove`,
    kind: 'removeResources',
    step: name,
    dependsOn: NONE,
    follows: draft.idsOf(name).concat(next === null ? NONE : next.started),
    cause: `end of step "${name}"`,
    containers: removed.containers,
    foreignContainers: NONE,
    networks: removed.networks,
    volumes: removed.volumes,
    images: NONE,
  });
}

/** What `containers` names goes when the step is over, but only of a step whose run has begun. */
export function planForeignRemoval(draft: Draft, step: string, run: RunTask | undefined): void {
  const places = run === undefined ? [] : [run, ...(run.services?.values() ?? [])];
  const names = places.flatMap(({ containers }) => containers ?? []);
  if (names.length === 0) return;
  draft.add({
    ...{ id: `${step}/remove-containers`, kind: 'removeResources', step, cause: `steps.${step}.run.containers` },
    ...{ dependsOn: [`${step}/run`], follows: draft.idsOf(step), foreignContainers: names },
    ...{ containers: [], networks: [], volumes: [], images: [] },
  });
}

/** What the last step has made goes together with what serves the whole build, in one call for each kind of thing. */
export function planLastRemoval(draft: Draft, last: PlannedStep | null): void {
  const rest = [...(last === null ? [] : [last.name]), null].map((step) => resourcesOf(draft, step));
  draft.add({
    ...{ id: '/remove', kind: 'removeResources', step: null, dependsOn: [], cause: 'end of the build' },
    follows: draft.operations.map(({ id }) => id),
    containers: rest.flatMap(({ containers }) => containers),
    foreignContainers: [],
    networks: rest.flatMap(({ networks }) => networks),
    volumes: rest.flatMap(({ volumes }) => volumes),
    images: [...new Set(draft.operations.flatMap(imagesOf))],
  });
}

/** What the operations of a step (null: of none) have made. */
function resourcesOf(draft: Draft, step: string | null): Removed {
  const operations = draft.operationsOf(step);
  const containers = operations.filter((operation) => operation.kind === 'createContainer');
  const networks = operations.filter((operation) => operation.kind === 'createNetwork');
  return {
    containers: containers.map(({ name }) => name).reverse(),
    networks: networks.map(({ name }) => name),
    volumes: [...new Set(containers.flatMap((container) => namedVolumes(container, step)))],
  };
}

/** A step also mounts the volume of the build's only copy of the checkout; that one is the build's. */
function namedVolumes({ mounts }: CreateContainer, step: string | null): string[] {
  return mounts.flatMap((mount) =>
    mount.kind === 'volume' && mount.name !== null && mount.labels.has('buildrunner.step') === (step !== null)
      ? [mount.name]
      : [],
  );
}

/** Images under names of this build alone; what was tagged for the user stays, unless nobody wants it. */
function imagesOf(operation: Operation): readonly string[] {
  switch (operation.kind) {
    case 'buildImage':
      return operation.isLoaded ? [operation.image] : NONE;
    case 'importImage':
    case 'commitContainer':
      return [operation.image];
    case 'tagImage':
      return operation.isKept ? NONE : [operation.reference];
    case 'pushImage': {
      const { by, repository, tags } = operation;
      return by.kind === 'each' || tags.includes(by.carrier) ? NONE : [`${repository}:${by.carrier}`];
    }
    default:
      return NONE;
  }
}

function isNothing({ containers, networks, volumes }: Removed): boolean {
  return containers.length === 0 && networks.length === 0 && volumes.length === 0;
}
