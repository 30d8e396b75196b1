import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startBuildrunner, type Running } from '../support/buildrunner.ts';
import { docker, engineEntries, type EngineEntry } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { fakeDocker, type FakeDocker } from '../support/fake-docker.ts';
import { killGroup, liveProcesses, type LiveProcess } from '../support/processes.ts';
import { createProject, listFiles, writeFiles, type Project } from '../support/project.ts';

/** A build that is going to be killed. */
export interface Doomed extends Running {
  /** Stands in the labels of everything that it makes, by `--container-labels`. */
  readonly mark: string;
  readonly docker: FakeDocker;
  /** Its id, read from the folder that it keeps below its home; once that is there, it is known for good. */
  buildId(): string;
}

/** What is built, where, and how. */
export interface DoomedOptions {
  /** The build file, as data. */
  readonly steps: Readonly<Record<string, unknown>>;
  /** What stands beside the steps in it. */
  readonly keys?: Readonly<Record<string, unknown>>;
  /** Into the home. */
  readonly homeFiles?: Readonly<Record<string, string>>;
  /** Runs once the project is there. */
  readonly prepare?: (project: Project) => void;
  /** An existing home, for builds that share one. */
  readonly home?: string;
  readonly docker?: FakeDocker;
  readonly env?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
}

const started: Doomed[] = [];

/** Starts a build that has a home, a folder for temporary files and a docker of its own. */
export function startDoomed(options: DoomedOptions): Doomed {
  const mark = newMark();
  // YAML is what JSON is a part of.
  const files = { 'buildrunner.yaml': JSON.stringify({ ...options.keys, steps: options.steps }) };
  const made = createProject({ files, git: false });
  const project = { ...made, home: options.home ?? made.home };
  writeFiles(project.home, options.homeFiles ?? {});
  options.prepare?.(project);
  const fake = options.docker ?? fakeDocker();
  const known = new Set(buildFolders(project));
  const running = startBuildrunner({
    ...{ project, env: { PATH: fake.path, ...options.env } },
    arguments: ['--container-labels', `kill-test=${mark}`, ...(options.arguments ?? [])],
  });
  let id = '';
  const buildId = () => (id ||= buildFolders(project).find((name) => !known.has(name)) ?? '');
  const doomed = { ...running, mark, docker: fake, buildId };
  started.push(doomed);
  return doomed;
}

/** A word that nothing else has. */
export function newMark(): string {
  return `kill${randomBytes(5).toString('hex')}`;
}

/** The ids of the builds that keep a folder below the project's home. */
export function buildFolders({ home }: Pick<Project, 'home'>): string[] {
  const folder = join(home, '.buildrunner', 'builds');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The processes that a build has started, itself included, by TMPDIR in their environment: its own, or for builders its folder. */
export function processesOf({ project, buildId }: Pick<Doomed, 'project' | 'buildId'>): LiveProcess[] {
  const folder = join(project.home, '.buildrunner', 'builds', buildId() || 'none');
  const entries = [`TMPDIR=${project.temporary}\0`, `TMPDIR=${folder}\0`];
  return liveProcesses().filter(({ id }) => {
    try {
      const environment = readFileSync(`/proc/${id}/environ`, 'latin1');
      return entries.some((entry) => environment.includes(entry));
    } catch {
      return false;
    }
  });
}

/** Kills a build with its watchdog, so that there is nobody to remove what it has made. */
export function killTree(doomed: Doomed): void {
  const isWatchdog = ({ command }: LiveProcess) => /^sh .* buildrunner-watchdog /.test(command);
  const all = processesOf(doomed);
  const watchdogs = all.filter(isWatchdog);
  if (watchdogs.length !== 1) throw new Error(`${watchdogs.length} watchdogs among ${all.length} processes`);
  for (const { id } of [...watchdogs, ...all.filter((one) => !isWatchdog(one))]) killProcess(id);
}

/** Kills a process; one that has ended is no fault. */
export function killProcess(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Everything of a build that is on the engine, as "kind name". */
export async function onEngine({ mark, buildId }: Pick<Doomed, 'mark' | 'buildId'>): Promise<string[]> {
  const words = [mark, buildId()].filter((word) => word !== '');
  // An image has got the labels of the container that it was made of.
  const textsOf = ({ kind, name, labels }: EngineEntry) =>
    kind === 'image' ? [name] : [name, ...Object.values(labels)];
  const isOfBuild = (entry: EngineEntry) => textsOf(entry).some((text) => words.some((word) => text.includes(word)));
  return (await engineEntries()).filter(isOfBuild).map(({ kind, name }) => `${kind} ${name}`);
}

/** Everything that a build has left: on the engine, among the processes, and on the disk beyond its results. */
export async function remains(doomed: Doomed, homeFiles: readonly string[] = []): Promise<string[]> {
  const { home, temporary, directory } = doomed.project;
  return [
    ...(await onEngine(doomed)),
    ...processesOf(doomed).map(({ id, command }) => `process ${id} ${command}`),
    ...listFiles(home).flatMap((name) => (homeFiles.includes(name) ? [] : [`home ${name}`])),
    ...listFiles(temporary).map((name) => `temporary ${name}`),
    ...[socketFolder(doomed)].filter((path) => existsSync(path)),
    ...listFiles(directory).filter((name) => /\.part$|\/\.artifacts\.json/.test(name)),
  ];
}

/** Where a build has its sockets when the path of its home is too long for that. */
function socketFolder(doomed: Doomed): string {
  return `/tmp/br-${doomed.buildId().replace(/^buildrunner-/, '') || 'none'}`;
}

/** Waits until nothing is left. */
export async function isGone(doomed: Doomed, milliseconds: number, homeFiles: readonly string[] = []): Promise<void> {
  await eventually(async () => {
    const left = await remains(doomed, homeFiles);
    if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
    return true;
  }, milliseconds);
}

/**
 * The volumes that the build's containers use, those without a name included. Not by `docker inspect`, which waits for
 * a copy into or out of the container to end.
 */
export async function volumesInUse({ mark }: Doomed): Promise<string[]> {
  const list = ['ps', '--all', '--no-trunc', '--filter', `label=kill-test=${mark}`, '--format', '{{.Mounts}}'];
  const mounts = (await docker(...list)).split(/[\n,]/);
  return [...new Set(mounts.filter((name) => name !== '' && !name.startsWith('/')))];
}

/** Ends what a failed test may have left, and says what of any build of this file is on the engine after all. */
export async function endAll(): Promise<void> {
  const found: string[] = [];
  for (const doomed of started.splice(0)) {
    for (const { group } of processesOf(doomed)) killGroup(group);
    rmSync(socketFolder(doomed), { recursive: true, force: true });
    const left = await onEngine(doomed);
    found.push(...left);
    for (const kind of ['container', 'network', 'volume', 'image']) {
      const names = left.filter((one) => one.startsWith(`${kind} `)).map((one) => one.slice(kind.length + 1));
      const force = kind === 'network' ? [] : ['--force'];
      if (names.length > 0) await docker(kind, 'rm', ...force, ...names).catch(() => '');
    }
  }
  if (found.length > 0) throw new Error(`left behind: ${found.join(', ')}`);
}
