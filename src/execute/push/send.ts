import { parseImageId, toInspectImageCommand, toTagCommand } from '../../docker/image.ts';
import { parsePushedDigest, parsePushProgress, parseRepositoryDigests, toPushCommand } from '../../docker/push.ts';
import { fail, succeed, type Result } from '../../failure.ts';
import type { PushImage } from '../../plan/operation.ts';
import { Tail } from '../../process/tail.ts';
import type { ExecutionContext } from '../context.ts';
import { callDocker, toCommand } from '../docker-call.ts';
import { withRegistry } from '../login-advice.ts';
import { callNetwork } from '../passing-trouble.ts';

/** How often a tag is pushed that something else on the engine moves each time. */
const ATTEMPTS = 3;

/** One push under way. */
export interface Push {
  readonly operation: PushImage;
  readonly context: ExecutionContext;
  readonly onProgress: (done: number, total: number) => void;
  /** What the registry has by now. */
  readonly sent: Map<string, string>;
}

/** The full id of an image, by a name that this build alone has given to it. */
export async function askImageId(context: ExecutionContext, image: string, problem: string): Promise<Result<string>> {
  const inspected = await callDocker(context, { docker: toInspectImageCommand(image), problem });
  return inspected.ok ? succeed(parseImageId(inspected.value.stdout)) : inspected;
}

/**
 * Gives the image the tag, pushes that, and sees by the digest that it was the image: docker pushes what has the tag at
 * that moment, and something else may just have moved it.
 *
 * @returns the digest
 */
export async function send(push: Push, imageId: string, reference: string): Promise<Result<string>> {
  const { context, operation } = push;
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
