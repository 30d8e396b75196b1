import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BASE } from '../support/build.ts';
import { docker } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { liveProcesses } from '../support/processes.ts';
import { writeFiles } from '../support/project.ts';
import { buildFolders, newMark, type Doomed } from './doomed.ts';
import { LIMIT, printed, start, type Point, type Reached } from './point.ts';

/** Names that the files of a folder are injected under, and how many files that are. */
const COPIES = 60;
const FILES = 500;

/** A builder runs an instruction that goes on for ever; its process, and the legacy builder's container, must end. */
async function reachInstruction(keys: Readonly<Record<string, unknown>>): Promise<Reached> {
  // A number that no other process sleeps for.
  const sleep = `sleep ${parseInt(newMark().slice(-6), 16)}.5`;
  const dockerfile = `FROM ${BASE.image}\nRUN echo instruction""runs; ${sleep}\n`;
  const steps = { one: { build: { dockerfile, pull: false, 'no-cache': true } } };
  const reached = await start({ steps, keys }, printed(/instructionruns/));
  await eventually(() => isRunning(sleep), LIMIT);
  return { ...reached, isOver: () => !isRunning(sleep) && !hasContainer(sleep) };
}

function isRunning(command: string): boolean {
  return liveProcesses().some((one) => one.command === command);
}

function hasContainer(command: string): boolean {
  const commands = execFileSync('docker', ['ps', '--all', '--no-trunc', '--format', '{{.Command}}']);
  return commands.toString().includes(command);
}

/** The copy of a build context has begun and is far from its end. */
async function hasBegunContext(doomed: Doomed): Promise<void> {
  const [folder = ''] = await eventually(() => {
    const found = contextFolders(doomed);
    return found.some((path) => existsSync(join(path, 'copy1'))) && found;
  }, LIMIT);
  if (existsSync(join(folder, `copy${COPIES - 1}`))) throw new Error('the copy of the context is over already');
}

function contextFolders({ project }: Doomed): string[] {
  return buildFolders(project).flatMap((id) => {
    const list = execFileSync('sh', ['-c', 'ls -d "$0"/context-* 2>/dev/null || :', folderOf(project.home, id)]);
    return list
      .toString()
      .split('\n')
      .filter((path) => path !== '');
  });
}

function folderOf(home: string, id: string): string {
  return join(home, '.buildrunner', 'builds', id);
}

function reachInjection(): Promise<Reached> {
  // Different patterns for the same folder.
  const inject = Object.fromEntries(Array.from({ length: COPIES }, (_, n) => [`${'./'.repeat(n)}many`, `copy${n}`]));
  const files = Object.fromEntries(Array.from({ length: FILES }, (_, n) => [`many/${n}`, '']));
  return start(
    {
      steps: { one: { build: { dockerfile: `FROM ${BASE.image}\n`, pull: false, inject } } },
      prepare: ({ directory }) => writeFiles(directory, files),
    },
    hasBegunContext,
  );
}

/** The engine is at it, and goes on when its client is killed: it holds the container meanwhile. */
function isCommitting({ mark }: Doomed): Promise<string> {
  const list = ['ps', '--quiet', '--filter', 'status=paused', '--filter', `label=kill-test=${mark}`];
  return eventually(async () => (await docker(...list)) || false, LIMIT);
}

/** While images are made. */
export const IMAGE_POINTS: readonly Point[] = [
  { name: 'an instruction of BuildKit runs', reach: () => reachInstruction({}) },
  { name: 'an instruction of the legacy builder runs', reach: () => reachInstruction({ 'use-legacy-builder': true }) },
  { name: 'files are injected', reach: reachInjection },
  {
    name: 'a container is committed',
    reach: () => {
      const run = { ...BASE, cmd: 'dd if=/dev/zero of=/large bs=1M count=256' };
      return start({ steps: { one: { run, commit: `${newMark()}:x` } } }, isCommitting);
    },
  },
];
