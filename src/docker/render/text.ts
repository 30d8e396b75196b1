import type {
  BuildImage,
  ImportImage,
  LateText,
  Operation,
  Plan,
  PushWay,
  RemoveResources,
} from '../../plan/operation.ts';
import type { DockerCommand } from '../command.ts';
import { toCreateContainerCommand, toCreateNetworkCommand, toStartCommand } from '../container.ts';
import { toCopyInCommand, toCopyOutCommand } from '../copy.ts';
import { toExecCommand } from '../exec.ts';
import { toImportCommand } from '../saved-image.ts';
import { toLayoutAddress, toSaveCommand } from '../oci-layout.ts';
import { givenImages, inFolder, toBuildImageCommand, toPullCommand, toTagCommand } from '../image.ts';
import { toAliasCommand, toJoinCommand, toPushCommand } from '../push.ts';
import {
  toRemoveContainersCommand,
  toRemoveImagesCommand,
  toRemoveNetworksCommand,
  toRemoveVolumesCommand,
} from '../removal.ts';
import { quoteWord, quoteWords } from './quote.ts';
import { createRedactor } from './secrets.ts';

/** A plan for a reader: a line for each operation with its id, what it runs, what it waits for, and why it is there. */
export function renderText(plan: Plan): string {
  const redact = createRedactor(plan);
  return plan.operations.map((operation) => `${redact(toLine(operation))}\n`).join('');
}

function toLine(operation: Operation): string {
  const { dependsOn, follows, cause } = operation;
  const notes = [
    ...(dependsOn.length === 0 ? [] : [`after ${dependsOn.join(', ')}`]),
    ...(follows.length === 0 ? [] : [`when over: ${follows.join(', ')}`]),
    `because: ${cause}`,
  ];
  return `${operation.id}: ${describe(operation)} (${notes.join('; ')})`.replaceAll(/\r?\n/g, '\\n');
}

function describe(operation: Operation): string {
  switch (operation.kind) {
    case 'beginStep':
      return `begin step ${quoteWord(operation.step)}`;
    case 'beginTask':
      return `begin ${operation.task}`;
    case 'endStep':
      return operation.expectsFailureOf === null ? 'end step' : 'end step, which must have failed';
    case 'waitForPort':
      return `wait until port ${operation.port} of ${operation.container} is open, ${operation.timeout / 1000} s at most`;
    case 'collectArtifact':
      return describeArtifact(operation);
    case 'commitContainer':
      return quoteWords(['docker', 'commit', operation.container, operation.image]);
    case 'buildImage':
      return describeBuild(operation);
    case 'importImage':
      return describeImport(operation);
    case 'copyToContainer':
      return `${describeContent(operation)} | ${toWords(toCopyInCommand(operation.container, '/'))}`;
    case 'copyFromContainer':
      return toWords(toCopyOutCommand(operation.container, operation.path, operation.target));
    case 'pushImage':
      return describePush(operation);
    case 'makeFolder':
      return quoteWords(['mkdir', '-p', operation.path]);
    case 'scanImage':
      return describeScan(operation);
    case 'readPackages':
      return 'read the Python packages of the step';
    case 'uploadPackages':
      return describeUpload(operation);
    case 'removeResources':
      return describeRemoval(operation);
    default:
      return toWords(toSingleCommand(operation));
  }
}

type Single = Extract<
  Operation,
  {
    kind: 'pullImage' | 'createNetwork' | 'createContainer' | 'startContainer' | 'execInContainer' | 'tagImage';
  }
>;

function toSingleCommand(operation: Single): DockerCommand {
  switch (operation.kind) {
    case 'pullImage':
      return toPullCommand(operation);
    case 'createNetwork':
      return toCreateNetworkCommand(operation);
    case 'createContainer':
      return toCreateContainerCommand(operation, toReadable);
    case 'startContainer':
      return toStartCommand(operation);
    case 'execInContainer':
      return toExecCommand(operation, toReadable);
    case 'tagImage':
      return toTagCommand(operation);
    default:
      return operation satisfies never;
  }
}

function toReadable(text: LateText): string {
  return typeof text === 'string' ? text : `<${text.late} of ${text.from}>`;
}

function toWords({ argv }: DockerCommand): string {
  return quoteWords(argv);
}

function describeContent({ content, path }: Extract<Operation, { kind: 'copyToContainer' }>): string {
  switch (content.kind) {
    case 'checkout':
      return `tar of ${quoteWord(content.directory)}${content.overlays === 0 ? '' : ` and ${content.overlays} views`}`;
    case 'views':
      return `tar of ${content.overlays} views of ${quoteWord(content.directory)}`;
    case 'path':
      return `tar of ${quoteWord(content.source)} as ${quoteWord(path)}${content.isExecutable ? ', executable' : ''}`;
    case 'text':
      return `tar of a text as ${quoteWord(path)}`;
    case 'container':
      return toWords(toCopyOutCommand(content.container, `${content.path}/.`, '-'));
    default:
      return content satisfies never;
  }
}

/** What is injected is told in front of the build of the folder that it is laid into. */
function describeBuild(operation: BuildImage): string {
  const { injections, context, dockerfile } = operation;
  const saved = givenImages(operation).map((image) => `${toWords(toSaveCommand(image))} && `);
  const addressOf = operation.isApart ? (image: string) => toLayoutAddress(image, '<digest>') : undefined;
  const build = (own: BuildImage) => `${saved.join('')}${toWords(toBuildImageCommand(own, addressOf))}`;
  if (injections.length === 0) return build(operation);
  const laid = injections.map(
    ({ pattern, destination, isInto }) =>
      `${quoteWord(pattern)} ${isInto ? 'into' : 'as'} ${quoteWord(destination === '' ? '.' : destination)}`,
  );
  const over = context === null ? 'an empty folder' : `a copy of ${quoteWord(context)}`;
  const base = 'isInContext' in dockerfile ? dockerfile.base : undefined;
  const from = base === undefined ? '' : ` && put FROM ${base} before its Dockerfile`;
  return `lay ${laid.join(', ')} over ${over}${from} && ${build(inFolder(operation, '<context>'))}`;
}

/** Only when it is read is it known which of the two the archive is. */
function describeImport(operation: ImportImage): string {
  return `${toWords(toImportCommand(operation))}, or docker load under that name where it is a saved image`;
}

function describeArtifact({ pattern, container, packing, rename }: Extract<Operation, { kind: 'collectArtifact' }>) {
  const how = packing.kind === 'files' ? 'folders as files' : `folders as ${packing.suffix}`;
  return `collect ${quoteWord(pattern)} of ${container}${rename === null ? '' : ` as ${quoteWord(rename)}`}, ${how}`;
}

/** With the digest of the image compared after each push, and asked of the registry at the end. */
function describePush({ image, repository, tags, by }: Extract<Operation, { kind: 'pushImage' }>): string {
  if (by.kind === 'parts') return describeJoinedPush(by, { repository, tags });
  const others = by.kind === 'each' ? [] : tags.filter((tag) => tag !== by.carrier);
  const references = (by.kind === 'each' ? tags : [by.carrier]).map((tag) => `${repository}:${tag}`);
  const pushes = references.flatMap((reference) => [toTagCommand({ image, reference }), toPushCommand(reference)]);
  const alias = others.length === 0 ? [] : [toAliasCommand({ repository, digest: '<its digest>', tags: others })];
  return [...pushes, ...alias].map(toWords).join(' && ');
}

function describeJoinedPush(
  { carrier, parts }: Extract<PushWay, { kind: 'parts' }>,
  { repository, tags }: { readonly repository: string; readonly tags: readonly string[] },
): string {
  const reference = `${repository}:${carrier}`;
  const pushes = parts.flatMap(({ image }) => [toTagCommand({ image, reference }), toPushCommand(reference)]);
  const digests = parts.map(({ platform }) => `<digest for ${platform}>`);
  const join = toJoinCommand({ repository, digests, tags: [...new Set([carrier, ...tags])] });
  return [...pushes, join].map(toWords).join(' && ');
}

function describeScan({ container, argv, report, threshold }: Extract<Operation, { kind: 'scanImage' }>): string {
  const limit = threshold === null ? '' : `, where a score of ${threshold} fails`;
  const scan = toExecCommand({ container, argv, environment: new Map(), user: undefined }, toReadable);
  return `${toWords(scan)} && ${toWords(toCopyOutCommand(container, report, '-'))}${limit}`;
}

function describeUpload(operation: Extract<Operation, { kind: 'uploadPackages' }>): string {
  const { steps, url, username, isSkippingExisting } = operation;
  const but = isSkippingExisting ? ', but for those that it has' : '';
  return `upload the Python packages of ${quoteWords(steps)} to ${url} as ${quoteWord(username)}${but}`;
}

function describeRemoval(operation: RemoveResources): string {
  const { containers, foreignContainers, networks, volumes, images } = operation;
  const commands = [
    [[...containers, ...foreignContainers], toRemoveContainersCommand],
    [networks, toRemoveNetworksCommand],
    [volumes, toRemoveVolumesCommand],
    [images, toRemoveImagesCommand],
  ] as const;
  const wanted = commands.filter(([names]) => names.length > 0).map(([names, toCommand]) => toWords(toCommand(names)));
  return wanted.length === 0 ? 'nothing to remove' : wanted.join(' && ');
}
