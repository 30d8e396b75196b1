import { parseImageId, toInspectImageCommand, toTagCommand } from '../../docker/image.ts';
import {
  parsePushedDigest,
  parsePushProgress,
  parseRegistryDigest,
  parseRepositoryDigests,
  toAliasCommand,
  toPushCommand,
  toRegistryDigestCommand,
} from '../../docker/push.ts';
import { fail, succeed, type Result } from '../../failure.ts';
import type { PushImage } from '../../plan/operation.ts';
import { hasSucceeded } from '../../process/command.ts';
import { Tail } from '../../process/tail.ts';
import type { PushedImage } from '../../report/event.ts';
import type { ExecutionContext } from '../context.ts';
import { callDocker, toCommand } from '../docker-call.ts';
import { listingPath, listingProperties } from '../image-listing.ts';
import { withRegistry } from '../login-advice.ts';
import { callNetwork } from '../passing-trouble.ts';
import { announced } from '../progress.ts';

/** How often a tag is pushed that something else on the engine moves each time. */
const ATTEMPTS = 3;

/** One push under way. */
interface Push {
  readonly operation: PushImage;
  readonly imageId: string;
  readonly context: ExecutionContext;
  readonly onProgress: (done: number, total: number) => void;
  /** What the registry has by now. */
  readonly sent: Map<string, string>;
}

/** Pushes an image under all of its tags, sees that the registry has it under each, and tells of it. */
export async function pushImage(operation: PushImage, context: ExecutionContext): Promise<Result<void>> {
  const title = `Pushing image ${operation.repository}`;
  return announced(context, { ...operation, title, unit: 'layers' }, async (onProgress) => {
    const problem = `The image for "${operation.repository}" could not be found`;
    const inspected = await callDocker(context, { docker: toInspectImageCommand(operation.image), problem });
    if (!inspected.ok) return inspected;
    const imageId = parseImageId(inspected.value.stdout);
    const push: Push = { operation, imageId, context, onProgress, sent: new Map() };
    const sent = await sendAll(push);
    const confirmed = sent.ok ? await confirmAll(push) : sent;
    await tell(push);
    return confirmed;
  });
}

/** By the carrier, from which the registry makes the others; where it does not, each tag for itself. */
async function sendAll(push: Push): Promise<Result<void>> {
  const { carrier, repository, tags } = push.operation;
  if (carrier === null) return sendEach(push, tags);
  const name = `${repository}:${carrier}`;
  const isOwn = !tags.includes(carrier);
  if (isOwn) push.context.registry.register({ kind: 'image', name });
  const carried = await send(push, name);
  if (!carried.ok) return carried;
  if (!isOwn) push.sent.set(name, carried.value);
  const others = tags.filter((tag) => tag !== carrier);
  const docker = toAliasCommand({ repository, digest: carried.value, tags: others });
  const problem = `"${repository}" could not be given further tags in the registry`;
  const aliased = await callDocker(push.context, { docker, problem, timeout: null });
  if (!aliased.ok) return sendEach(push, others);
  for (const tag of others) push.sent.set(`${repository}:${tag}`, carried.value);
  return succeed(undefined);
}

async function sendEach(push: Push, tags: readonly string[]): Promise<Result<void>> {
  for (const tag of tags) {
    const reference = `${push.operation.repository}:${tag}`;
    const sent = await send(push, reference);
    if (!sent.ok) return sent;
    push.sent.set(reference, sent.value);
  }
  return succeed(undefined);
}

/**
 * Gives the image the tag, pushes that, and sees by the digest that it was the image: docker pushes what has the tag at
 * that moment, and something else may just have moved it.
 *
 * @returns the digest
 */
async function send(push: Push, reference: string): Promise<Result<string>> {
  const { context, imageId, operation } = push;
  const problem = `"${reference}" could not be pushed`;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const tagged = await callDocker(context, { docker: toTagCommand({ image: imageId, reference }), problem });
    if (!tagged.ok) return tagged;
    const pushed = await runPush(push, reference, problem);
    if (!pushed.ok) return fail(withRegistry(pushed.failure, reference));
    const inspected = await callDocker(context, { docker: toInspectImageCommand(imageId), problem });
    if (!inspected.ok) return inspected;
    const digest = parsePushedDigest(pushed.value);
    if (digest !== null && parseRepositoryDigests(inspected.value.stdout).includes(digest)) return succeed(digest);
    const text = `"${reference}" was moved to another image right before it was pushed`;
    if (attempt < ATTEMPTS)
      await context.emit({ kind: 'warned', step: operation.step, text: `${text}; pushing again` });
  }
  return fail({
    kind: 'engine',
    summary: `"${reference}" was overtaken: something else on this engine moves that tag to another image`,
    details: [`The registry may have that image as "${reference}" now`],
    next: 'Find the builds that use the same tag on this engine, and build again when they are over',
  });
}

/** What docker says of a push. */
function runPush(push: Push, reference: string, problem: string): Promise<Result<string>> {
  const { context, operation, onProgress } = push;
  const end = new Tail(4096);
  const attempt = async () => {
    const layers = new Map<string, boolean>();
    const errors = new Tail(4096);
    const result = await context.run(toCommand({ docker: toPushCommand(reference), timeout: null }, context), {
      signal: context.signal,
      onOutput: (stream, chunk) => {
        (stream === 'stderr' ? errors : end).push(chunk);
        for (const line of chunk.toString().split('\n')) {
          const progress = parsePushProgress(line);
          if (progress !== null) layers.set(progress.layer, progress.isDone);
        }
        onProgress([...layers.values()].filter(Boolean).length, layers.size);
      },
    });
    return { ...result, stderr: errors.text() };
  };
  return callNetwork(context, { step: operation.step, problem, attempt }).then((result) =>
    result.ok ? succeed(end.text()) : result,
  );
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
async function tell({ operation, imageId, context, sent }: Push): Promise<void> {
  const { step, repository, tags, listing } = operation;
  const pushed: PushedImage[] = tags.flatMap((tag) => {
    const reference = `${repository}:${tag}`;
    const digest = sent.get(reference);
    return digest === undefined ? [] : [{ reference, digest }];
  });
  context.pushed.push(...pushed);
  for (const one of pushed) await context.emit({ kind: 'imagePushed', step, imageId, ...one });
  if (listing === null) return;
  const path = listingPath(step, imageId, listing);
  if (pushed.length === 0) {
    await context.emit({ kind: 'artifactWithdrawn', step, path });
    return;
  }
  const isWhole = pushed.length === tags.length;
  const kept = listing.tags.filter((tag) => isWhole || sent.has(`${repository}:${tag}`));
  const properties = listingProperties(imageId, { ...listing, tags: kept }, { pushed, scans: context.scans.get(path) });
  await context.emit({ kind: 'artifactCollected', step, path, properties, isListed: true });
}
