import { parseRegistryDigest, toAliasCommand, toRegistryDigestCommand } from '../../docker/push.ts';
import { fail, succeed, type Result } from '../../failure.ts';
import type { PushImage } from '../../plan/operation.ts';
import { hasSucceeded } from '../../process/command.ts';
import type { PushedImage } from '../../report/event.ts';
import type { ExecutionContext } from '../context.ts';
import { callDocker, toCommand } from '../docker-call.ts';
import { askListedImage, listingPath, listingProperties, type ListedImage } from '../image-listing.ts';
import { announced } from '../progress.ts';
import { sendJoined } from '../push/join.ts';
import { send, type Push } from '../push/send.ts';

/** Pushes an image under all of its tags, sees that the registry has it under each, and tells of it. */
export async function pushImage(operation: PushImage, context: ExecutionContext): Promise<Result<void>> {
  const { repository } = operation;
  const title = `Pushing image ${repository}`;
  return announced(context, { ...operation, title, unit: 'layers' }, async (onProgress) => {
    const problem = `The image for "${repository}" could not be found`;
    const listed = await askListedImage(context, operation, problem);
    if (!listed.ok) return listed;
    const push: Push = { operation, context, onProgress, sent: new Map() };
    const sent = await sendAll(push, listed.value);
    const confirmed = sent.ok ? await confirmAll(push) : sent;
    await tell(push, listed.value);
    return confirmed;
  });
}

async function sendAll(push: Push, { id }: ListedImage): Promise<Result<void>> {
  const { by, tags } = push.operation;
  switch (by.kind) {
    case 'each':
      return sendEach(push, id, tags);
    case 'carrier':
      return sendAliased(push, id, by.carrier);
    case 'parts':
      return sendJoined(push, id, by);
    default:
      return by satisfies never;
  }
}

/** By the carrier, from which the registry makes the others; where it does not, each tag for itself. */
async function sendAliased(push: Push, id: string, carrier: string): Promise<Result<void>> {
  const { repository, tags } = push.operation;
  const name = `${repository}:${carrier}`;
  const isOwn = !tags.includes(carrier);
  if (isOwn) push.context.registry.register({ kind: 'image', name });
  const carried = await send(push, id, name);
  if (!carried.ok) return carried;
  if (!isOwn) push.sent.set(name, carried.value);
  const others = tags.filter((tag) => tag !== carrier);
  const docker = toAliasCommand({ repository, digest: carried.value, tags: others });
  const problem = `"${repository}" could not be given further tags in the registry`;
  const aliased = await callDocker(push.context, { docker, problem, timeout: null });
  if (!aliased.ok) return sendEach(push, id, others);
  for (const tag of others) push.sent.set(`${repository}:${tag}`, carried.value);
  return succeed(undefined);
}

async function sendEach(push: Push, id: string, tags: readonly string[]): Promise<Result<void>> {
  for (const tag of tags) {
    const reference = `${push.operation.repository}:${tag}`;
    const sent = await send(push, id, reference);
    if (!sent.ok) return sent;
    push.sent.set(reference, sent.value);
  }
  return succeed(undefined);
}

/**
 * Asks the registry for each tag. What it does not say is believed, since docker has said what it sent. The
 * build's own tag comes first, those that others may use too last.
 */
async function confirmAll({ operation, context, sent }: Push): Promise<Result<void>> {
  for (const tag of operation.tags.toReversed()) {
    const reference = `${operation.repository}:${tag}`;
    const digest = sent.get(reference) ?? '';
    const command = toCommand({ docker: toRegistryDigestCommand(reference) }, context);
    const answer = await context.run(command, { signal: context.signal });
    const found = hasSucceeded(answer) ? parseRegistryDigest(answer.stdout) : null;
    if (found === null || found === digest) continue;
    sent.delete(reference);
    return fail({
      kind: 'engine',
      summary: `"${reference}" was overtaken: somebody else has pushed another image there`,
      details: [`The registry has ${found}`, `This build has pushed ${digest}`],
      next: `Take "${operation.repository}@${digest}" for the image of this build, or build again`,
    });
  }
  return succeed(undefined);
}

/** Tells what the registry has, and what artifacts.json is to say of it. */
async function tell({ operation, context, sent }: Push, listed: ListedImage): Promise<void> {
  const { step, repository, tags, listing } = operation;
  const pushed: PushedImage[] = tags.flatMap((tag) => {
    const reference = `${repository}:${tag}`;
    const digest = sent.get(reference);
    return digest === undefined ? [] : [{ reference, digest }];
  });
  context.pushed.push(...pushed);
  for (const one of pushed) await context.emit({ kind: 'imagePushed', step, imageId: listed.id, ...one });
  if (listing === null) return;
  const path = listingPath(step, listed, listing);
  if (pushed.length === 0) {
    await context.emit({ kind: 'artifactWithdrawn', step, path });
    return;
  }
  const isWhole = pushed.length === tags.length;
  const kept = listing.tags.filter((tag) => isWhole || sent.has(`${repository}:${tag}`));
  const properties = listingProperties(listed, { ...listing, tags: kept }, { pushed, scans: context.scans.get(path) });
  await context.emit({ kind: 'artifactCollected', step, path, properties, isListed: true });
}
