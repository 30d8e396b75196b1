import { toCommitCommand, toInspectImageCommand, toTagCommand } from '../../docker/image.ts';
import { succeed, type Result } from '../../failure.ts';
import type { CommitContainer, TagImage } from '../../plan/operation.ts';
import type { ExecutionContext } from '../context.ts';
import { callDocker } from '../docker-call.ts';
import { askListedImage, listingPath, listingProperties } from '../image-listing.ts';

/** Freezes a container, with the command and entry point that its image has. */
export async function commitContainer(operation: CommitContainer, context: ExecutionContext): Promise<Result<void>> {
  context.registry.register({ kind: 'image', name: operation.image });
  const problem = `The container of step "${operation.step}" could not be committed`;
  const inspected = await callDocker(context, { docker: toInspectImageCommand(operation.baseImage), problem });
  if (!inspected.ok) return inspected;
  const docker = toCommitCommand(operation, inspected.value.stdout);
  const committed = await callDocker(context, { docker, problem, timeout: null });
  return committed.ok ? succeed(undefined) : committed;
}

/** Gives an image a name of the user's. */
export async function tagImage(operation: TagImage, context: ExecutionContext): Promise<Result<void>> {
  const { reference, step } = operation;
  const problem = `The image of step "${step}" could not be tagged "${reference}"`;
  if (!operation.isKept) context.registry.register({ kind: 'image', name: reference });
  const tagged = await callDocker(context, { docker: toTagCommand(operation), problem });
  if (!tagged.ok) return tagged;
  const listed = await askListedImage(context, operation, problem);
  if (!listed.ok) return listed;
  await context.emit({ kind: 'imageTagged', step, reference, imageId: listed.value.id });
  if (operation.listing !== null) {
    const path = listingPath(step, listed.value, operation.listing);
    const properties = listingProperties(listed.value, operation.listing, {});
    await context.emit({ kind: 'artifactCollected', step, path, properties, isListed: true });
  }
  return succeed(undefined);
}
