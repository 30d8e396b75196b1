import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../src/failure.ts';

/**
 * Repeats a check until it neither throws nor gives `false`, and gives what it gave.
 *
 * @param milliseconds after which the last failure is thrown.
 */
export async function eventually<Value>(
  check: () => Value | false | Promise<Value | false>,
  milliseconds: number,
): Promise<Value> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    const attempt = await tryOnce(check);
    if (attempt.ok) return attempt.value;
    if (performance.now() >= deadline) {
      throw new Error(`not within ${milliseconds} ms: ${attempt.reason}`, { cause: attempt.error });
    }
    await pause(20);
  }
}

async function tryOnce<Value>(check: () => Value | false | Promise<Value | false>) {
  try {
    const value = await check();
    if (value === false) return { ok: false as const, reason: 'the check gave false', error: undefined };
    return { ok: true as const, value };
  } catch (error) {
    return { ok: false as const, reason: messageOf(error), error };
  }
}
