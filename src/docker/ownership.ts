import { parseJson, propertyOf, textOf } from '../facts/json.ts';
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

const IMAGE_PATTERN = 'buildrunner.local/*/*:*';

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
  return dockerCommand('image', 'ls', '--filter', `reference=${IMAGE_PATTERN}`, '--format', '{{.Repository}}:{{.Tag}}');
}

/** Reads `buildrunner.local/<build id>/<step>-<part>:<owner>`, one a line. */
export function parseOwnedImages(output: string): OwnedResource[] {
  return output.split('\n').flatMap((line) => {
    const [, buildId, owner] = /^buildrunner\.local\/([^/]+)\/[^:]+:(.+)$/.exec(line.trim()) ?? [];
    if (buildId === undefined || owner === undefined) return [];
    return [{ kind: 'image' as const, name: line.trim(), buildId, owner, step: '', role: 'image' }];
  });
}

/** The same questions to the engine's API, one for each kind (docker Engine API 1.39, `GET /containers/json` and others). */
export function toOwnedQuestions(labels: readonly string[] = []): readonly string[] {
  const owned = filtersOf({ label: [OWN_LABELS[0], ...labels] });
  return [
    `/containers/json?all=1&${owned}`,
    `/networks?${owned}`,
    `/volumes?${owned}`,
    `/images/json?${filtersOf({ reference: [IMAGE_PATTERN] })}`,
  ];
}

function filtersOf(filters: Readonly<Record<string, readonly string[]>>): string {
  return `filters=${encodeURIComponent(JSON.stringify(filters))}`;
}

/** Reads the answers to `toOwnedQuestions`, in their order; null where one is missing. */
export function parseOwnedAnswers(answers: readonly (string | null)[]): OwnedResource[] | null {
  const values = answers.map((answer) => (answer === null ? undefined : parseJson(answer)));
  if (values.includes(undefined)) return null;
  const [containers, networks, volumes, images] = values;
  return [
    ...listOf(containers).flatMap((one) => ownedOf('container', ownName(propertyOf(one, 'Names')), one)),
    ...listOf(networks).flatMap((one) => ownedOf('network', textOf(one, 'Name'), one)),
    ...listOf(propertyOf(volumes, 'Volumes')).flatMap((one) => ownedOf('volume', textOf(one, 'Name'), one)),
    ...parseOwnedImages(
      listOf(images)
        .flatMap((one) => listOf(propertyOf(one, 'RepoTags')))
        .join('\n'),
    ),
  ];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `/name`; what has a further `/` is a name that another container knows it by. */
function ownName(names: unknown): string {
  const own = listOf(names).find((name): name is string => typeof name === 'string' && name.lastIndexOf('/') === 0);
  return own?.slice(1) ?? '';
}

function ownedOf(kind: LabelledKind, name: string, value: unknown): OwnedResource[] {
  const labels = propertyOf(value, 'Labels');
  const [buildId = '', owner = '', step = '', role = ''] = OWN_LABELS.map((label) => textOf(labels, label));
  return name === '' || buildId === '' ? [] : [{ kind, name, buildId, owner, step, role }];
}

/** Lists the full ids of the containers that run. */
export function toListRunningCommand(): DockerCommand {
  return dockerCommand('ps', '--quiet', '--no-trunc');
}
