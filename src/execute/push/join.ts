import { toTagCommand } from '../../docker/image.ts';
import { parseIndexedDigests, parseRegistryDigest, toJoinCommand, toRegistryDigestCommand } from '../../docker/push.ts';
import { toRemoveImagesCommand } from '../../docker/removal.ts';
import { fail, succeed, type Result } from '../../failure.ts';
import type { PushWay } from '../../plan/operation.ts';
import { callDocker, toCommand } from '../docker-call.ts';
import { withRegistry } from '../login-advice.ts';
import { callNetwork } from '../passing-trouble.ts';
import { askImageId, send, type Push } from './send.ts';

type Parts = Extract<PushWay, { kind: 'parts' }>;

/**
 * Sends images for one platform each by a tag that nobody else gives, has the registry join them by digest under all
 * tags, and sees what it has made of them.
 *
 * @param id what the image goes by on this engine, which has the tag there afterwards.
 */
export async function sendJoined(push: Push, id: string, way: Parts): Promise<Result<void>> {
  const { operation, context, sent } = push;
  const { repository } = operation;
  const reference = `${repository}:${way.carrier}`;
  const digests = await withBorrowedTag(push, { id, reference }, () => sendParts(push, reference, way.parts));
  if (!digests.ok) return digests;
  const tags = [...new Set([way.carrier, ...operation.tags])];
  const docker = toJoinCommand({ repository, digests: digests.value, tags });
  const problem = `The images for "${repository}" could not be joined in the registry`;
  const attempt = () => context.run(toCommand({ docker, timeout: null }, context), { signal: context.signal });
  const joined = await callNetwork(context, { step: operation.step, problem, attempt });
  if (!joined.ok) return fail(withRegistry(joined.failure, reference));
  const index = await confirmJoined(push, reference, digests.value);
  if (!index.ok) return index;
  for (const tag of operation.tags) sent.set(`${repository}:${tag}`, index.value);
  return succeed(undefined);
}

/**
 * Lets images have a tag for a while that is another's. Meanwhile it goes with the build: it would stand for an image of
 * another platform.
 */
async function withBorrowedTag<Value>(
  { operation, context }: Push,
  { id, reference }: { readonly id: string; readonly reference: string },
  use: () => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const { registry } = context;
  const tag = { kind: 'image', name: reference } as const;
  const goesAnyway = registry.list().some((one) => one.kind === 'image' && one.name === reference);
  registry.register(tag);
  const used = await use();
  if (context.signal.aborted) return used;
  if (operation.tags.some((one) => reference === `${operation.repository}:${one}`)) {
    const problem = `"${reference}" could not be given back to its image`;
    const restored = await callDocker(context, { docker: toTagCommand({ image: id, reference }), problem });
    if (!restored.ok) return used.ok ? restored : used;
  }
  if (!goesAnyway) registry.forget(tag);
  return used;
}

async function sendParts(push: Push, reference: string, parts: Parts['parts']): Promise<Result<string[]>> {
  const { context, operation } = push;
  const digests: string[] = [];
  for (const { platform, image } of parts) {
    const problem = `The image for ${platform} of "${operation.repository}" could not be found`;
    const id = await askImageId(context, image, problem);
    if (!id.ok) return id;
    const digest = await send(push, id.value, reference);
    // With its last tag of the repository an image loses the digest that it has there, which would keep it.
    await callDocker(context, { docker: toRemoveImagesCommand([reference]), problem });
    if (!digest.ok) return digest;
    digests.push(digest.value);
  }
  return succeed(digests);
}

/** The digest of the index, once it is seen to hold just these images. */
async function confirmJoined(
  { context }: Push,
  reference: string,
  digests: readonly string[],
): Promise<Result<string>> {
  const problem = `"${reference}" could not be verified`;
  const answer = await callDocker(context, { docker: toRegistryDigestCommand(reference), problem });
  if (!answer.ok) return answer;
  const index = parseRegistryDigest(answer.value.stdout);
  const found = parseIndexedDigests(answer.value.stdout);
  const isOurs = found.length === digests.length && digests.every((digest) => found.includes(digest));
  if (index !== null && isOurs) return succeed(index);
  return fail({
    kind: 'engine',
    summary: `"${reference}" was overtaken: the registry has something else there`,
    details: [
      `It has ${found.length === 0 ? String(index) : found.join(', ')}`,
      `This build has pushed ${digests.join(', ')}`,
    ],
    next: 'Find the builds that have the same build number, and build again when they are over',
  });
}
