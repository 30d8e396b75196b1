import { propertyOf } from '../facts/json.ts';
import type { CommitContainer, PullImage, TagImage } from '../plan/operation.ts';
import { dockerCommand, flag, type DockerCommand } from './command.ts';
import { OWN_LABELS } from './labels.ts';

export { givenImages, inFolder, toBuildImageCommand } from './build.ts';

/** Fetches an image from its registry, whatever the engine has. */
export function toPullCommand({ image, platform }: Pick<PullImage, 'image' | 'platform'>): DockerCommand {
  return dockerCommand('pull', ...flag('--platform', platform), image);
}

/** How far one layer of an image is. */
export interface LayerProgress {
  /** The first twelve digits of its digest. */
  readonly layer: string;
  readonly isDone: boolean;
}

/** Reads a line that `docker pull` writes to a pipe; null when it speaks of no layer. */
export function parsePullProgress(line: string): LayerProgress | null {
  const [, layer, state] = /^([0-9a-f]{12}): (.+?)\s*$/.exec(line) ?? [];
  if (layer === undefined) return null;
  return { layer, isDone: state === 'Pull complete' || state === 'Already exists' };
}

/** Asks for all that the engine knows of an image; fails when it has none of that name. */
export function toInspectImageCommand(image: string): DockerCommand {
  return dockerCommand('image', 'inspect', '--format', '{{json .}}', image);
}

/** The full id (`sha256:…`) in the answer to `toInspectImageCommand`. @throws when there is none. */
export function parseImageId(inspected: string): string {
  const id = propertyOf(JSON.parse(inspected), 'Id');
  if (typeof id !== 'string') throw new Error(`no image id in docker's answer: ${inspected.slice(0, 200)}`);
  return id;
}

/**
 * Freezes a container as an image that runs as the image it was made from does: entry point, command and folder are
 * set back, and the labels that make the container ours are emptied, since containers of the new image are not; so are
 * variables of the run, which may be secrets: docker can take neither away.
 *
 * @param inspected the answer to `toInspectImageCommand` about the base image.
 */
export function toCommitCommand({ container, image, variables }: CommitContainer, inspected: string): DockerCommand {
  const config = propertyOf(JSON.parse(inspected), 'Config');
  const workingDirectory = propertyOf(config, 'WorkingDir');
  const user = propertyOf(config, 'User');
  const labels = propertyOf(config, 'Labels');
  const changes = [
    // The entry point first: setting it unsets the command.
    ...listChange('ENTRYPOINT', propertyOf(config, 'Entrypoint')),
    ...listChange('CMD', propertyOf(config, 'Cmd')),
    `WORKDIR ${isText(workingDirectory) ? workingDirectory : '/'}`,
    ...(isText(user) ? [`USER ${user}`] : []),
    `LABEL ${OWN_LABELS.map((label) => `${label}=${quoted(propertyOf(labels, label))}`).join(' ')}`,
    ...environmentChange(variables, propertyOf(config, 'Env')),
  ];
  return dockerCommand('commit', ...changes.flatMap((change) => ['--change', change]), container, image);
}

/** docker cannot take a command away again, so one of no words is not set. */
function listChange(instruction: string, words: unknown): string[] {
  return Array.isArray(words) && words.length > 0 ? [`${instruction} ${JSON.stringify(words)}`] : [];
}

/** What cannot be a name in an instruction was none of an environment either. */
function environmentChange(variables: readonly string[], environment: unknown): string[] {
  const names = variables.filter((name) => /^[^\s=$"'\\]+$/.test(name));
  if (names.length === 0) return [];
  const given: readonly unknown[] = Array.isArray(environment) ? environment : [];
  const valueOf = (name: string) => given.map(String).find((entry) => entry.startsWith(`${name}=`));
  return [`ENV ${names.map((name) => `${name}=${quoted(valueOf(name)?.slice(name.length + 1))}`).join(' ')}`];
}

function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return `"${text.replaceAll(/["\\$]/g, '\\$&')}"`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function toTagCommand({ image, reference }: Pick<TagImage, 'image' | 'reference'>): DockerCommand {
  return dockerCommand('tag', image, reference);
}
