import { enginePath } from '../../facts/file-view.ts';
import type { Draft } from '../draft.ts';
import type { CopiedContent, CopyFromContainer, Mount, OperationId } from '../operation.ts';
import { CHECKOUT_CAUSE, sourceMount } from '../source.ts';
import { SOCKET_TARGET } from './environment.ts';
import type { RunPlace } from './place.ts';

/** What of our files a container sees: by mounts where the engine sees them too, else by copies. */
export interface PlannedFiles {
  readonly mounts: readonly Mount[];
  /** Put into the container before it starts. */
  readonly copiesIn: readonly { readonly path: string; readonly content: CopiedContent }[];
  /** Taken back when the step is over. */
  readonly copiesOut: readonly { readonly path: string; readonly target: string }[];
}

const NONE: PlannedFiles = { mounts: [], copiesIn: [], copiesOut: [] };

/**
 * /source, /artifacts, the docker socket and `files` of one container. What `files` puts in the place of one of the
 * others takes it (as in buildrunner 3.27: `.: /source:rw`). `path` is where the keys of the container stand.
 */
export function planFiles(
  draft: Draft,
  place: RunPlace,
  keys: { readonly files: ReadonlyMap<string, string> | undefined; readonly path: readonly (string | number)[] },
): PlannedFiles {
  const source = sourceMount(draft, place.source, { name: place.step, index: place.index, isShared: place.isShared });
  const { resultsDirectory } = draft.input.facts;
  const results = visibleFiles(draft, { path: resultsDirectory, target: '/artifacts', isReadOnly: true });
  const files = [...(keys.files ?? [])].map(([name, target]) =>
    planFile(draft, name, target, [...keys.path, 'files', name]),
  );
  const mounts = files.flatMap((file) => file.mounts);
  const isFree = ({ target }: Mount) => mounts.every((mount) => mount.target !== target);
  return {
    mounts: [source].concat(socketMount(place), results.mounts).filter(isFree).concat(mounts),
    copiesIn: results.copiesIn.concat(files.flatMap(({ copiesIn }) => copiesIn)),
    copiesOut: files.flatMap(({ copiesOut }) => copiesOut),
  };
}

/** One entry of `files`: `<alias or path>: <path in the container>[:ro|:rw]`, read-only unless said otherwise. */
function planFile(draft: Draft, name: string, target: string, place: readonly (string | number)[]): PlannedFiles {
  const [, path = target, mode = 'ro'] = /^(.*?)(?::(ro|rw))?$/s.exec(target) ?? [];
  if (!path.startsWith('/')) {
    const message = `"${target}" of "${name}" is no absolute path in the container`;
    draft.problem(place, message, 'Write it as /path, /path:ro or /path:rw');
  }
  const found = draft.input.localFiles.get(name);
  switch (found?.kind) {
    case 'path':
      return visibleFiles(draft, { path: found.path, target: path, isReadOnly: mode === 'ro' });
    case 'content':
      return { ...NONE, copiesIn: [{ path, content: { kind: 'text', text: found.text } }] };
    default:
      draft.problem(place, found?.reason ?? `"${name}" was not looked up`, found?.next);
      return NONE;
  }
}

/** A file or folder of ours in a container: mounted where the engine sees it, else copied in, and back unless it is read-only. */
export function visibleFiles(draft: Draft, file: { path: string; target: string; isReadOnly: boolean }): PlannedFiles {
  const source = enginePath(draft.input.facts.engine.view, file.path);
  if (source !== null) {
    return { ...NONE, mounts: [{ kind: 'bind', source, target: file.target, isReadOnly: file.isReadOnly }] };
  }
  return {
    mounts: [],
    copiesIn: [{ path: file.target, content: { kind: 'path', source: file.path, isExecutable: false } }],
    copiesOut: file.isReadOnly ? [] : [{ path: file.target, target: file.path }],
  };
}

function socketMount({ socket }: RunPlace): Mount[] {
  return socket === null ? [] : [{ kind: 'bind', source: socket, target: SOCKET_TARGET, isReadOnly: false }];
}

/** Adds the copies into a created container; returns their ids, which its start waits for. */
export function planCopiesIn(
  draft: Draft,
  files: PlannedFiles,
  into: { place: RunPlace; container: string; created: OperationId; part: string },
): OperationId[] {
  const { step, begun, source } = into.place;
  return files.copiesIn.map(({ path, content }) =>
    draft.add({
      ...{ id: `${step}/copy-in ${into.part} ${path}`, kind: 'copyToContainer', step, follows: [] },
      // Results of the steps before must be there. To copy, docker mounts all that the container has: its /source too.
      dependsOn: [into.created, begun, source.copied],
      cause: content.kind === 'text' ? 'files: content of an alias' : 'the engine does not see this file',
      container: into.container,
      path,
      content,
    }),
  );
}

/** Adds the copies back over our files, when the step is over and whatever became of it. */
export function planCopiesOut(
  draft: Draft,
  step: string,
  { copiesOut }: PlannedFiles,
  from: Pick<CopyFromContainer, 'container' | 'dependsOn' | 'follows'> & { readonly part: string },
): OperationId[] {
  const { part, ...common } = from;
  return copiesOut.map((copy) =>
    draft.add({
      ...{ id: `${step}/copy-out ${part} ${copy.path}`, kind: 'copyFromContainer', step, cause: 'files: rw' },
      ...common,
      ...copy,
    }),
  );
}

/**
 * Where a container has a /source of ours that is no view of another volume, it brings the checkout, for all containers
 * of the step; null: this one does not.
 */
export function planSourceCopy(
  draft: Draft,
  { step, source }: RunPlace,
  into: { container: string; created: OperationId; mounts: readonly Mount[] },
): OperationId | null {
  const hasSource = into.mounts.some(({ kind, target }) => kind === 'volume' && target === '/source');
  if (!hasSource || (source.strategy !== 'own' && source.strategy !== 'copy')) return null;
  const { container } = into;
  const id = `${step}/copy-source`;
  const common = { id, kind: 'copyToContainer', step, container, follows: [] } as const;
  if (source.strategy === 'own') {
    return draft.add({
      ...common,
      ...{ cause: CHECKOUT_CAUSE, dependsOn: [into.created], path: '/' },
      content: { kind: 'checkout', directory: draft.input.facts.buildDirectory, overlays: 0 },
    });
  }
  return draft.add({
    ...common,
    ...{ cause: 'the engine refuses overlay volumes', dependsOn: [into.created, source.copied], path: '/source' },
    content: { kind: 'container', container: source.container, path: '/source' },
  });
}
