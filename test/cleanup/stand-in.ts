/**
 * A small build, to be killed: makes what its arguments say and then waits. Arguments: the build id, then kinds of
 * things, see `MAKERS`.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBuildCleanup } from '../../src/cleanup/build-cleanup.ts';
import { formatOwner, readOwnOwner } from '../../src/cleanup/owner.ts';
import { installTrap } from '../../src/cleanup/trap.ts';
import { CHILD_MARK } from '../../src/cleanup/watchdog.ts';
import { createProcessRunner } from '../../src/process/run.ts';
import { BASE } from '../support/build.ts';

const IMAGE = BASE.image;
const [buildId = '', ...wanted] = process.argv.slice(2);

const environment = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);
const opened = openBuildCleanup({ buildId, environment, onTrouble: (error) => console.error(error) });
if (!opened.ok) throw new Error(opened.failure.summary);
const cleanup = opened.value;
const { registry, folder } = cleanup;
process.env[CHILD_MARK] = buildId;
const { run } = createProcessRunner({
  started: (id) => registry.register({ kind: 'process', id }),
  ended: (id) => registry.forget({ kind: 'process', id }),
});
const aborter = new AbortController();
const owner = formatOwner(await readOwnOwner(null, run));
folder.claim(owner);
installTrap({
  registry,
  remove: (budget) => cleanup.finish({ run, budget, search: wanted.includes('committing') ? 'stubborn' : 'patient' }),
  emit: (event) => console.log(JSON.stringify(event)),
  closeNow: () => {
    console.log('closed');
    cleanup.leave();
  },
  abort: () => aborter.abort(),
});

const labels = ['--label', `buildrunner.build=${buildId}`, '--label', `buildrunner.owner=${owner}`];

async function docker(...args: readonly string[]) {
  const result = await run({ argv: ['docker', ...args] }, { signal: aborter.signal });
  if (result.exitCode !== 0) console.log(`docker ${args.join(' ')}: ${result.ending} ${result.stderr}`);
}

async function makeOnEngine(kind: 'container' | 'network' | 'volume', name: string): Promise<void> {
  registry.register({ kind, name });
  if (kind !== 'container') return docker(kind, 'create', ...labels, name);
  return docker('run', '--detach', '--init', '--volume', '/data', ...labels, '--name', name, IMAGE, 'sleep', '600');
}

function makeImage(index: number): Promise<void> {
  const image = `buildrunner.local/${buildId}/${index}:${owner}`;
  registry.register({ kind: 'image', name: image });
  return docker('tag', IMAGE, image);
}

function makeFile(): void {
  folder.openSockets(registry);
  const path = join(folder.path, '..', `${buildId} an odd\n'"$(x)\\ é name `);
  registry.register({ kind: 'file', path });
  mkdirSync(path);
  writeFileSync(join(path, 'content'), '');
}

/** As if we had been killed between its start and its registration. */
function makeUnlistedChild(): void {
  void run({ argv: ['sleep', '602'] });
  for (const resource of registry.list()) if (resource.kind === 'process') registry.forget(resource);
}

/** The journal names a process that, by its start time, is another one by now. */
function makeAlien(): void {
  const alien = spawn('sleep', ['603'], { detached: true, stdio: 'ignore', env: {} });
  appendFileSync(folder.journalPath, `+9999 process ${alien.pid ?? 0} 1\n`);
  console.log(`alien ${alien.pid ?? 0}`);
}

function throwLater(): void {
  setTimeout(() => {
    throw new Error('something unforeseen');
  }, 0);
}

const MAKERS: Readonly<Record<string, (name: string, index: number) => unknown>> = {
  container: (name) => makeOnEngine('container', name),
  network: (name) => makeOnEngine('network', name),
  volume: (name) => makeOnEngine('volume', name),
  image: (_, index) => makeImage(index),
  file: makeFile,
  child: () => void run({ argv: ['sleep', '601'] }, { signal: aborter.signal }),
  // Like what a step starts itself.
  unlisted: (name) => docker('run', '--detach', ...labels, '--name', name, IMAGE, 'sleep', '600'),
  'unlisted-child': makeUnlistedChild,
  'in-flight': (name) => {
    registry.register({ kind: 'container', name });
    void docker('create', ...labels, '--name', name, IMAGE, 'sleep', '600');
  },
  // Its commit takes longer than we have.
  committing: (_, index) =>
    registry.register({ kind: 'image', name: `buildrunner.local/${buildId}/${index}:${owner}` }),
  announced: (name) => registry.register({ kind: 'container', name }),
  alien: makeAlien,
  throw: throwLater,
  end: () => {},
};

await Promise.all(wanted.map((kind, index) => MAKERS[kind]?.(`${buildId}-${index}`, index)));
console.log(`ready ${process.pid} ${folder.path}`);
if (wanted.includes('end')) {
  await cleanup.finish({ run, budget: 5000, search: 'once' });
  cleanup.leave();
  process.exit(0);
}
setInterval(() => {}, 60_000);
