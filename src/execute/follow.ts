import type { DockerCommand } from '../docker/command.ts';
import type { Speaker } from '../plan/operation.ts';
import type { CommandResult, OutputStream } from '../process/command.ts';
import { Tail } from '../process/tail.ts';
import type { ExecutionContext } from './context.ts';
import { toCommand } from './docker-call.ts';
import { plainLineEnds } from './terminal-output.ts';

/** How much of the output is kept for the message of a failure. */
const LAST_LINES = 10;
const LAST_BYTES = 4096;

/** Whose output it is. */
export interface Followed {
  readonly step: string;
  readonly speaker: Speaker;
  /** It comes from a terminal, whose lines end in CR LF. */
  readonly isTerminal?: boolean;
}

/** A command whose output is passed on as it comes. */
export interface FollowedCommand {
  /** Settles when it has ended and all of its output is passed on. */
  readonly ended: Promise<CommandResult>;
  /** The last lines of its output, for a message. */
  readonly lastLines: () => string[];
}

/** Starts a docker command and passes its output on byte by byte; the command waits while the report is behind. */
export function follow(
  context: ExecutionContext,
  docker: DockerCommand,
  { step, speaker, isTerminal }: Followed,
): FollowedCommand {
  const tail = new Tail(LAST_BYTES);
  const toPlain = isTerminal === true ? plainLineEnds() : (chunk: Buffer) => chunk;
  const onOutput = (stream: OutputStream, raw: Buffer): void | Promise<void> => {
    const chunk = toPlain(raw);
    tail.push(chunk.subarray(-LAST_BYTES));
    return context.emit({ kind: 'outputReceived', step, speaker, stream, chunk });
  };
  const running = context.run(toCommand({ docker, timeout: null }, context), { signal: context.signal, onOutput });
  const ended = running.then(async (result) => {
    for (const stream of ['stdout', 'stderr'] as const)
      await context.emit({ kind: 'outputEnded', step, speaker, stream });
    return result;
  });
  return { ended, lastLines: () => lastLines(tail) };
}

function lastLines(tail: Tail): string[] {
  const lines = tail
    .text()
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
  return lines.filter((line) => line !== '').slice(-LAST_LINES);
}
