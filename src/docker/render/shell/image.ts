import type { BuildImage, CommitContainer, PullImage, PushImage, TagImage } from '../../../plan/operation.ts';
import { toBuildImageCommand, toInspectImageCommand, toPullCommand, toPushCommand, toTagCommand } from '../../image.ts';
import { placeholder } from '../quote.ts';
import { toJson } from './artifact.ts';
import { attempt } from './container.ts';
import { isTakenFromCaller, toCall, withInput, type Script } from './script.ts';

export function pullLines(script: Script, operation: PullImage): string[] {
  const { id, image, policy } = operation;
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
  const call = toCall(script, toBuildImageCommand({ ...operation, buildArguments }));
  const begin = attempt(script, id, `The image of step "${step}" could not be built`);
  return [`images="$images "${script.quote(image)}`, ...withInput(`${begin} run ${call.text}`, call)];
}

export function commitLines(script: Script, { id, image, container, baseImage, step }: CommitContainer): string[] {
  const words = [container, baseImage, image].map(script.quote).join(' ');
  return [
    `images="$images "${script.quote(image)}`,
    `${attempt(script, id, `The container of step "${step}" could not be committed`)} commit_container ${words}`,
  ];
}

export function tagLines(script: Script, operation: TagImage): string[] {
  const { id, image, reference, listing, step } = operation;
  const tag = toCall(script, toTagCommand(operation)).text;
  const begin = attempt(script, id, `The image of step "${step}" could not be tagged "${reference}"`);
  if (listing === null) return [`${begin} ${tag}`];
  const properties = toJson({
    type: 'docker-image',
    'docker:image': '@ID@',
    'docker:repository': listing.repository,
    'docker:tags': listing.tags,
  });
  return [`${begin} ${tag}`, `list_image ${[step, image, properties].map(script.quote).join(' ')}`];
}

export function pushLines(script: Script, operation: PushImage): string[] {
  const { id, reference } = operation;
  const push = toCall(script, toPushCommand(operation)).text;
  const begin = attempt(script, id, `"${reference}" could not be pushed`);
  return [`${begin} run ${push} >/dev/null`];
}
