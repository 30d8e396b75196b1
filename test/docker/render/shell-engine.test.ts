import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderShell } from '../../../src/docker/render/shell.ts';
import type { Mount, Operation } from '../../../src/plan/operation.ts';
import { docker } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';
import { SIGNALS } from '../../support/signals.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { artifact, common, container, exec, planOf } from '../operations.ts';

const s = suite('the script of a plan, on the engine');

const IMAGE = 'buildrunner-base:1';
const LABELS = new Map([['buildrunner.build', 'BUILD']]);
const SOURCE: Mount = { kind: 'volume', name: 'BUILD-source', target: '/source', labels: LABELS, overlay: null };
const SHELLS = [['dash'], ['busybox', 'sh']].filter(
  ([program = '']) => spawnSync(program, ['-c', ':']).error === undefined,
);

/** One step with a service, and a command in its own container. */
function operations(directory: string, command: string): Operation[] {
  const removed = { foreignContainers: [], networks: [], volumes: ['BUILD-source'], images: [] };
  const all = ['a/copy', 'a/wait', 'a/start', 'a/command-1', 'a/collect out', 'a/collect *.txt'];
  return [
    { ...common('a/begin'), kind: 'beginStep' },
    { ...common('build/pull'), kind: 'pullImage', step: null, image: IMAGE, policy: 'missing' },
    container({ ...SHAPE, ...common('build/source', ['build/pull']), name: 'BUILD-source', role: 'source' }),
    {
      ...{ ...common('a/copy', ['build/source']), kind: 'copyToContainer', container: 'BUILD-source', path: '/' },
      content: { kind: 'checkout', directory, overlays: 0 },
    },
    ...serviceOperations(),
    ...stepOperations(command),
    { ...common('a/end', ['a/begin'], all), kind: 'endStep', expectsFailureOf: null },
    {
      ...{ ...common('build/remove', [], ['a/end']), kind: 'removeResources', step: null, ...removed },
      containers: ['BUILD-step', 'BUILD-web', 'BUILD-source'],
    },
  ];
}

const SHAPE = { image: IMAGE, labels: LABELS, command: ['/bin/sh'], mounts: [SOURCE] };

function serviceOperations(): Operation[] {
  const web = { container: 'BUILD-web', speaker: { kind: 'service', name: 'web' } } as const;
  const serve = { argv: ['sh', '-xc', SERVE], shown: SERVE, isBackground: true };
  return [
    container({ ...SHAPE, ...common('a/web', ['a/copy']), name: 'BUILD-web', role: 'service', hasTerminal: true }),
    { ...common('a/start-web', ['a/web']), kind: 'startContainer', ...web, attach: 'none' },
    exec({ ...common('a/serve', ['a/start-web']), ...web, ...serve }),
    { ...common('a/wait', ['a/serve']), kind: 'waitForPort', ...web, service: 'web', port: 8080, timeout: 20_000 },
  ];
}

const SERVE = 'nc -l -p 8080 -e cat';

function stepOperations(command: string): Operation[] {
  const step = {
    name: 'BUILD-step',
    hasTerminal: true,
    workingDirectory: '/source',
    environment: new Map([['TAKEN', 'x']]),
  };
  const own = { container: 'BUILD-step', speaker: { kind: 'step' } } as const;
  // Without a trace, which docker may write into the middle of a line.
  const run = { argv: ['sh', '-c', command], shown: command };
  const environment = new Map([
    ['GREETING', 'a $b "c"'],
    ['LINES', 'x\ny'],
    ['TAKEN', null],
  ] as const);
  const properties = new Map([['type', 'é']]);
  return [
    container({ ...SHAPE, ...common('a/create', ['a/wait']), ...step }),
    { ...common('a/start', ['a/create']), kind: 'startContainer', ...own, attach: 'none' },
    exec({ ...common('a/command-1', ['a/start']), ...own, ...run, environment }),
    artifact('out', { ...common('a/collect out', ['a/start'], ['a/command-1']), container: 'BUILD-step' }),
    artifact('*.txt', {
      ...common('a/collect *.txt', ['a/start'], ['a/command-1']),
      container: 'BUILD-step',
      properties,
    }),
  ];
}

interface Prepared {
  readonly script: string;
  readonly results: string;
  readonly temporary: string;
}

function prepare(command: string): Prepared {
  const root = temporaryDirectory();
  const directory = join(root, 'a checkout');
  const temporary = join(root, 'temporary');
  for (const folder of [directory, temporary, join(directory, 'sub')]) mkdirSync(folder);
  for (const file of ['a.txt', 'b b.txt', 'left.o', 'sub/left.o', 'sub/kept'])
    writeFileSync(join(directory, file), file);
  const results = join(directory, 'buildrunner.results');
  const sourceExclusions = { rootNames: ['buildrunner.results'], patterns: ['*.o'] };
  const facts = { identity: { buildId: 'BUILD', owner: 'OWNER' }, sourceExclusions };
  const script = join(root, 'script.sh');
  writeFileSync(script, renderShell(planOf(operations(directory, command), results), facts));
  return { script, results, temporary };
}

/** Starts the script, leading a process group; it says what it wrote. */
function start([program = '', ...args]: readonly string[], { script, temporary }: Prepared) {
  const child = spawn(program, [...args, script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const id = child.pid ?? 0;
  // A test that has failed leaves it to the script to clean up.
  const stop = () => {
    process.kill(id, 'SIGTERM');
  };
  process.once('exit', stop);
  void ended.then(() => process.off('exit', stop));
  return { id, output: () => output, ended };
}

/** What the script of that process has left on the engine. */
async function leftOn(id: number): Promise<string[]> {
  const lists = [
    ['ps', '--all', '--format', '{{.Names}}'],
    ['volume', 'ls', '--quiet'],
  ];
  const names = (await Promise.all(lists.map((words) => docker(...words)))).join('\n').split('\n');
  return names.filter((name) => name.includes(`-sh-${id}-`));
}

const BUILD = 'find . -type f | sort; echo "$GREETING $LINES ${TAKEN-gone}"; mkdir -p out/e; echo 1 > out/f';

for (const shell of SHELLS) {
  const name = shell.join(' ');

  s(`${name} builds, keeps the results and leaves nothing`, async () => {
    const prepared = prepare(BUILD);
    const script = start(shell, prepared);
    assert.is(await script.ended, 0, script.output());
    for (const line of ['./a.txt', './b b.txt', './sub/kept', 'a $b "c" x', 'y gone']) {
      assert.match(script.output(), `\n${line}\n`);
    }
    assert.not.match(script.output(), '.o\n');
    assert.match(script.output(), '[service-web] + nc -l -p 8080 -e cat\n');
    assert.equal(readdirSync(prepared.results).sort(), ['a', 'artifacts.json', 'build.log']);
    assert.equal(readdirSync(join(prepared.results, 'a')).sort(), ['a.txt', 'b b.txt', 'out.tar.gz']);
    const manifest: unknown = JSON.parse(readFileSync(join(prepared.results, 'artifacts.json'), 'utf8'));
    assert.equal(manifest, {
      'build.log': { type: 'log' },
      'a/out.tar.gz': { 'buildrunner.compressed.directory': 'true' },
      'a/a.txt': { type: 'é' },
      'a/b b.txt': { type: 'é' },
    });
    assert.match(readFileSync(join(prepared.results, 'build.log'), 'utf8'), '\nBuild SUCCESS.\n');
    assert.equal([await leftOn(script.id), readdirSync(prepared.temporary)], [[], []]);
  });

  s(`${name} fails with the command, and still collects artifacts`, async () => {
    const prepared = prepare('exit 3');
    const script = start(shell, prepared);
    assert.is(await script.ended, 1, script.output());
    assert.match(script.output(), 'Command "exit 3" exited with code 3\n');
    assert.equal(readdirSync(join(prepared.results, 'a')).sort(), ['a.txt', 'b b.txt']);
    assert.equal([await leftOn(script.id), readdirSync(prepared.temporary)], [[], []]);
  });

  for (const [signal, code] of SIGNALS) {
    s(`${name} removes everything on ${signal}`, async () => {
      const prepared = prepare('echo running; sleep 1000');
      const script = start(shell, prepared);
      await eventually(() => script.output().includes('\nrunning\n'), 60_000);
      process.kill(script.id, signal);
      assert.is(await script.ended, code, script.output());
      assert.equal([await leftOn(script.id), readdirSync(prepared.temporary)], [[], []]);
      assert.match(readFileSync(join(prepared.results, 'artifacts.json'), 'utf8'), '"build.log"');
    });
  }
}

s('a results directory that is not ours is left alone', async () => {
  const prepared = prepare(BUILD);
  mkdirSync(prepared.results);
  writeFileSync(join(prepared.results, 'precious'), '');
  const script = start(['sh'], prepared);
  assert.is(await script.ended, 69);
  assert.is(script.output(), `"${prepared.results}" is no results directory: move it away\n`);
  assert.equal(readdirSync(prepared.results), ['precious']);
});

s.run();
