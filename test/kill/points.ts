import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, realpathSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { basename, join } from 'node:path';
import { BASE } from '../support/build.ts';
import { eventually } from '../support/eventually.ts';
import { listFiles, writeFiles } from '../support/project.ts';
import { fakeDocker } from '../support/fake-docker.ts';
import { liveProcesses } from '../support/processes.ts';
import { makeScannerImage } from '../support/scanner.ts';
import { startSlowRegistry } from '../support/slow-registry.ts';
import { startStuckRegistry } from '../support/stuck-registry.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { IMAGE_POINTS } from './image-points.ts';
import { newMark, onEngine, processesOf, type Doomed } from './doomed.ts';
import { called, HUGE, LIMIT, MEBIBYTE, printed, start, type Point, type Reached } from './point.ts';

async function reachPull(): Promise<Reached> {
  const registry = await startSlowRegistry(newMark());
  const steps = { one: { run: { image: registry.image, cmd: 'true' } } };
  const reached = await start({ steps }, () => eventually(() => registry.readers() > 0, LIMIT));
  return { ...reached, isOver: () => registry.readers() === 0, close: () => registry.close() };
}

/** The image of the push has a tag of this build alone, as where the registry can be told to make the others. */
async function reachPush(): Promise<Reached> {
  const registry = await startStuckRegistry();
  const push = { repository: `${registry.host}/${newMark()}`, tags: ['latest'], add_build_tag: false };
  const aliasing = fakeDocker(
    'case "$*" in "buildx imagetools create --help") echo "  --prefer-index  x"; exit ;; esac',
  );
  const steps = { one: { run: { ...BASE, cmd: 'echo pushed > /made' }, push } };
  const options = { steps, docker: aliasing, arguments: ['--push'] };
  const reached = await start(options, () => eventually(() => registry.uploads() > 0, LIMIT));
  const carrier = (await onEngine(reached.doomed)).filter((one) => one.startsWith(`image ${push.repository}:`));
  if (carrier.length !== 1) throw new Error(`not one tag of the build alone: ${carrier.join(', ')}`);
  return {
    ...reached,
    // The engine does not look for its client while it waits for the registry; that it still sends is not for us to end.
    close: () => {
      registry.close();
      execFileSync('docker', ['image', 'rm', '--force', `${push.repository}:latest`], { stdio: 'ignore' });
    },
  };
}

const PLATFORMS = ['linux/amd64', 'linux/arm64'];

/** Two builds at the same time, each with a command that goes on; on this machine, or where that is emulated. */
async function reachPlatformBuilds(): Promise<Reached> {
  const seconds = String(1_000_000 + randomInt(1_000_000));
  const commands = () => liveProcesses().filter(({ command }) => command.includes(`sleep ${seconds}`));
  const dockerfile = `FROM buildrunner-base:1-\${TARGETARCH}\nRUN exec sleep ${seconds}\n`;
  const steps = { one: { build: { dockerfile, platforms: PLATFORMS, pull: false } } };
  const running = () => commands().filter(({ command }) => !command.startsWith('runc')).length >= PLATFORMS.length;
  const reached = await start({ steps }, () => eventually(running, LIMIT));
  return { ...reached, isOver: () => commands().length === 0 };
}

/** One of the images has the build's own tag for a while, which then goes with the build. */
async function reachPlatformPush(): Promise<Reached> {
  const registry = await startStuckRegistry();
  const repository = `${registry.host}/${newMark()}`;
  const build = { dockerfile: 'FROM buildrunner-base:1-${TARGETARCH}\nCMD ["x"]\n', platforms: PLATFORMS, pull: false };
  const steps = { one: { build, push: { repository, tags: ['latest'] } } };
  const reached = await start({ steps, arguments: ['--push'] }, () => eventually(() => registry.uploads() > 0, LIMIT));
  const tags = () =>
    execFileSync('docker', ['image', 'ls', '--format', '{{.Tag}}', repository], { encoding: 'utf8' }).trim();
  return {
    ...reached,
    isOver: () => tags() === 'latest',
    close: () => {
      registry.close();
      execFileSync('docker', ['image', 'rm', '--force', `${repository}:latest`], { stdio: 'ignore' });
    },
  };
}

/** The scanner stays where it is as long as its folder has a file that says so. */
async function reachScan(): Promise<Reached> {
  const registry = newMark();
  const scanner = `${registry}/aquasec/trivy:1`;
  await makeScannerImage(scanner);
  const push = { repository: `${registry}/scanned`, tags: ['v1'], add_build_tag: false };
  const steps = { one: { run: { ...BASE, cmd: 'echo scanned > /made' }, push } };
  const scan = { enabled: true, version: '1', 'cache-dir': 'scanner' };
  const reached = await start(
    {
      steps,
      homeFiles: { '.buildrunner.yaml': JSON.stringify({ 'docker-registry': registry, 'security-scan': scan }) },
      prepare: ({ directory }) => writeFiles(directory, { 'scanner/stay': '' }),
    },
    printed(/scannerstays/),
  );
  const close = () => {
    execFileSync('docker', ['image', 'rm', '--force', scanner, `${push.repository}:v1`], { stdio: 'ignore' });
  };
  return { ...reached, close };
}

/** The docker that copies the checkout has read some of it, and the engine has some of that. */
async function hasCopied(doomed: Doomed): Promise<void> {
  await eventually(() => {
    const copying = processesOf(doomed).find(({ command }) => / cp - /.test(command));
    const read = copying === undefined ? null : /^rchar: (\d+)/.exec(readFileSync(`/proc/${copying.id}/io`, 'utf8'));
    return Number(read?.[1] ?? 0) > 16 * MEBIBYTE;
  }, LIMIT);
}

async function hasCollected(doomed: Doomed): Promise<void> {
  await eventually(() => {
    const unfinished = listFiles(doomed.project.directory).filter((name) => name.endsWith('.part'));
    return unfinished.some((name) => statSync(join(doomed.project.directory, name)).size > MEBIBYTE);
  }, LIMIT);
}

let dockerFiles: ReadonlyMap<string, string> | undefined;

/** The docker client and what it is linked to, ours, and where a container needs them. */
function copyDockerClient(): ReadonlyMap<string, string> {
  const folder = temporaryDirectory();
  const client = realpathSync(execFileSync('sh', ['-c', 'command -v docker'], { encoding: 'utf8' }).trim());
  const paths = [client, ...linkedTo(client)];
  const copied = paths.map((path) => {
    copyFileSync(path, join(folder, basename(path)));
    return [join(folder, basename(path)), path === client ? '/bin/docker' : path] as const;
  });
  return new Map(copied);
}

function linkedTo(program: string): string[] {
  try {
    const listed = execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [...listed.matchAll(/(?:=> |^\s*)(\/\S+)/gm)]
      .map(([, path = '']) => path)
      .filter((path) => existsSync(path));
  } catch {
    // It is linked to nothing.
    return [];
  }
}

function reachChild(): Promise<Reached> {
  dockerFiles ??= copyDockerClient();
  const entries = [...dockerFiles].map(([path, target]) => ({ alias: basename(path), path, target }));
  const localFiles = Object.fromEntries(entries.map(({ alias, path }) => [alias, path]));
  const files = Object.fromEntries(entries.map(({ alias, target }) => [alias, target]));
  const cmds = ['docker run --detach --volume /data buildrunner-base:1 sleep 1000', 'echo child""runs; sleep 1000'];
  return start(
    {
      steps: { one: { run: { ...BASE, files, cmds } } },
      homeFiles: { '.buildrunner.yaml': JSON.stringify({ 'local-files': localFiles }) },
    },
    async (doomed) => {
      await printed(/childruns/)(doomed);
      const containers = (await onEngine(doomed)).filter((one) => one.startsWith('container '));
      if (containers.length !== 2) throw new Error(`not a child's mark on one of ${containers.join(', ')}`);
    },
  );
}

const SERVICE = { ...BASE, cmd: 'echo service""runs; sleep 1000' };

/** The moments at which a build is killed. */
export const POINTS: readonly Point[] = [
  ...IMAGE_POINTS,
  { name: 'an image is pulled', reach: reachPull },
  { name: 'an image is pushed', reach: reachPush },
  { name: 'images for several platforms are built', reach: reachPlatformBuilds },
  { name: 'images for several platforms are pushed', reach: reachPlatformPush },
  { name: 'an image is scanned', reach: reachScan },
  {
    name: 'the checkout is copied',
    reach: () =>
      start(
        {
          steps: { one: { run: { ...BASE, cmd: 'true' } } },
          prepare: ({ directory }) => {
            writeFileSync(join(directory, 'huge'), '');
            truncateSync(join(directory, 'huge'), HUGE);
          },
        },
        hasCopied,
      ),
  },
  {
    name: 'a service starts',
    reach: () =>
      start({ steps: { one: { run: { ...BASE, services: { web: SERVICE }, cmd: 'true' } } } }, called(/^start .*-web/)),
  },
  {
    name: 'a port is waited for',
    reach: () => {
      const web = { ...SERVICE, wait_for: [{ port: 9, timeout: 600 }] };
      return start({ steps: { one: { run: { ...BASE, services: { web }, cmd: 'true' } } } }, printed(/serviceruns/));
    },
  },
  {
    name: 'a command runs',
    reach: () =>
      start({ steps: { one: { run: { ...BASE, cmd: 'echo command""runs; sleep 1000' } } } }, printed(/commandruns/)),
  },
  { name: 'a child runs that was started through the socket', reach: reachChild },
  {
    name: 'an artifact is copied',
    reach: () => {
      const run = { ...BASE, cmd: `truncate -s ${HUGE} huge`, artifacts: { huge: null } };
      return start({ steps: { one: { run } } }, hasCollected);
    },
  },
  {
    name: 'one step is removed and the next begins',
    reach: () => {
      const one = { run: { ...BASE, cmd: 'echo kept > result.txt', artifacts: { 'result.txt': null } } };
      const two = { run: { ...BASE, cmd: 'sleep 1000' } };
      // Its removal goes on until it is ended.
      const docker = fakeDocker('[ $# -ne 4 ] || case $4 in *-one-step) sleep 1000 ;; esac');
      return start({ steps: { one, two }, docker }, called(/^rm .*-one-step$/));
    },
  },
];
