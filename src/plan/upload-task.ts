import type { PackageTarget } from '../config/build-file.ts';
import type { PackageIndex } from '../facts/package-index.ts';
import type { Draft } from './draft.ts';
import type { OperationId } from './operation.ts';

/** Packages of a step that go to an index. */
export interface WantedUpload {
  readonly step: string;
  readonly index: Extract<PackageIndex, { kind: 'found' }>;
  readonly isSkippingExisting: boolean;
}

/** Reads the packages of a step, after which its `pypi-push` is done; problems of repositories go to the draft. */
export function planPackages(
  draft: Draft,
  step: string,
  { targets, begun }: { readonly targets: readonly PackageTarget[]; readonly begun: OperationId },
): WantedUpload[] {
  draft.add({
    ...{ id: `${step}/read-packages`, kind: 'readPackages', step, cause: `steps.${step}.pypi-push` },
    ...{ dependsOn: [begun], follows: [], repositories: targets.map(({ repository }) => repository) },
  });
  return targets.flatMap((target, number) => {
    const index = draft.input.packageIndexes.get(target);
    if (index?.kind === 'found') {
      return [{ step, index, isSkippingExisting: target.skip_existing ?? false }];
    }
    const path = ['steps', step, 'pypi-push', number, 'repository'];
    draft.problem(path, index?.message ?? `"${target.repository}" was not looked up`, index?.next);
    return [];
  });
}

/**
 * Packages go after the images, index by index in the order of the file, and only when all steps and pushes have
 * succeeded (buildrunner 3.27). What goes to the same index in the same way goes together.
 */
export function planUploads(draft: Draft, uploads: readonly WantedUpload[], after: readonly OperationId[]): void {
  const groups = new Map<string, WantedUpload[]>();
  for (const upload of uploads) {
    const key = JSON.stringify([upload.index, upload.isSkippingExisting]);
    groups.set(key, [...(groups.get(key) ?? []), upload]);
  }
  let previous: readonly OperationId[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { kind: _, ...index } = first.index;
    const id = draft.add({
      ...{ id: `/upload ${index.url}`, kind: 'uploadPackages', step: null, follows: [], cause: '--push' },
      ...{ dependsOn: [...after, ...previous], steps: [...new Set(group.map(({ step }) => step))] },
      ...{ ...index, isSkippingExisting: first.isSkippingExisting },
    });
    previous = [id];
  }
}
