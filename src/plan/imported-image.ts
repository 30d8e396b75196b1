import { isBelow } from '../facts/file-view.ts';
import type { Draft } from './draft.ts';
import type { BuildPlace, PlannedImage } from './image.ts';

/** Plans a `build` that imports an archive, which may only be made by an earlier step; it does nothing else. */
export function planImportedImage(
  draft: Draft,
  written: string,
  platform: string | undefined,
  place: BuildPlace,
): PlannedImage {
  const image = draft.imageName(place.step, place.part);
  const path = [...place.path, 'import'];
  const found = draft.input.paths.get(written);
  const archive = found?.path ?? written;
  if (found?.kind !== 'file' && !isBelow(archive, draft.input.facts.resultsDirectory)) {
    const next = 'Name an archive of "docker export" or "docker save", relative to the build directory';
    draft.problem(path, `"${written}" ${found?.kind === 'directory' ? 'is a folder' : 'is not there'}`, next);
  }
  const id = draft.add({
    ...{ id: `${place.step}/${place.part}`, kind: 'importImage', step: place.step, cause: path.join('.') },
    ...{ dependsOn: place.dependsOn, follows: [], image, archive },
    platform: draft.input.flags.platform ?? platform,
  });
  return { name: image, ready: [id] };
}
