import { parseJson, propertyOf, textOf } from '../facts/json.ts';
import { dockerCommand, flags, type DockerCommand } from './command.ts';
import type { LayerProgress } from './image.ts';

/** Sends what has a name of an image to the registry of that name. Progress goes line by line to standard output. */
export function toPushCommand(reference: string): DockerCommand {
  return dockerCommand('push', reference);
}

/** Reads a line that `docker push` writes to a pipe; null when it speaks of no layer. */
export function parsePushProgress(line: string): LayerProgress | null {
  const [, layer, state = ''] = /^([0-9a-f]{12}): (.+?)\s*$/.exec(line) ?? [];
  if (layer === undefined) return null;
  return { layer, isDone: /^(?:Pushed$|Layer already exists$|Mounted from )/.test(state) };
}

/** The digest of what was pushed, in the last line of `docker push`; null when it has not said any. */
export function parsePushedDigest(output: string): string | null {
  return /^\S+: digest: (sha256:[0-9a-f]{64}) size: \d+\s*$/m.exec(output)?.[1] ?? null;
}

/** The digests that an image has in registries, in the answer to `toInspectImageCommand`. */
export function parseRepositoryDigests(inspected: string): string[] {
  const references = propertyOf(JSON.parse(inspected), 'RepoDigests');
  return Array.isArray(references) ? references.map((reference) => String(reference).replace(/^.*@/, '')) : [];
}

/** What gets further tags in its registry. */
export interface Alias {
  readonly repository: string;
  readonly digest: string;
  readonly tags: readonly string[];
}

/** Without the flag, buildx makes a list of one manifest. */
export const ALIAS_WORDS = ['docker', 'buildx', 'imagetools', 'create', '--prefer-index=false'] as const;

/** Has the registry give an image further tags, by digest, with its manifest as it is. */
export function toAliasCommand({ repository, digest, tags }: Alias): DockerCommand {
  const references = tags.map((tag) => `${repository}:${tag}`);
  const [program, ...words] = ALIAS_WORDS;
  return { argv: [program, ...words, ...flags('--tag', references), `${repository}@${digest}`] };
}

/** Images of one repository, for one platform each, that become one under several tags. */
export interface Join {
  readonly repository: string;
  readonly digests: readonly string[];
  readonly tags: readonly string[];
}

/** Has the registry make an index of images that it has, in the given order. */
export function toJoinCommand({ repository, digests, tags }: Join): DockerCommand {
  const references = tags.map((tag) => `${repository}:${tag}`);
  const sources = digests.map((digest) => `${repository}@${digest}`);
  return dockerCommand('buildx', 'imagetools', 'create', ...flags('--tag', references), ...sources);
}

/** Asks the registry what a tag stands for there. */
export function toRegistryDigestCommand(reference: string): DockerCommand {
  return dockerCommand('buildx', 'imagetools', 'inspect', '--format', '{{json .Manifest}}', reference);
}

/** The digest in the answer to `toRegistryDigestCommand`; null when there is none. */
export function parseRegistryDigest(answer: string): string | null {
  const digest = textOf(parseJson(answer), 'digest');
  return digest === '' ? null : digest;
}

/** The digests of the images that an index names, in the answer to `toRegistryDigestCommand`; none: it is no index. */
export function parseIndexedDigests(answer: string): string[] {
  const manifests = propertyOf(parseJson(answer), 'manifests');
  return Array.isArray(manifests) ? manifests.map((manifest) => textOf(manifest, 'digest')) : [];
}
