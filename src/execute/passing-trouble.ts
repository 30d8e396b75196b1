import { setTimeout as pause } from 'node:timers/promises';
import { explainDockerError, isPassingTrouble } from '../docker/error.ts';
import { hasSucceeded, type CommandResult } from '../process/command.ts';
import type { ExecutionContext } from './context.ts';
import { dockerFailure } from './docker-call.ts';
import { fail, succeed, type Result } from '../failure.ts';

/** Milliseconds before each further attempt. */
const PAUSES = [1000, 3000];

/** A call of docker that needs the network. */
export interface NetworkCall {
  readonly step: string | null;
  /** What could not be done, for the messages: `Image "x" could not be pulled`. */
  readonly problem: string;
  /** Runs the call once. */
  readonly attempt: () => Promise<CommandResult>;
}

/** Makes a call of docker, and makes it again where it fails by the network or by a registry in trouble, with a warning. */
export async function callNetwork(
  context: ExecutionContext,
  { step, problem, attempt }: NetworkCall,
): Promise<Result<CommandResult>> {
  let result = await attempt();
  for (const [index, milliseconds] of PAUSES.entries()) {
    if (hasSucceeded(result) || result.ending !== 'exited' || !isPassingTrouble(result.stderr)) break;
    const { reason } = explainDockerError(result.stderr);
    const again = `trying again in ${milliseconds / 1000} s (${index + 1} of ${PAUSES.length})`;
    await context.emit({ kind: 'warned', step, text: `${problem}: ${reason}; ${again}` });
    await pause(milliseconds, undefined, { signal: context.signal }).catch(() => undefined);
    if (context.signal.aborted) break;
    result = await attempt();
  }
  return hasSucceeded(result) ? succeed(result) : fail(dockerFailure(problem, result));
}
