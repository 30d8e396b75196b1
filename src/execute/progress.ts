import type { Result } from '../failure.ts';
import type { BuildEvent } from '../report/event.ts';
import type { ExecutionContext } from './context.ts';

/** Milliseconds between two reports of how far an operation is. */
const REPORT_INTERVAL = 100;

interface Announced {
  readonly id: string;
  readonly step: string | null;
  /** What a person reads: "Pulling image alpine:3". */
  readonly title: string;
  readonly unit: Extract<BuildEvent, { kind: 'operationProgressed' }>['unit'];
}

/** Tells that an operation begins, how far it is, and that it has ended. */
export async function announced<Value>(
  context: ExecutionContext,
  { id, step, title, unit }: Announced,
  work: (onProgress: (done: number, total?: number) => void) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const began = context.now();
  let reported = began;
  await context.emit({ kind: 'operationStarted', id, step, title });
  const result = await work((done, total = 0) => {
    const now = context.now();
    if (now - reported < REPORT_INTERVAL) return;
    reported = now;
    void context.emit({ kind: 'operationProgressed', id, step, done, total, unit });
  });
  await context.emit({ kind: 'operationFinished', id, step, duration: context.now() - began, succeeded: result.ok });
  return result;
}
