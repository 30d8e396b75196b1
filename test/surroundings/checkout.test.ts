import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build } from '../support/build.ts';
import { commitAll, createProject, writeFiles, type Project } from '../support/project.ts';

const s = suite('a checkout', { timeout: 60_000 });

/** As many bytes as a file system takes in a name, and 300 characters and more in a path. */
const LONG_NAME = `${'n'.repeat(250)}.txt`;
const LONG_PATH = `${'d'.repeat(120)}/${'e'.repeat(120)}/${'f'.repeat(120)}/file.txt`;
const ODD_NAMES = [
  'with blank.txt',
  'ünïcödé ✓.txt',
  'quote\'"$HOME`.txt',
  '-dash.txt',
  'back\\slash',
  '*.star',
  'line\nend',
];

/** Moves the project, its home and its folder for temporary files to another place. */
function move(project: Project, name: string): Project {
  const root = join(dirname(project.directory), name);
  mkdirSync(root);
  const moveOne = (path: string) => {
    renameSync(path, join(root, basename(path)));
    return join(root, basename(path));
  };
  const { directory, home, temporary } = project;
  return { directory: moveOne(directory), home: moveOne(home), temporary: moveOne(temporary) };
}

s('may have odd names, long names and loops of links, at a path with blanks and letters of all kinds', async () => {
  const names = [LONG_NAME, LONG_PATH, ...ODD_NAMES];
  const steps = {
    look: {
      run: {
        ...BASE,
        files: { 'ünïcödé ✓.txt': '/in/ünïcödé ✓.txt' },
        cmds: [
          'cat "/in/ünïcödé ✓.txt"',
          'rm buildrunner.yaml; readlink dangling >> contents; readlink absolute >> contents; ls -d loop/self/self/self >> contents',
          'mkdir /tmp/out; mv -- * /tmp/out; mv /tmp/out .; mv out/contents out/loop .',
        ],
        artifacts: { out: { format: 'uncompressed' }, contents: { rename: 'what was found ✓' }, 'loop/s*': null },
      },
    },
    again: {
      run: {
        ...BASE,
        cmd: 'find /artifacts/look/out -type f -exec echo x \\; | wc -l > count',
        artifacts: { count: null },
      },
    },
  };
  const contents = Object.fromEntries(names.map((name) => [name, `content of ${name.slice(0, 9)}\n`]));
  const plain = createProject({ files: { ...contents, 'buildrunner.yaml': JSON.stringify({ steps }) }, git: false });
  mkdirSync(join(plain.directory, 'loop'));
  symlinkSync('.', join(plain.directory, 'loop/self'));
  symlinkSync('nowhere', join(plain.directory, 'dangling'));
  symlinkSync('/etc/passwd', join(plain.directory, 'absolute'));
  commitAll(plain.directory);
  const project = move(plain, 'mein Örtchen \'n "✓" $HOME, 日本');
  const built = await build({ project });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  for (const name of names) {
    assert.is(readFileSync(join(built.results, 'look/out', name), 'utf8'), contents[name]);
  }
  assert.is(built.read('look/what was found ✓'), 'nowhere\n/etc/passwd\nloop/self/self/self\n');
  assert.is(built.read('again/count'), `${names.length}\n`);
});

const VARIABLES = { run: { ...BASE, cmd: 'env | grep ^VCSINFO_ | sort > found', artifacts: { found: null } } };
const BUILD_FILE = { 'buildrunner.yaml': JSON.stringify({ steps: { variables: VARIABLES } }) };

function git(directory: string, ...args: readonly string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', args, { cwd: directory, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** A repository of three commits. */
function createRepository(): string {
  const { directory } = createProject({ files: BUILD_FILE });
  for (const name of ['second', 'third']) {
    writeFileSync(join(directory, name), '');
    commitAll(directory);
  }
  return directory;
}

interface Expected {
  readonly name: string;
  readonly branch: string;
  readonly number: string;
  readonly commit: string;
}

/** Each makes the project what it is named after. */
const STATES: readonly { readonly name: string; readonly make: (project: Project) => Expected }[] = [
  {
    name: 'without git',
    make: ({ directory }) => {
      writeFiles(directory, BUILD_FILE);
      return { name: 'project', branch: 'none', number: '0', commit: '0'.repeat(40) };
    },
  },
  {
    name: 'that is a shallow clone',
    make: ({ directory }) => {
      const origin = createRepository();
      rmSync(directory, { recursive: true });
      git('/', 'clone', '--quiet', '--depth', '1', `file://${origin}`, directory);
      return { name: 'project', branch: 'main', number: '1', commit: git(origin, 'rev-parse', 'HEAD') };
    },
  },
  {
    name: 'with a detached HEAD',
    make: ({ directory }) => {
      const origin = createRepository();
      rmSync(directory, { recursive: true });
      git('/', 'clone', '--quiet', `file://${origin}`, directory);
      const commit = git(directory, 'rev-parse', 'HEAD~1');
      git(directory, 'checkout', '--quiet', '--detach', commit);
      return { name: 'project', branch: 'main', number: '2', commit };
    },
  },
  {
    name: 'that is a linked work tree',
    make: ({ directory }) => {
      const origin = createRepository();
      rmSync(directory, { recursive: true });
      git(origin, 'worktree', 'add', '--quiet', '-b', 'side', directory);
      return { name: 'project', branch: 'side', number: '3', commit: git(origin, 'rev-parse', 'HEAD') };
    },
  },
];

for (const { name: state, make } of STATES) {
  s(`${state} is built`, async () => {
    const project = createProject({ git: false });
    const expected = make(project);
    const built = await build({ project });
    assert.is(built.exitCode, 0, built.stdout + built.stderr);
    const found = new Map(
      built
        .read('variables/found')
        .split('\n')
        .map((line) => [line.replace(/=.*/, ''), line.replace(/^[^=]*=/, '')] as const),
    );
    const { name, branch, number, commit } = expected;
    const values = { NAME: name, BRANCH: branch, NUMBER: number, ID: commit, SHORT_ID: commit.slice(0, 7) };
    for (const [variable, value] of Object.entries(values)) assert.is(found.get(`VCSINFO_${variable}`), value);
  });
}

s.run();
