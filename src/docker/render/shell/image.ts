import { toPlainPlatform } from '../../../config/platform.ts';
import type {
  BuildImage,
  CommitContainer,
  ImageListing,
  ImportImage,
  PullImage,
  PushImage,
  TagImage,
} from '../../../plan/operation.ts';
import {
  givenImages,
  inFolder,
  toBuildImageCommand,
  toInspectImageCommand,
  toPullCommand,
  toTagCommand,
} from '../../image.ts';
import { placeholder } from '../quote.ts';
import { toJson } from './artifact.ts';
import { attempt } from './container.ts';
import { isTakenFromCaller, toCall, withInput, type Script } from './script.ts';

export function pullLines(script: Script, operation: PullImage): string[] {
  const { id, image, policy, isOptional } = operation;
  if (isOptional === true) {
    const call = `run ${toCall(script, toPullCommand(operation)).text} >/dev/null`;
    return [
      `say ${script.quote(`Pulling image ${image}`)}`,
      `${call} || complain ${script.quote(`Image "${image}" could not be pulled; it is no cache then`)}`,
      `passed ${script.numberOf(id)}`,
    ];
  }
  const pull = [
    `say ${script.quote(`Pulling image ${image}`)}`,
    `${attempt(script, id, `Image "${image}" could not be pulled`)} run ${toCall(script, toPullCommand(operation)).text} >/dev/null`,
  ];
  if (policy === 'always') return pull;
  const inspect = toCall(script, toInspectImageCommand(image)).text;
  return [
    `if ${inspect} >/dev/null 2>&1; then`,
    `  passed ${script.numberOf(id)}`,
    'else',
    ...pull.map((line) => `  ${line}`),
    'fi',
  ];
}

export function buildLines(script: Script, operation: BuildImage): string[] {
  const { id, image, step } = operation;
  const buildArguments = new Map(
    [...operation.buildArguments].map(([name, value]) => [name, isTakenFromCaller(name) ? placeholder(name) : value]),
  );
  const hasFolder = operation.injections.length > 0;
  const own = hasFolder ? inFolder(operation, `${placeholder('work')}/context`) : operation;
  const given = givenImages(operation);
  const addressOf = (name: string) => (given.includes(name) ? placeholder(addressVariable(given, name)) : undefined);
  const call = toCall(script, toBuildImageCommand({ ...own, buildArguments }, addressOf));
  const begin = attempt(script, id, `The image of step "${step}" could not be built`);
  const build = withInput(`${begin} run ${call.text}`, call);
  const before = [
    ...(hasFolder ? contextCommands(script, operation) : []),
    ...given.flatMap((name) => handOverCommands(script, operation, { name, variable: addressVariable(given, name) })),
  ];
  return [
    ...(operation.isLoaded ? [`images="$images "${script.quote(image)}`] : []),
    ...operation.warnings.map((text) => `complain ${script.quote(text)}`),
    ...(before.length === 0 ? build : [`if ${before.join(' &&\n    ')}; then`, ...build, 'fi']),
  ];
}

function addressVariable(given: readonly string[], image: string): string {
  return `address_${given.indexOf(image) + 1}`;
}

/** What the builder may do without is left to it where the engine does not have it. */
function handOverCommands(
  script: Script,
  { localImages }: BuildImage,
  { name, variable }: { readonly name: string; readonly variable: string },
): string[] {
  const local = localImages.find((one) => one.name === name);
  const words = [name, variable, ...(local === undefined ? [] : [local.platform])].map(script.quote).join(' ');
  return [`hand_over ${words} && ${variable}=$address`];
}

function contextCommands(script: Script, { context, injections, dockerfile }: BuildImage): string[] {
  const base = 'isInContext' in dockerfile ? dockerfile.base : undefined;
  return [
    ['new_context', ...(context === null ? [] : [script.quote(context)])].join(' '),
    ...injections.map(({ directory, pattern, destination, isInto }) => {
      const found = `${pattern.startsWith('/') ? '' : script.quote(`${directory}/`)}${quotePattern(script, pattern)}`;
      return `inject ${[pattern, destination, isInto ? 'into' : ''].map(script.quote).join(' ')} ${found}`;
    }),
    ...(base === undefined ? [] : [`go_on_from ${script.quote(base)}`]),
  ];
}

/** A pattern for the shell to expand: its wildcards as they are, all else quoted. */
function quotePattern(script: Script, pattern: string): string {
  const pieces = pattern.split(/(\*|\?|\[!?\]?[^\]]*\])/).filter((piece) => piece !== '');
  const words = pieces.map((piece) => (/^[*?]$|^\[.+\]$/.test(piece) ? wildcard(piece) : script.quote(piece)));
  return words.join('');
}

/** Characters in brackets are quoted one by one, but for the signs of a set. */
function wildcard(piece: string): string {
  return piece.length === 1 ? piece : `[${piece.slice(1, -1).replaceAll(/[^\w!.-]/g, '\\$&')}]`;
}

export function importLines(script: Script, { id, archive, image, platform, step }: ImportImage): string[] {
  const words = [archive, image, ...(platform === undefined ? [] : [toPlainPlatform(platform)])]
    .map(script.quote)
    .join(' ');
  return [
    `images="$images "${script.quote(image)}`,
    `${attempt(script, id, `The image of step "${step}" could not be imported`)} import_image ${words}`,
  ];
}

export function commitLines(script: Script, operation: CommitContainer): string[] {
  const { id, image, container, baseImage, step, variables } = operation;
  const words = [container, baseImage, image, ...variables].map(script.quote).join(' ');
  return [
    `images="$images "${script.quote(image)}`,
    `${attempt(script, id, `The container of step "${step}" could not be committed`)} commit_container ${words}`,
  ];
}

export function tagLines(script: Script, operation: TagImage): string[] {
  const { id, image, reference, listing, step, isKept } = operation;
  const tag = toCall(script, toTagCommand(operation)).text;
  const noted = isKept ? [] : [`images="$images "${script.quote(reference)}`];
  const tagged = `${attempt(script, id, `The image of step "${step}" could not be tagged "${reference}"`)} ${tag}`;
  if (listing === null) return [...noted, tagged];
  const parts = listing.parts.map((part) => part.image);
  const images = parts.length === 0 ? [image] : parts;
  const { key, properties } = entryText(step, listing);
  const words = [String(entryOf(script, listing, image)), listing.id, key, properties, ...images].map(script.quote);
  return [...noted, tagged, `list_image ${words.join(' ')}`];
}

/** The texts of an entry, where `@1@` stands for the first image, without their end, for a push to add the digests. */
function entryText(step: string, { parts, repository, tags, isMain }: ImageListing) {
  const ids = parts.length === 0 ? ['@1@'] : parts.map((_, index) => `@${index + 1}@`);
  const platforms = parts.map(({ platform }, index) => `${platform}:${ids[index] ?? ''}`);
  const properties = toJson({
    type: 'docker-image',
    'docker:image': ids.join(','),
    'docker:repository': repository,
    'docker:tags': tags,
    ...(platforms.length === 0 ? {} : { 'docker:platforms': platforms }),
  }).replace(/\s*\}$/, '');
  const own = parts.length > 0 ? `${step}/${repository}` : `${step}/@1@/${repository}`;
  const main = parts.length > 0 ? repository : `${step}/@1@`;
  return { key: isMain ? main : own, properties };
}

/** Pushes an image; the entry of artifacts.json that speaks of it is the one that its tags have made. */
export function pushLines(script: Script, operation: PushImage): string[] {
  const { id, image, repository, tags, by, listing } = operation;
  const entry = listing === null ? 'none' : String(entryOf(script, listing, image));
  const carrier = by.kind === 'each' ? '' : by.carrier;
  const parts = by.kind === 'parts' ? by.parts.map((part) => part.image).join(' ') : '';
  const words = [entry, image, repository, carrier, parts, ...tags].map(script.quote);
  return [`${attempt(script, id, `"${repository}" could not be pushed`)} push_image ${words.join(' ')}`];
}

/** The number of an image's entry for a repository in artifacts.json; of one for several platforms any may be meant. */
export function entryOf({ entries }: Script, { repository, parts }: ImageListing, image: string): number {
  const key = `${parts[0]?.image ?? image} ${repository}`;
  const number = entries.get(key) ?? entries.size + 1;
  entries.set(key, number);
  return number;
}
