import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';
import { guardGroup } from './processes.ts';
import { createProject, type Project, type ProjectSource } from './project.ts';

export interface BuildrunnerOptions extends ProjectSource {
  /** An existing project, for a further run in the same place. */
  readonly project?: Project;
  readonly arguments?: readonly string[];
  /** Beyond PATH, HOME, TMPDIR and docker's own; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where it starts; the project's folder when absent. */
  readonly cwd?: string;
  readonly program?: 'buildrunner' | 'buildrunner-cleanup';
  /** Written to its standard input; nothing is connected there when absent. */
  readonly input?: string;
  /** Milliseconds after which its process group is killed; 60,000 when absent. */
  readonly timeout?: number;
}

/** How a run ended. */
export interface Finished {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What `stdout` was decoded from. */
  readonly stdoutBytes: Buffer;
  /** Milliseconds. */
  readonly duration: number;
  readonly project: Project;
}

/** A run that has begun. */
export interface Running {
  readonly id: number;
  readonly project: Project;
  /** Never rejects. */
  readonly ended: Promise<Finished>;
  /** Gives the match once stdout or stderr (one after the other) match; rejects when it ends or is late without. */
  waitForOutput(pattern: RegExp, milliseconds: number): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Signals everything in its process group, as a terminal or a CI system does. */
  killGroup(signal: NodeJS.Signals): void;
}

const BIN = fileURLToPath(new URL('../../bin/', import.meta.url));

/** Starts the real program, as built, on a project of its own, and waits for its end. */
export function runBuildrunner(options: BuildrunnerOptions): Promise<Finished> {
  return startBuildrunner(options).ended;
}

/** Starts the real program, as built, leading a process group of its own. */
export function startBuildrunner(options: BuildrunnerOptions): Running {
  const project = options.project ?? createProject(options);
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [join(BIN, `${options.program ?? 'buildrunner'}.js`), ...(options.arguments ?? [])],
    {
      cwd: options.cwd ?? project.directory,
      env: { ...environment(project), ...options.env },
      detached: true,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    },
  );
  child.stdin?.on('error', () => {}).end(options.input);
  const id = child.pid ?? 0;
  const output = { stdout: collect(child.stdout), stderr: collect(child.stderr) };
  const guard = guardGroup(id, options.timeout ?? 60_000);
  const ended = new Promise<Finished>((settle) => {
    // Not `close`: what the program leaves running must not be able to hold its streams open for ever.
    child.once('exit', () =>
      setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()), 1000),
    );
    child.once('close', (exitCode, signal) => {
      guard.release();
      const stdoutBytes = Buffer.concat(output.stdout);
      const stderr = Buffer.concat(output.stderr).toString();
      const duration = performance.now() - started;
      settle({ exitCode, signal, stdout: stdoutBytes.toString(), stderr, stdoutBytes, duration, project });
    });
  });
  const written = () => Buffer.concat([...output.stdout, ...output.stderr]).toString();
  return {
    id,
    project,
    ended,
    waitForOutput: (pattern, milliseconds) => waitForOutput(written, ended, pattern, milliseconds),
    kill: (signal) => process.kill(id, signal),
    killGroup: (signal) => process.kill(-id, signal),
  };
}

const PASSED = ['PATH', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'DOCKER_CONFIG'];

/** What remains of our own environment: no settings of the person or the CI system that runs the tests. */
function environment(project: Project): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(([name]) => PASSED.includes(name));
  return {
    DOCKER_CONFIG: join(homedir(), '.docker'),
    ...Object.fromEntries(passed),
    HOME: project.home,
    TMPDIR: project.temporary,
    LANG: 'C.UTF-8',
  };
}

function collect(stream: NodeJS.ReadableStream | null): Buffer[] {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return chunks;
}

async function waitForOutput(written: () => string, ended: Promise<Finished>, pattern: RegExp, milliseconds: number) {
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  const found = await eventually(() => {
    // Asked first, so that output that came with the end is still seen.
    const isLast = hasEnded;
    const match = pattern.exec(written());
    return match ?? (isLast ? 'ended' : false);
  }, milliseconds).catch(() => 'late');
  if (typeof found !== 'string') return found;
  const what = found === 'ended' ? 'it ended' : `it did not within ${milliseconds} ms`;
  throw new Error(`waited for ${String(pattern)}, but ${what}; it wrote:\n${written()}`);
}
