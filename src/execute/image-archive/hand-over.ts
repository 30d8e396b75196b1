import { basename, join } from 'node:path';
import type { AddressOf } from '../../docker/build.ts';
import { toLayoutAddress, toSaveCommand } from '../../docker/oci-layout.ts';
import { fail, FailureError, messageOf, succeed, type Result } from '../../failure.ts';
import type { BuildImage } from '../../plan/operation.ts';
import { hasSucceeded } from '../../process/command.ts';
import type { ExecutionContext } from '../context.ts';
import { dockerFailure, hasImage, toCommand } from '../docker-call.ts';
import { writeLayout } from './write-layout.ts';

/** An image of the engine that a builder is given. */
interface Given {
  /** What the Dockerfile calls it. */
  readonly name: string;
  readonly image: string;
  /** Null: whatever it is for. */
  readonly platform: string | null;
  /** The builder may do without it. */
  readonly isOptional: boolean;
}

/**
 * Writes the images that a build needs, and that its builder does not see, as OCI layouts into a folder of the build's
 * own. The addresses are relative to the folder above, since buildx does not take every path.
 */
export async function handOver(
  operation: BuildImage,
  folder: string,
  context: ExecutionContext,
): Promise<Result<AddressOf>> {
  const addresses = new Map<string, string>();
  for (const given of givenBy(operation)) {
    if (addresses.has(given.image) || (given.isOptional && !(await hasImage(given.image, context)))) continue;
    const text = `Giving image "${given.name}" to the builder, which does not see those of the engine`;
    await context.emit({ kind: 'noticed', step: operation.step, text });
    const name = String(addresses.size + 1);
    const digest = await save(given, join(folder, name), context);
    if (!digest.ok) return digest;
    if (digest.value !== null) addresses.set(given.image, toLayoutAddress(`${basename(folder)}/${name}`, digest.value));
  }
  return succeed((image) => addresses.get(image));
}

function givenBy({ images, localImages }: BuildImage): Given[] {
  return [
    ...[...images].map(([name, image]) => ({ name, image, platform: null, isOptional: false })),
    ...localImages.map(({ name, platform }) => ({ name, image: name, platform, isOptional: true })),
  ];
}

/** The digest of the layout's manifest; null: what the engine has is for another platform. */
async function save(given: Given, folder: string, context: ExecutionContext): Promise<Result<string | null>> {
  const problem = `Image "${given.name}" could not be given to the builder`;
  const saving = context.stream(toCommand({ docker: toSaveCommand(given.image), timeout: null }, context), context);
  const written = await attempt(() => writeLayout(saving.stdout, folder, given.platform), problem);
  if (!written.ok) saving.kill();
  const saved = await saving.result;
  // What docker says tells more than that its archive is cut short.
  if (saved.ending === 'exited' && !hasSucceeded(saved)) return fail(dockerFailure(problem, saved));
  if (!written.ok) return written;
  if (!hasSucceeded(saved)) return fail(dockerFailure(problem, saved));
  if (written.value !== null || given.isOptional) return written;
  return fail({ kind: 'engine', summary: `${problem}: "docker save" does not say which layers make it` });
}

async function attempt<Value>(work: () => Promise<Value>, problem: string): Promise<Result<Value>> {
  try {
    return succeed(await work());
  } catch (error) {
    if (error instanceof FailureError)
      return fail({ ...error.failure, summary: `${problem}: ${error.failure.summary}` });
    const details = [messageOf(error)];
    const next = 'See that the home directory has room for it';
    return fail({ kind: 'environment', summary: `${problem}: it could not be written`, details, next });
  }
}
