import { parsePullProgress, toPullCommand } from '../../docker/image.ts';
import { fail, succeed, type Result } from '../../failure.ts';
import type { PullImage } from '../../plan/operation.ts';
import type { CommandResult } from '../../process/command.ts';
import { Tail } from '../../process/tail.ts';
import type { ExecutionContext } from '../context.ts';
import { hasImage, toCommand } from '../docker-call.ts';
import { withRegistry } from '../login-advice.ts';
import { callNetwork } from '../passing-trouble.ts';
import { announced } from '../progress.ts';

/** Pulls an image; with policy `missing` only where the engine has none of that name. */
export async function pullImage(operation: PullImage, context: ExecutionContext): Promise<Result<void>> {
  const { image, policy, step } = operation;
  const isThere = async () => context.facts.localImages.has(image) || hasImage(image, context);
  if (policy === 'missing' && (await isThere())) return succeed(undefined);
  return announced(context, { ...operation, title: `Pulling image ${image}`, unit: 'layers' }, async (onProgress) => {
    const attempt = () => runPull(operation, context, onProgress);
    const pulled = await callNetwork(context, { step, problem: `Image "${image}" could not be pulled`, attempt });
    if (pulled.ok) return succeed(undefined);
    if (operation.isOptional !== true || context.signal.aborted) return fail(withRegistry(pulled.failure, image));
    await context.emit({ kind: 'warned', step, text: `${pulled.failure.summary}; it is no cache then` });
    return succeed(undefined);
  });
}

async function runPull(
  operation: PullImage,
  context: ExecutionContext,
  onProgress: (done: number, total: number) => void,
): Promise<CommandResult> {
  const layers = new Set<string>();
  const done = new Set<string>();
  const errors = new Tail(4096);
  const result = await context.run(toCommand({ docker: toPullCommand(operation), timeout: null }, context), {
    signal: context.signal,
    onOutput: (stream, chunk) => {
      if (stream === 'stderr') return errors.push(chunk);
      for (const line of chunk.toString().split('\n')) {
        const progress = parsePullProgress(line);
        if (progress === null) continue;
        layers.add(progress.layer);
        if (progress.isDone) done.add(progress.layer);
      }
      onProgress(done.size, layers.size);
    },
  });
  return { ...result, stderr: errors.text() };
}
