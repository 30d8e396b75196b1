import { dockerCommand, type DockerCommand } from './command.ts';
import { OWN_LABELS } from './labels.ts';

/** What docker makes and lists with labels. */
export type LabelledKind = 'container' | 'network' | 'volume';

/** Something on the engine that a build has made. */
export interface OwnedResource {
  readonly kind: LabelledKind | 'image';
  readonly name: string;
  readonly buildId: string;
  /** As in `Identity.owner`; empty when it was not said. */
  readonly owner: string;
  /** Empty for what serves a whole build. */
  readonly step: string;
  readonly role: string;
}

const LISTS: Record<LabelledKind, readonly [string, ...string[]]> = {
  container: ['ps', '--all'],
  network: ['network', 'ls'],
  volume: ['volume', 'ls'],
};
const NAMES: Record<LabelledKind, string> = { container: '{{.Names}}', network: '{{.Name}}', volume: '{{.Name}}' };

/** Lists everything of one kind that carries a build's label, and those further labels (`key` or `key=value`). */
export function toListOwnedCommand(kind: LabelledKind, labels: readonly string[] = []): DockerCommand {
  const filters = [OWN_LABELS[0], ...labels].flatMap((label) => ['--filter', `label=${label}`]);
  const fields = [NAMES[kind], ...OWN_LABELS.map((label) => `{{.Label "${label}"}}`)];
  return dockerCommand(...LISTS[kind], ...filters, '--format', fields.join('\t'));
}

/**
 * Reads the answer to `toListOwnedCommand`. Containers of an image that a step has committed have the image's label,
 * but empty: they are nobody's.
 */
export function parseOwned(kind: LabelledKind, output: string): OwnedResource[] {
  return output.split('\n').flatMap((line) => {
    const [name = '', buildId = '', owner = '', step = '', role = ''] = line.split('\t');
    return name === '' || buildId === '' ? [] : [{ kind, name, buildId, owner, step, role }];
  });
}

/** Lists images under names of builds alone; they carry no labels, since those would stay in images made from them. */
export function toListOwnedImagesCommand(): DockerCommand {
  const pattern = 'reference=buildrunner.local/*/*:*';
  return dockerCommand('image', 'ls', '--filter', pattern, '--format', '{{.Repository}}:{{.Tag}}');
}

/** Reads `buildrunner.local/<build id>/<step>-<part>:<owner>`, one a line. */
export function parseOwnedImages(output: string): OwnedResource[] {
  return output.split('\n').flatMap((line) => {
    const [, buildId, owner] = /^buildrunner\.local\/([^/]+)\/[^:]+:(.+)$/.exec(line.trim()) ?? [];
    if (buildId === undefined || owner === undefined) return [];
    return [{ kind: 'image' as const, name: line.trim(), buildId, owner, step: '', role: 'image' }];
  });
}

/** Lists the full ids of the containers that run. */
export function toListRunningCommand(): DockerCommand {
  return dockerCommand('ps', '--quiet', '--no-trunc');
}
