import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build, onEngine, type BuildOptions } from '../support/build.ts';
import { docker, engineState, type EngineEntry } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { createProject, type Project } from '../support/project.ts';
import { resultsTree } from '../support/results-tree.ts';
import {
  copyOut,
  execute,
  makeCiImage,
  PROGRAM,
  removeCiImage,
  startCiContainer,
  type Executed,
} from './ci-container.ts';

const s = suite('in a container with the socket of its engine', { timeout: 120_000 });

let mark = '';
s.before.each(() => {
  mark = `ci-${randomBytes(6).toString('hex')}`;
});
/** Beyond fixtures/main: files that are mounted, a folder of results, and a container started by a step. */
const mounting = {
  first: {
    run: {
      ...BASE,
      files: { 'given/file.txt': '/in/file.txt', given: '/in/folder', content: '/in/content' },
      cmds: [
        'mkdir -p out/deep; cat /in/file.txt /in/folder/file.txt /in/content > out/deep/all',
        'chmod 750 out; chmod 711 out/deep/all; ln -s deep/all out/link',
        'printf "$DOCKER_HOST" > host; test -S /dockerdaemon/docker.sock',
      ],
      artifacts: { out: null, 'out/deep': { format: 'uncompressed' }, host: null },
    },
  },
  second: {
    run: {
      ...BASE,
      cmd: 'cp /artifacts/first/out.tar.gz again.tar.gz; ls /artifacts > seen',
      artifacts: { 'again.tar.gz': null, seen: null },
    },
  },
};
const MOUNTING = {
  files: { 'given/file.txt': 'given\n' },
  steps: mounting,
  homeFiles: { '.buildrunner.yaml': JSON.stringify({ 'local-files': { content: 'some\ncontent\n' } }) },
};

const PROJECTS = [
  { name: 'fixtures/main', options: { fixture: 'main' } },
  { name: 'a project with mounted files', options: MOUNTING },
] as const;

const containers: string[] = [];

s.before(makeCiImage);

s.after(async () => {
  if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
  await removeCiImage();
});

async function start(...args: readonly string[]): Promise<string> {
  const container = await startCiContainer(...args);
  containers.push(container);
  return container;
}

/** Builds outside of any container, and takes the results away. */
async function buildOutside(options: BuildOptions): Promise<{ project: Project; tree: Record<string, string> }> {
  const { exitCode, stdout, stderr, project, results } = await build({ ...options, arguments: ['-n', '42'] });
  assert.is(exitCode, 0, stdout + stderr);
  const tree = comparable(results);
  rmSync(results, { recursive: true });
  return { project, tree };
}

function buildIn(container: string, directory: string, ...args: readonly string[]): Promise<Executed> {
  const labels = ['--container-labels', `mark=${mark}`];
  return execute(container, directory, ['node', PROGRAM, ...labels, '-n', '42', ...args]);
}

/** The fixture writes down the time. */
function comparable(results: string): Record<string, string> {
  const tree = resultsTree(results);
  return { ...tree, ...('compile/end.log' in tree ? { 'compile/end.log': 'a date' } : {}) };
}

for (const { name, options } of PROJECTS) {
  s(`${name} gives the same results from a folder that the engine cannot see, and from a mounted one`, async () => {
    const { project, tree } = await buildOutside(options);
    const container = await start('--mount', `type=bind,source=${project.directory},target=/mapped/elsewhere`);
    await docker('cp', `${project.home}/.`, `${container}:/root`);
    await docker('cp', project.directory, `${container}:/apart`);

    const apart = await buildIn(container, '/apart');
    assert.is(apart.exitCode, 0, apart.output);
    assert.equal(comparable(await copyOut(container, '/apart/buildrunner.results')), tree);

    const mapped = await buildIn(container, '/mapped/elsewhere');
    assert.is(mapped.exitCode, 0, mapped.output);
    assert.equal(comparable(join(project.directory, 'buildrunner.results')), tree);

    const left = await execute(container, '/', ['sh', '-c', 'find /tmp /root -name "*b*r*" ! -name .buildrunner.yaml']);
    assert.equal([await onEngine(mark), left.output], [[], '']);
  });
}

async function markedEntries(): Promise<EngineEntry[]> {
  return (await engineState()).filter(({ labels }) => labels['mark'] === mark);
}

/** A build with a service, a network, and volumes that waits for ever. */
const ENDLESS = {
  'buildrunner.yaml': JSON.stringify({
    steps: {
      first: { run: { ...BASE, cmd: 'true' } },
      endless: {
        run: {
          ...BASE,
          services: { web: { ...BASE, cmd: 'sleep 1000' } },
          cmd: 'echo it""runs; sleep 1000',
        },
      },
    },
  }),
};

for (const successor of ['outside', 'in another container'] as const) {
  s(`what a killed container has left goes at the next start ${successor}`, async () => {
    const project = createProject({ files: ENDLESS, git: false });
    const container = await start();
    await docker('cp', project.directory, `${container}:/apart`);
    const killed = buildIn(container, '/apart');
    await eventually(async () => {
      const log = await execute(container, '/', ['cat', '/apart/buildrunner.results/build.log']);
      return log.output.includes('itruns');
    }, 30_000);
    const made = await markedEntries();
    assert.ok(made.filter(({ kind }) => kind === 'container').length >= 3);
    const [buildId = ''] = made.map(({ labels }) => labels['buildrunner.build']);
    await docker('kill', container);
    await killed;

    const harmless = { steps: { one: { run: { ...BASE, cmd: 'true' } } } };
    if (successor === 'outside') assert.is((await build(harmless)).exitCode, 0);
    else {
      const next = await start();
      const { directory } = createProject({ files: { 'buildrunner.yaml': JSON.stringify(harmless) }, git: false });
      await docker('cp', directory, `${next}:/apart`);
      const { exitCode, output } = await buildIn(next, '/apart');
      assert.is(exitCode, 0, output);
    }
    // The sweep goes on behind the build for a moment.
    await eventually(async () => {
      const left = (await engineState()).filter(
        ({ name, labels }) => name.includes(buildId) || labels['mark'] === mark,
      );
      assert.equal(left, []);
      return true;
    }, 5000);
  });
}

s.run();
