import type { ArtifactProperties } from './operation.ts';

/** What artifacts.json says of a file: a new name is told together with the old one (buildrunner 3.27). */
export function withRename(
  properties: ArtifactProperties | null,
  old: string,
  rename: string | null,
): ArtifactProperties | null {
  if (properties === null || rename === null) return properties;
  return new Map([...properties].map(([key, value]) => [key, key === 'rename' ? { old, new: rename } : value]));
}

/** What artifacts.json says of the archive that a folder was made into (buildrunner 3.27: the text "true"). */
export function ofFolder(properties: ArtifactProperties | null): ArtifactProperties {
  return new Map([...(properties ?? []), ['buildrunner.compressed.directory', 'true']]);
}
