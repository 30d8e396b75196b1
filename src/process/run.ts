import { closeSync, existsSync } from 'node:fs';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { execa } from 'execa';
import type { Command, CommandOptions, CommandResult, OutputStream, RunCommand, StreamCommand } from './command.ts';
import { killGroup } from './kill-group.ts';
import { Tail } from './tail.ts';
import { openUnnamedFile } from './unnamed-file.ts';

/** Collected output keeps the last so many bytes of each stream: enough for any answer of docker or git. */
const COLLECTED_BYTES = 1024 * 1024;

/** Learns of every child process, so that none outlives us. */
export interface ProcessObserver {
  /** The process leads a process group of its own. */
  started(id: number, command: Command): void;
  ended(id: number): void;
}

export interface ProcessRunner {
  readonly run: RunCommand;
  readonly stream: StreamCommand;
}

type Take = (stream: OutputStream, chunk: Buffer) => void | Promise<void>;
type Ending = Pick<CommandResult, 'ending' | 'exitCode'>;

interface Child {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly ended: Promise<Ending>;
  kill(): void;
}

/**
 * The one way to run external programs. Each child leads its own process group, so that a Ctrl-C of the terminal
 * reaches only us, and is ended with SIGKILL: the docker CLI may ignore SIGTERM while it holds an attached stream.
 */
export function createProcessRunner(observer: ProcessObserver): ProcessRunner {
  return {
    run: (command, options = {}) => runCommand(command, options, observer),
    stream: (command, options = {}) => streamCommand(command, options.signal, observer),
  };
}

async function runCommand(
  command: Command,
  options: CommandOptions,
  observer: ProcessObserver,
): Promise<CommandResult> {
  const child = start(command, options.signal, observer);
  const collected = { stdout: new Tail(COLLECTED_BYTES), stderr: new Tail(COLLECTED_BYTES) };
  const take: Take = options.onOutput ?? ((stream, chunk) => collected[stream].push(chunk));
  const reading = Promise.all([read(child.stdout, 'stdout', take), read(child.stderr, 'stderr', take)]);
  const ending = await child.ended;
  await reading;
  return { command, ...ending, stdout: collected.stdout.text(), stderr: collected.stderr.text() };
}

function streamCommand(command: Command, signal: AbortSignal | undefined, observer: ProcessObserver) {
  const child = start(command, signal, observer);
  const errors = new Tail(COLLECTED_BYTES);
  const reading = read(child.stderr, 'stderr', (_, chunk) => errors.push(chunk));
  const result = child.ended.then(async (ending) => {
    await reading;
    return { command, ...ending, stdout: '', stderr: errors.text() };
  });
  // execa lets the output of nobody's reading run off after a turn of the event loop; the pipe holds on to it.
  const stdout = child.stdout.pipe(new PassThrough());
  return { stdout, result, kill: child.kill };
}

async function read(source: Readable, stream: OutputStream, take: Take): Promise<void> {
  try {
    for await (const chunk of source) {
      const pending = take(stream, toBuffer(chunk));
      if (pending !== undefined) await pending;
    }
  } catch {
    // The stream was destroyed together with its process; how that ended says more.
  }
}

/** The streams of a child are in no encoding: their chunks are buffers. */
function toBuffer(chunk: unknown): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}

function start(command: Command, signal: AbortSignal | undefined, observer: ProcessObserver): Child {
  if (signal?.aborted === true) return notStarted({ ending: 'aborted', exitCode: null });
  const { stdin } = command;
  const input = stdin === undefined ? 'ignore' : 'text' in stdin ? openUnnamedFile(stdin) : 'pipe';
  const child = spawn(command, input);
  if (typeof input === 'number') closeSync(input);
  if (child.pid === undefined) return notStarted(child.result.then(() => ({ ending: 'missing', exitCode: null })));
  if (stdin instanceof Readable && child.stdin) feed(stdin, child.stdin);
  observer.started(child.pid, command);
  const supervision = supervise(child.pid, command.timeout, signal);
  const ended = child.result.then(({ exitCode }): Ending => {
    observer.ended(supervision.id);
    const ending = supervision.end() ?? (exitCode === undefined ? 'signalled' : 'exited');
    return { ending, exitCode: ending === 'exited' ? (exitCode ?? null) : null };
  });
  return { stdout: child.stdout, stderr: child.stderr, ended, kill: () => killGroup(supervision.id) };
}

function spawn(command: Command, stdin: 'ignore' | 'pipe' | number) {
  const [program, ...args] = command.argv;
  const child = execa(program, args, {
    cwd: command.cwd ?? ownDirectory(),
    ...(command.env === undefined ? {} : { env: mergedEnvironment(command.env), extendEnv: false }),
    stdin: typeof stdin === 'number' ? descriptorOption(stdin) : stdin,
    buffer: false,
    encoding: 'buffer',
    reject: false,
    detached: true,
    cleanup: false,
  });
  const { pid, stdin: input, stdout, stderr } = child;
  return { pid, stdin: input, stdout, stderr, result: child };
}

/** Where we were started, which may be gone by now: what removes things has to run all the same. */
function ownDirectory(): string {
  const directory = process.cwd();
  return existsSync(directory) ? directory : '/';
}

/** execa takes any file descriptor; its types only know those up to 9. */
function descriptorOption(descriptor: number): 9 {
  // @ts-expect-error: see above.
  return descriptor;
}

/** Our own environment with some variables set and some (`null`) taken away. */
function mergedEnvironment(changes: Readonly<Record<string, string | null>>): Record<string, string> {
  const merged = Object.entries({ ...process.env, ...changes });
  return Object.fromEntries(merged.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

/** A source that fails ends the input, so that the program sees it cut short; one that ends early is no fault. */
function feed(source: Readable, sink: Writable): void {
  sink.on('error', () => source.destroy());
  source.on('error', () => sink.destroy());
  source.pipe(sink);
}

/** Kills the process group when the time is over or the signal aborts; `end` tells which of them it was. */
function supervise(id: number, timeout: number | undefined, signal: AbortSignal | undefined) {
  let reason: 'timed out' | 'aborted' | null = null;
  const killFor = (why: 'timed out' | 'aborted') => () => {
    reason ??= why;
    killGroup(id);
  };
  const onAbort = killFor('aborted');
  const timer = timeout === undefined ? undefined : setTimeout(killFor('timed out'), timeout);
  signal?.addEventListener('abort', onAbort, { once: true });
  const end = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    return reason;
  };
  return { id, end };
}

function notStarted(ending: Ending | Promise<Ending>): Child {
  return { stdout: emptyStream(), stderr: emptyStream(), ended: Promise.resolve(ending), kill: () => {} };
}

function emptyStream(): Readable {
  return Readable.from([]);
}
