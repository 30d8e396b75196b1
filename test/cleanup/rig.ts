import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { CHILD_MARK } from '../../src/cleanup/watchdog.ts';
import { createProcessRunner } from '../../src/process/run.ts';
import { docker, engineEntries, type EngineEntry } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { killGroup, liveProcesses } from '../support/processes.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Runs commands for the code under test. */
export const { run } = createProcessRunner({ started: () => {}, ended: () => {} });

/** A build id that no real build has. */
export function newBuildId(): string {
  return `buildrunner-clean${randomBytes(4).toString('hex')}`;
}

/** A home for builds of one test. */
export function newHome(): string {
  const home = join(temporaryDirectory(), 'home');
  mkdirSync(home);
  return home;
}

/** Our environment with another home. */
export function environmentOf(home: string): Record<string, string> {
  const ours = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return { ...Object.fromEntries<string>(ours.map(([name = '', value = '']) => [name, value])), HOME: home };
}

/** A build made of `stand-in.ts`. */
export interface StandIn {
  readonly id: number;
  readonly buildId: string;
  readonly home: string;
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Where and how a stand-in runs. */
export interface StandInOptions {
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs it with its output going nowhere that can be written to. */
  readonly isOutputLost?: boolean;
}

const started: StandIn[] = [];

let bundle: Promise<string> | undefined;

/** As one file it starts five times as fast. */
async function bundleStandIn(): Promise<string> {
  const outfile = join(temporaryDirectory(), 'stand-in.mjs');
  const entry = fileURLToPath(new URL('stand-in.ts', import.meta.url));
  const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  await build({
    ...{ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20' },
    banner: { js: banner },
  });
  return outfile;
}

/** Starts a build that makes those things; settles when it has made them. */
export async function startStandIn(things: readonly string[], options: StandInOptions = {}): Promise<StandIn> {
  const { home = newHome(), env = {} } = options;
  const buildId = newBuildId();
  bundle ??= bundleStandIn();
  const child = spawn(process.execPath, [await bundle, buildId, ...things], {
    env: { ...environmentOf(home), ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const standIn = { id: child.pid ?? 0, buildId, home, output: () => output, ended };
  started.push(standIn);
  await eventually(() => output.includes('ready '), 25_000).catch(() => {
    throw new Error(`the stand-in is not ready: ${output}`);
  });
  if (options.isOutputLost === true) for (const stream of [child.stdout, child.stderr]) stream.destroy();
  return standIn;
}

/** Ends what a failed test may have left; for the end of a suite. */
export async function endStandIns(): Promise<void> {
  for (const { id, buildId } of started.splice(0)) {
    killGroup(id);
    for (const { group } of processesOf(buildId)) killGroup(group);
    const label = `label=buildrunner.build=${buildId}`;
    const found = async (...list: readonly string[]) =>
      (await docker(...list, '--quiet', '--filter', label)).split('\n').filter((id) => id !== '');
    const remove = async (command: readonly string[], ids: readonly string[]) => {
      if (ids.length > 0) await docker(...command, ...ids).catch(() => {});
    };
    await remove(['rm', '--force', '--volumes'], await found('ps', '--all'));
    await remove(['network', 'rm'], await found('network', 'ls'));
    await remove(['volume', 'rm'], await found('volume', 'ls'));
  }
}

/** Processes that name the build, or that carry its mark. */
export function processesOf(buildId: string) {
  return liveProcesses().filter(({ id, command }) => command.includes(buildId) || isMarked(id, buildId));
}

function isMarked(id: number, buildId: string): boolean {
  try {
    return readFileSync(`/proc/${id}/environ`, 'latin1').includes(`${CHILD_MARK}=${buildId}`);
  } catch {
    return false;
  }
}

/** Everything of a build: on the engine, in its home, and among the processes. */
export async function remains({ buildId, home }: Pick<StandIn, 'buildId' | 'home'>): Promise<string[]> {
  const isOfBuild = ({ name, labels }: EngineEntry) =>
    labels['buildrunner.build'] === buildId || name.startsWith(`buildrunner.local/${buildId}/`);
  const entries = (await engineEntries()).filter(isOfBuild).map(({ kind, name }) => `${kind} ${name}`);
  const files = existsSync(home) ? readdirSync(home, { recursive: true }).map((name) => `file ${String(name)}`) : [];
  const sockets = existsSync(`/tmp/br-${buildId.slice('buildrunner-'.length)}`) ? ['sockets'] : [];
  const processes = processesOf(buildId).map(({ command }) => `process ${command}`);
  return [...entries, ...files, ...sockets, ...processes];
}

/** Waits until nothing of a build is left. */
export async function isGone(standIn: StandIn, milliseconds: number): Promise<void> {
  await eventually(async () => {
    const left = await remains(standIn);
    if (left.length > 0) throw new Error(`still there: ${left.join(', ')}`);
    return true;
  }, milliseconds);
}

/** A folder to put first on PATH, with a program called `docker` that does this in shell before the real one takes over. */
export function fakeDocker(script: string): { readonly path: string; readonly log: () => string[] } {
  const folder = temporaryDirectory();
  const log = join(folder, 'log');
  writeFileSync(log, '');
  const path = process.env['PATH'] ?? '';
  const text = `#!/bin/sh\necho "$*" >>'${log}'\nPATH='${path}'\n${script}\nexec docker "$@"\n`;
  writeFileSync(join(folder, 'docker'), text);
  chmodSync(join(folder, 'docker'), 0o755);
  return {
    path: `${folder}${delimiter}${path}`,
    log: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
  };
}
