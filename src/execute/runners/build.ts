import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddressOf } from '../../docker/build.ts';
import { parseUnfetchedImage } from '../../docker/build-error.ts';
import { explainDockerError } from '../../docker/error.ts';
import { givenImages, inFolder, toBuildImageCommand } from '../../docker/image.ts';
import { fail, messageOf, succeed, type Failure, type Result } from '../../failure.ts';
import type { BuildImage, Speaker } from '../../plan/operation.ts';
import { hasSucceeded } from '../../process/command.ts';
import type { ExecutionContext } from '../context.ts';
import { dockerFailure } from '../docker-call.ts';
import { layContext } from '../build-context/lay-context.ts';
import { follow } from '../follow.ts';
import { withRegistry } from '../login-advice.ts';
import { handOver } from '../image-archive/hand-over.ts';
import { quoteOutput } from './command.ts';

/** Builds an image; what the builder says is the step's output. What is injected is laid over a copy of its context. */
export async function buildImage(operation: BuildImage, context: ExecutionContext): Promise<Result<void>> {
  for (const text of operation.warnings) await context.emit({ kind: 'warned', step: operation.step, text });
  if (operation.injections.length === 0) return buildApart(operation, context);
  return withFolder(context, 'context', async (folder) => {
    const laid = await layContext({ ...operation, target: folder, signal: context.signal });
    const whole = laid.ok ? await goOnFromBase(operation, folder) : laid;
    return whole.ok ? buildApart(inFolder(operation, folder), context) : whole;
  });
}

/** A builder that does not see the images of the engine is given those that the Dockerfile builds on. */
async function buildApart(operation: BuildImage, context: ExecutionContext): Promise<Result<void>> {
  if (givenImages(operation).length === 0) return runBuilder(operation, context);
  return withFolder(context, 'images', async (folder) => {
    const given = await handOver(operation, folder, context);
    return given.ok ? runBuilder(operation, context, given.value) : given;
  });
}

/** Works with a folder of the build's own, which is removed afterwards. */
async function withFolder(
  { temporaryDirectory, registry }: ExecutionContext,
  name: string,
  work: (folder: string) => Promise<Result<void>>,
): Promise<Result<void>> {
  const folder = join(temporaryDirectory, `${name}-${randomUUID()}`);
  registry.register({ kind: 'file', path: folder });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    registry.forget({ kind: 'file', path: folder });
  }
}

/** Puts the image that the Dockerfile goes on from in front of it. The file is replaced: it may be a link to the user's. */
async function goOnFromBase({ dockerfile, step }: BuildImage, folder: string): Promise<Result<void>> {
  if (!('isInContext' in dockerfile) || dockerfile.base === undefined) return succeed(undefined);
  const path = join(folder, 'Dockerfile');
  try {
    const text = await readFile(path, 'utf8');
    await rm(path);
    await writeFile(path, `FROM ${dockerfile.base}\n${text}`);
    return succeed(undefined);
  } catch (error) {
    return fail({
      kind: 'configuration',
      summary: `The Dockerfile of the image of step "${step}" cannot be read`,
      details: [messageOf(error)],
      next: 'Put a file "Dockerfile" into the folder of "path", or inject one',
    });
  }
}

async function runBuilder(
  operation: BuildImage,
  context: ExecutionContext,
  addressOf?: AddressOf,
): Promise<Result<void>> {
  const { step, image } = operation;
  if (operation.isLoaded) context.registry.register({ kind: 'image', name: image });
  const docker = toBuildImageCommand(operation, addressOf);
  const place = addressOf === undefined ? {} : { directory: context.temporaryDirectory };
  const processEnvironment = { ...docker.processEnvironment, ...builderEnvironment(context) };
  const command = { ...docker, ...place, processEnvironment };
  const building = follow(context, command, { step, speaker: speakerOf(operation) });
  const result = await building.ended;
  if (hasSucceeded(result)) return succeed(undefined);
  const subject = operation.isPart ? `image for ${operation.platform ?? ''}` : 'image';
  if (result.exitCode === null)
    return fail(dockerFailure(`The ${subject} of step "${step}" could not be built`, result));
  const problem = `Step "${step}" failed: its ${subject} could not be built`;
  return fail(builderFailure(`${problem} (docker exited with code ${result.exitCode})`, building.lastLines()));
}

/** What became of a builder, with advice as for a pull where it could not get an image that the Dockerfile names. */
function builderFailure(summary: string, lines: readonly string[]): Failure {
  const failure = { kind: 'step', summary, details: quoteOutput(lines) } as const;
  const unfetched = parseUnfetchedImage(lines);
  if (unfetched === null) return failure;
  const { image, words } = unfetched;
  const { reason, next } = explainDockerError(words);
  const told = { ...failure, summary: `${summary}: image "${image}" could not be pulled: ${reason}` };
  return withRegistry(next === undefined ? told : { ...told, next }, image);
}

/**
 * buildx leaves copies of a Dockerfile from standard input in its temporary folder, and asks git seven questions for an
 * attestation that is not made.
 */
function builderEnvironment({ temporaryDirectory }: ExecutionContext): Record<string, string> {
  return { TMPDIR: temporaryDirectory, BUILDX_GIT_INFO: 'false' };
}

/** Several builds side by side are told apart by their platforms. */
function speakerOf({ isPart, platform = '' }: BuildImage): Speaker {
  return isPart ? { kind: 'platform', name: platform } : { kind: 'step' };
}
