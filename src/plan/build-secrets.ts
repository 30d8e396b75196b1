import type { BuildTask } from '../config/build-file.ts';
import { isBelow } from '../facts/file-view.ts';
import type { Draft } from './draft.ts';
import type { BuildPlace } from './image.ts';
import { fieldOf, readFields, withAbsolutePaths, writeFields } from './option-fields.ts';

/** The file that a secret of a build is read from, as it is written; null: it is a variable, or one of its own name. */
export function secretFileOf(secret: string): string | null {
  const fields = readFields(secret);
  return fieldOf(fields, 'type') === 'env' ? null : fieldOf(fields, 'src', 'source');
}

/** The secrets of a build as docker takes them. Their values stay where they are: only docker reads them. */
export function planSecrets(draft: Draft, { secrets }: BuildTask, place: BuildPlace, isLegacy: boolean): string[] {
  if (secrets === undefined) return [];
  if (isLegacy) refuseSecrets(draft, place);
  return secrets.map((secret, index) => planSecret(draft, secret, [...place.path, 'secrets', index]));
}

function refuseSecrets(draft: Draft, place: BuildPlace): void {
  const path = [...place.path, 'secrets'];
  const isWanted = draft.input.buildFile['use-legacy-builder'] === true;
  draft.problem(
    path,
    `"${path.join('.')}" needs BuildKit, and ${isWanted ? '"use-legacy-builder" is true' : 'this engine is used without it'}`,
    isWanted ? 'Take "use-legacy-builder: true" away' : 'Install the buildx plug-in of the docker command line client',
  );
}

function planSecret(draft: Draft, secret: string, path: readonly (string | number)[]): string {
  const { buildDirectory, resultsDirectory, environment } = draft.input.facts;
  const fields = readFields(secret);
  const file = secretFileOf(secret);
  const found = file === null ? undefined : draft.input.paths.get(file);
  if (found !== undefined && found.kind !== 'file' && !isBelow(found.path, resultsDirectory)) {
    draft.problem(path, `"${file ?? ''}" is no file`, 'Name a file relative to the build directory');
  }
  const id = fieldOf(fields, 'id');
  const isNamedAlone = file === null && fieldOf(fields, 'env') === null && fieldOf(fields, 'type') !== 'env';
  // docker looks for a variable of that name first, and then for a file where we were started.
  const own = isNamedAlone && id !== null && environment[id] === undefined ? [['src', id] as const] : [];
  if (fieldOf(fields, 'type') === 'env') return writeFields(fields);
  return writeFields(withAbsolutePaths([...fields, ...own], ['src', 'source'], buildDirectory));
}
