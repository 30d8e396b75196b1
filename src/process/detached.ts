import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

export interface DetachedCommand {
  readonly argv: readonly [string, ...string[]];
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A process of a session of its own, which lives on when we end. */
export interface DetachedProcess {
  readonly id: number;
  /** Writes a text to its standard input and closes that. Nothing is waited for. */
  end(text: string): void;
}

/**
 * Starts a process that shares nothing with us but a stream to its standard input, which it sees end when we do,
 * however that happens. It does not keep us running.
 *
 * @returns null where it could not be started.
 */
export function startDetached({ argv, environment }: DetachedCommand): DetachedProcess | null {
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    cwd: '/',
    env: environment,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  if (child.pid === undefined) return null;
  child.unref();
  // What Node calls a pipe to a child is one of a pair of sockets.
  if (child.stdin instanceof Socket) child.stdin.unref();
  return { id: child.pid, end: (text) => child.stdin.end(text) };
}
