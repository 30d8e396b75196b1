import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build, onEngine, type BuildOptions } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { engineState } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { createProject, writeFiles, type Project } from '../support/project.ts';
import { resultsTree } from '../support/results-tree.ts';

const s = suite('a printed plan', { timeout: 120_000 });

const run = (keys: Readonly<Record<string, unknown>>) => ({ run: { ...BASE, ...keys } });

/** Artifacts of every form, and what goes into a container in every way. */
const EVERY_FORM = {
  files: {
    'given/file one': 'given\n',
    'given/.hidden': 'hidden\n',
    'left out.o': '',
    '.buildignore': '*.o\n',
    'provision.sh': '#!/bin/sh\necho "provisioned $GREETING" > /tmp/provisioned\n',
  },
  homeFiles: { '.buildrunner.yaml': JSON.stringify({ 'local-files': { content: "alias'd\ncontent\n" } }) },
  steps: {
    expected: run({
      xfail: true,
      cmds: ['echo kept > kept', 'exit 4', 'echo never > kept'],
      artifacts: { kept: null },
    }),
    forms: run({
      files: { given: '/in/given', content: '/in/content' },
      env: { GREETING: 'it\'s "$HOME" `true` \\n', LINES: 'one\n\n two\n', GONE: null },
      provisioners: { shell: 'provision.sh' },
      cmds: [
        'mkdir -p out/deep/empty "two words"; printf "%s" "$LINES" > out/lines; echo "$GREETING" > "two words/file"',
        'cat /in/given/* /in/content /tmp/provisioned > out/deep/all; ls -A . /in/given > out/seen; chmod 711 out/seen',
        'for name in a b; do echo $name > list-$name.txt; done; ln -s seen out/link; cp -R out other',
        'printf "\\000\\377\\n\\r" > binary',
      ],
      artifacts: {
        out: null,
        'two?words': { type: 'wörds', rename: 'two.renamed' },
        'list-*.txt': { push: false },
        binary: { rename: 'bytes' },
        other: { format: 'uncompressed', number: 1.5, flag: true },
        'out/deep': { archive: { name: 'packed', compression: 'bz2', suffix: '.tbz' } },
        '/etc/passwd': null,
        nothing: null,
        '$(echo out/lines) out/deep/all': null,
      },
    }),
    services: run({
      hostname: 'here',
      cwd: '/tmp/some place',
      services: {
        web: { ...BASE, cmd: 'httpd -f -p 8080 -h /source/given', wait_for: [8080], env: { A: 'b' } },
        later: { ...BASE, hostname: 'other', volumes_from: ['web'], cmd: 'httpd -f -p 80 -h /source', wait_for: [80] },
      },
      cmds: [
        'wget -qO page "http://web:8080/file%20one"; wget -qO - http://other/given/.hidden >> page; hostname >> page; pwd >> page',
        'cat /artifacts/forms/lines >> page',
      ],
      // A space would part two patterns.
      artifacts: { '/tmp/some?place/page': null },
    }),
  },
} as const satisfies BuildOptions;

const FAILING = {
  steps: {
    passes: run({ cmd: 'echo made > made', artifacts: { made: null } }),
    fails: run({ cmds: ['echo before > made', 'exit 7', 'echo after > made'], artifacts: { made: null } }),
    never: run({ cmd: 'echo made > made', artifacts: { made: null } }),
  },
} as const satisfies BuildOptions;

const UNEXPECTED = { steps: { passes: run({ xfail: true, cmd: 'true' }) } } as const satisfies BuildOptions;

interface ScriptRun {
  readonly id: number;
  readonly mark: string;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/** Prints the plan of a project as a script and runs that, leading a process group. */
async function startScript(project: Project): Promise<ScriptRun> {
  const mark = `script-${randomBytes(6).toString('hex')}`;
  const args = ['plan', '--format', 'sh', '-n', '42', '--container-labels', `mark=${mark}`];
  const plan = await runBuildrunner({ project, arguments: args });
  assert.is(plan.exitCode, 0, plan.stderr);
  const script = join(project.home, 'plan.sh');
  writeFileSync(script, plan.stdout);
  const child = spawn('sh', [script], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing but what is in the script, and docker.
    env: { PATH: process.env['PATH'], TMPDIR: project.temporary, DOCKER_CONFIG: join(homedir(), '.docker') },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<number | null>((settle) => child.once('close', settle));
  return { id: child.pid ?? 0, mark, output: () => Buffer.concat(chunks).toString(), ended };
}

async function assertNothingLeft({ id, mark }: ScriptRun, project: Project): Promise<void> {
  const named = (await engineState()).filter(({ name }) => name.includes(`-sh-${id}-`)).map(({ name }) => name);
  assert.equal([await onEngine(mark), named, readdirSync(project.temporary)], [[], [], []]);
}

for (const { name, options, exitCode } of [
  { name: 'fixtures/main', options: { fixture: 'main' }, exitCode: 0 },
  { name: 'artifacts, files and services of every form', options: EVERY_FORM, exitCode: 0 },
  { name: 'a step that fails', options: FAILING, exitCode: 1 },
  { name: 'a step that passes and should not', options: UNEXPECTED, exitCode: 1 },
] as const) {
  s(`run by sh gives the same results as the build: ${name}`, async () => {
    const built = await build({ ...options, arguments: ['-n', '42'] });
    assert.is(built.exitCode, exitCode, built.stdout + built.stderr);
    const expected = comparable(built.results);
    const script = await startScript(built.project);
    assert.is(await script.ended, exitCode, script.output());
    assert.equal(comparable(built.results), expected, script.output());
    await assertNothingLeft(script, built.project);
  });
}

/** fixtures/main writes down the time. */
function comparable(results: string): Record<string, string> {
  const tree = resultsTree(results);
  return { ...tree, ...('compile/end.log' in tree ? { 'compile/end.log': 'a date' } : {}) };
}

const ENDLESS = {
  first: run({ cmd: 'echo made > made', artifacts: { made: null } }),
  second: run({ services: { web: { ...BASE, cmd: 'sleep 1000' } }, cmd: 'echo it""runs; sleep 1000' }),
};

for (const { signal, exitCode } of [
  { signal: 'SIGTERM', exitCode: 143 },
  { signal: 'SIGINT', exitCode: 130 },
] as const) {
  s(`run by sh leaves nothing after ${signal}`, async () => {
    const project = createProject({ files: { 'buildrunner.yaml': JSON.stringify({ steps: ENDLESS }) } });
    const script = await startScript(project);
    await eventually(() => script.output().includes('itruns'), 60_000);
    // To all of it, as a terminal does.
    process.kill(-script.id, signal);
    assert.is(await script.ended, exitCode, script.output());
    await assertNothingLeft(script, project);
    const results = join(project.directory, 'buildrunner.results');
    assert.is(readFileSync(join(results, 'first/made'), 'utf8'), 'made\n');
    const manifest: unknown = JSON.parse(readFileSync(join(results, 'artifacts.json'), 'utf8'));
    assert.equal(manifest, { 'build.log': { type: 'log' }, 'first/made': null });
  });
}

for (const format of ['text', 'json'] as const) {
  s(`is the same to the byte each time: ${format}`, async () => {
    const { homeFiles, steps, files } = EVERY_FORM;
    const project = createProject({ files: { ...files, 'buildrunner.yaml': JSON.stringify({ steps }) } });
    writeFiles(project.home, homeFiles);
    const print = () => runBuildrunner({ project, arguments: ['plan', '--format', format] });
    const first = await print();
    assert.is(first.exitCode, 0, first.stderr);
    assert.ok(first.stdout.length > 1000);
    // A second later, so that clocks and dates have moved on.
    await eventually(() => new Date().getMilliseconds() < 100, 2000);
    assert.is((await print()).stdout, first.stdout);
  });
}

s('"plan --debug" says on standard error what it took, and prints the same plan', async () => {
  const files = { 'buildrunner.yaml': JSON.stringify({ steps: { one: run({ cmd: 'true' }) } }) };
  const plain = await runBuildrunner({ files, arguments: ['plan'] });
  const { exitCode, stdout, stderr } = await runBuildrunner({ project: plain.project, arguments: ['plan', '--debug'] });
  assert.is(exitCode, 0);
  assert.is(stdout, plain.stdout);
  assert.match(stderr, /^Planned \d+ operations \d+ ms after the start of the program, printed them in \d+ ms\n$/);
  assert.is(/^Planned (\d+)/.exec(stderr)?.[1], String(stdout.trimEnd().split('\n').length));
});

s.run();
