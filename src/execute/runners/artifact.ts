import { join } from 'node:path';
import { succeed, type Result } from '../../failure.ts';
import type { CollectArtifact } from '../../plan/operation.ts';
import { collectArtifact as collect } from '../artifact/collect.ts';
import type { ExecutionContext } from '../context.ts';

/** Collects what a pattern stands for, and tells what has been collected and what has not. */
export async function collectArtifact(operation: CollectArtifact, context: ExecutionContext): Promise<Result<void>> {
  const { step } = operation;
  const { resultsDirectory, invoker } = context.facts;
  const collected = await collect(operation, {
    ...{ run: context.run, stream: context.stream, signal: context.signal, registry: context.registry },
    ...{ stepDirectory: join(resultsDirectory, step), claims: context.artifactClaims },
    // Only root can give files away, and only from root do they have to be.
    owner: invoker.userId === 0 ? null : { userId: invoker.userId, groupId: invoker.groupId },
  });
  if (!collected.ok) return collected;
  for (const text of collected.value.warnings) await context.emit({ kind: 'warned', step, text });
  for (const { path, properties, isListed } of collected.value.collected) {
    if (isListed) context.artifacts.set(`${step}/${path}`, properties);
    await context.emit({ kind: 'artifactCollected', step, path: `${step}/${path}`, properties, isListed });
  }
  return succeed(undefined);
}
