import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { devNull, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { docker } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { killGroup } from '../support/processes.ts';
import type { Project } from '../support/project.ts';

/** The program under measurement, as built. */
export const PROGRAM = [process.execPath, fileURLToPath(new URL('../../bin/buildrunner.js', import.meta.url))] as const;

/** What every row is given. */
export interface Bench {
  readonly isQuick: boolean;
  /** What the steps of both sides run. */
  readonly image: string;
  /** The Python buildrunner; null where there is none. */
  readonly reference: string | null;
  /** Content of its global configuration, which we read as well. */
  readonly globalConfiguration: string | null;
  /** `name=value`, on all that either side makes on the engine. */
  readonly label: string;
  /** Aborted when the benchmark is to end early. */
  readonly signal: AbortSignal;
}

/** A command of either side. */
export interface Timed {
  readonly argv: readonly [string, ...string[]];
  /** Where it runs, and whose home and folder for temporary files it has. */
  readonly project: Project;
  /** As on a CI machine. */
  readonly isCi?: boolean;
}

/** A command that runs. */
export interface RunningSide {
  readonly id: number;
  /** Resolves with the moment of its exit (`performance.now()`) and how it ended. */
  readonly exited: Promise<{ readonly at: number; readonly exitCode: number | null }>;
  /** What it has written so far. */
  readonly output: () => string;
}

/** Starts a command that leads a process group and writes to a file, so that nobody's reading can slow it. */
export function startSide(
  { argv, project, isCi = false }: Timed,
  signal: AbortSignal,
  output: 'keep' | 'discard' = 'keep',
): RunningSide {
  signal.throwIfAborted();
  const outputFile = output === 'keep' ? join(dirname(project.directory), `output-${randomUUID()}`) : devNull;
  const descriptor = openSync(outputFile, 'w');
  const child = spawn(argv[0], argv.slice(1), {
    cwd: project.directory,
    env: { ...environmentOf(project), CI: isCi ? 'true' : '' },
    detached: true,
    stdio: ['ignore', descriptor, descriptor],
  });
  closeSync(descriptor);
  const id = child.pid ?? 0;
  // Both sides clean up after themselves when they are asked to end.
  const stop = () => child.kill('SIGTERM');
  const kill = () => killGroup(id);
  signal.addEventListener('abort', stop);
  process.once('exit', kill);
  const exited = new Promise<{ at: number; exitCode: number | null }>((settle, fail) => {
    child.once('error', fail);
    child.once('exit', (exitCode) => {
      signal.removeEventListener('abort', stop);
      process.off('exit', kill);
      settle({ at: performance.now(), exitCode });
    });
  });
  return { id, exited, output: () => readFileSync(outputFile, 'utf8') };
}

/** Milliseconds from start to exit of a command. @throws with the end of its output when it fails. */
export async function timeSide(timed: Timed, signal: AbortSignal): Promise<number> {
  const started = performance.now();
  const side = startSide(timed, signal);
  const { at, exitCode } = await side.exited;
  signal.throwIfAborted();
  if (exitCode !== 0) throw new Error(describeFailure(timed, exitCode, side.output()));
  return at - started;
}

/** Waits until a running command has written a text. @throws when it ends before, or takes longer than a minute. */
export async function waitForText(timed: Timed, side: RunningSide, text: string): Promise<void> {
  let ended: number | null | undefined;
  void side.exited.then(({ exitCode }) => (ended = exitCode));
  await eventually(() => ended !== undefined || side.output().includes(text), 60_000);
  if (ended !== undefined) throw new Error(describeFailure(timed, ended, side.output()));
}

/** Our own command line for a project. */
export function ourBuild(bench: Bench, project: Project): Timed {
  return { argv: [...PROGRAM, '--container-labels', bench.label], project };
}

/** That of the Python buildrunner. */
export function referenceBuild(bench: Bench & { readonly reference: string }, project: Project): Timed {
  return { argv: [bench.reference, '--container-labels', bench.label], project };
}

/** Has our program write the shell form of the project's plan, and gives the command that runs it. */
export async function shellPlan(bench: Bench, project: Project): Promise<Timed> {
  const planning: Timed = {
    argv: [...PROGRAM, 'plan', '--format', 'sh', '--container-labels', bench.label],
    project,
  };
  const side = startSide(planning, bench.signal);
  const { exitCode } = await side.exited;
  if (exitCode !== 0) throw new Error(describeFailure(planning, exitCode, side.output()));
  const script = join(dirname(project.directory), 'plan.sh');
  writeFileSync(script, side.output());
  return { argv: ['sh', script], project };
}

/** Removes what carries the label, and says what that was: each is a fault of the side that left it. */
export async function removeLabelled(label: string): Promise<string[]> {
  const filter = ['--filter', `label=${label}`];
  const [containers, networks, volumes, images] = await Promise.all([
    listLines('ps', '--all', '--format', '{{.Names}}', ...filter),
    listLines('network', 'ls', '--format', '{{.Name}}', ...filter),
    listLines('volume', 'ls', '--format', '{{.Name}}', ...filter),
    listLines('image', 'ls', '--quiet', '--no-trunc', ...filter),
  ]);
  if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
  if (networks.length > 0) await docker('network', 'rm', ...networks);
  if (volumes.length > 0) await docker('volume', 'rm', '--force', ...volumes);
  if (images.length > 0) await docker('image', 'rm', '--force', ...images);
  return [
    ...containers.map((name) => `container ${name}`),
    ...networks.map((name) => `network ${name}`),
    ...volumes.map((name) => `volume ${name}`),
    ...images.map((id) => `image ${id}`),
  ];
}

async function listLines(...args: readonly string[]): Promise<string[]> {
  return [...new Set((await docker(...args)).split('\n'))].filter((line) => line !== '');
}

/** Ours, without what makes each start of node read a file of certificates: that takes longer than all else in it. */
function environmentOf({ home, temporary }: Project): NodeJS.ProcessEnv {
  const dockerConfig = join(homedir(), '.docker');
  return { DOCKER_CONFIG: dockerConfig, ...process.env, NODE_EXTRA_CA_CERTS: undefined, HOME: home, TMPDIR: temporary };
}

function describeFailure({ argv }: Timed, exitCode: number | null, output: string): string {
  const lines = output.trimEnd().split('\n').slice(-10);
  return [`"${argv.join(' ')}" ended with ${exitCode ?? 'a signal'}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}
