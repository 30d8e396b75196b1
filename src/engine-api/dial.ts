import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Command, CommandResult, RunCommand } from '../process/command.ts';

/** The two directions of a connection, and how long it may last. */
export interface DialRequest {
  /** What the engine is told; its end ends the connection. */
  readonly requests: Readable;
  readonly onOutput: (chunk: Buffer) => void;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Connects to the engine's HTTP API. Never rejects; says at the end how `docker system dial-stdio` ended or would have. */
export type Dial = (request: DialRequest) => Promise<CommandResult>;

function toCommand({ requests, timeout }: DialRequest): Command {
  return { argv: ['docker', 'system', 'dial-stdio'], stdin: requests, timeout };
}

/** Connects as the docker CLI does, whatever DOCKER_HOST or context is. */
export function dialByDocker(run: RunCommand): Dial {
  return (request) =>
    run(toCommand(request), {
      onOutput: (stream, chunk) => {
        if (stream === 'stdout') request.onOutput(chunk);
      },
    });
}

/**
 * Connects to the engine's own socket file, which takes no process. Where nobody listens there, or we may not connect,
 * the other way is gone: it says what is wrong in docker's words.
 */
export function dialSocket(path: string, otherwise: Dial): Dial {
  return async (request) => {
    const socket = connect({ path });
    if (!(await isConnected(socket))) return otherwise(request);
    return { command: toCommand(request), ...(await converse(socket, request)), stdout: '', stderr: '' };
  };
}

function isConnected(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
}

function converse(
  socket: Socket,
  { requests, onOutput, timeout }: DialRequest,
): Promise<Pick<CommandResult, 'ending' | 'exitCode'>> {
  return new Promise((resolve) => {
    let isTimedOut = false;
    const timer = setTimeout(() => {
      isTimedOut = true;
      socket.destroy();
    }, timeout);
    socket.on('data', onOutput);
    // Why it broke off is of no interest: what was not answered is asked again in another way.
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(timer);
      requests.unpipe(socket);
      resolve(isTimedOut ? { ending: 'timed out', exitCode: null } : { ending: 'exited', exitCode: 0 });
    });
    requests.pipe(socket);
  });
}
