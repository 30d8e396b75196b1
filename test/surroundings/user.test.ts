import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE } from '../support/build.ts';
import { listFiles, type Project } from '../support/project.ts';
import { buildAs, canBeOther, createProjectOf, isOpenToAll, takeFrom, USER } from './user.ts';

const s = suite('a user who is not root', { timeout: 60_000 });

const steps = {
  make: {
    run: {
      ...BASE,
      files: { 'given.txt': '/in/given.txt', 'changed.txt': '/in/changed.txt:rw' },
      cmds: [
        'umask 077; mkdir -p out/deep; cat /in/given.txt > out/deep/file; echo single > single; echo by root > new',
        'stat -c "%u %n" given.txt >> out/deep/file; chmod 600 given.txt',
      ],
      artifacts: { out: null, single: null, 'out/deep': { format: 'uncompressed' }, nothing: null },
    },
  },
  see: {
    run: {
      ...BASE,
      cmd: 'id -u >> seen; echo "$BUILDRUNNER_INVOKE_USER $BUILDRUNNER_INVOKE_UID $BUILDRUNNER_INVOKE_GID" >> seen; cat /artifacts/make/single >> seen',
      artifacts: { seen: null },
    },
  },
};
const files = { 'buildrunner.yaml': JSON.stringify({ steps }), 'given.txt': 'given\n', 'changed.txt': 'changed\n' };

const one = { run: { ...BASE, cmd: 'cp given.txt made', artifacts: { made: null } } };
const small = { 'buildrunner.yaml': JSON.stringify({ steps: { one } }), 'given.txt': 'given\n' };

function assertBuilt({ directory, temporary }: Project): void {
  const results = join(directory, 'buildrunner.results');
  assert.equal(
    listFiles(results),
    [
      ...['artifacts.json', 'build.log', 'make/', 'make/out.tar.gz', 'make/out/', 'make/out/deep/'],
      ...['make/out/deep/file', 'make/single', 'see/', 'see/seen'],
    ].sort(),
  );
  for (const name of ['', ...listFiles(results)]) {
    const { uid, gid } = lstatSync(join(results, name));
    assert.equal([name, uid, gid], [name, USER.id, USER.group]);
  }
  assert.is(readFileSync(join(results, 'make/out/deep/file'), 'utf8'), `given\n${USER.id} given.txt\n`);
  assert.equal(readdirSync(temporary), []);
}

s('builds, and the results are the own', async () => {
  const project = createProjectOf(USER, { files });
  const { exitCode, stdout, stderr } = await buildAs(USER, project);
  assert.is(exitCode, 0, stdout + stderr);
  assertBuilt(project);
  const seen = readFileSync(join(project.directory, 'buildrunner.results/see/seen'), 'utf8');
  assert.match(seen, new RegExp(`^0\n\\S+ ${USER.id} ${USER.group}\nsingle\n$`));
  assert.equal(readdirSync(project.home), []);
  // And again over them, as somebody builds who works on something.
  assert.is((await buildAs(USER, project)).exitCode, 0);
});

for (const { name, env, prepare } of [
  { name: 'a home that cannot be written', prepare: ({ home }: Project) => chmodSync(home, 0o555) },
  { name: 'no home at all', env: { HOME: undefined } },
  { name: 'an empty HOME', env: { HOME: '' } },
  { name: 'a home that is not there', env: { HOME: '/nonexistent' } },
  { name: "somebody else's home", prepare: ({ home }: Project) => takeFrom(home) },
] as const) {
  s(`builds with ${name}`, async () => {
    const project = createProjectOf(USER, { files: small });
    if (prepare !== undefined) prepare(project);
    const { exitCode, stdout, stderr } = await buildAs(USER, project, env === undefined ? {} : { env });
    assert.is(exitCode, 0, stdout + stderr);
    assert.is(readFileSync(join(project.directory, 'buildrunner.results/one/made'), 'utf8'), 'given\n');
    assert.equal(readdirSync(project.temporary), []);
  });
}

const said = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^[\d-]{10} [\d:,]{12} .{8} /, ''));

for (const { name, prepare, says } of [
  {
    name: 'a file that may not be read',
    prepare: ({ directory }: Project) => takeFrom(join(directory, 'given.txt')),
    says: (directory: string) => [
      `Cannot read "${directory}/given.txt": permission denied`,
      'Give yourself the right to read it (chmod u+rX), or name it in .buildignore.',
    ],
  },
  {
    name: 'a folder that may not be read',
    prepare: ({ directory }: Project) => {
      mkdirSync(join(directory, 'locked'));
      takeFrom(join(directory, 'locked'));
    },
    says: (directory: string) => [
      `Cannot read "${directory}/locked": permission denied`,
      'Give yourself the right to read it (chmod u+rX), or name it in .buildignore.',
    ],
  },
] as const) {
  s(`is told of ${name}`, async () => {
    const project = createProjectOf(USER, { files });
    prepare(project);
    const { exitCode, stdout, stderr } = await buildAs(USER, project);
    assert.is(exitCode, 1);
    assert.equal(said(stdout).slice(-5), ['', ...says(project.directory), '', 'Build ERROR.']);
    assert.is(stderr, '');
    assert.equal([readdirSync(project.home), readdirSync(project.temporary)], [[], []]);
  });
}

s('is told of results of somebody else', async () => {
  if (!canBeOther) return;
  const project = createProjectOf(USER, { files });
  const results = join(project.directory, 'buildrunner.results');
  mkdirSync(results);
  const { exitCode, stderr } = await buildAs(USER, project);
  assert.is(exitCode, 69);
  assert.equal(said(stderr), [
    `The results directory "${results}" cannot be written`,
    `  EACCES: permission denied, access '${results}'`,
    'Remove it, or name another with "--build-results-directory".',
  ]);
});

s('is told when the engine refuses', async () => {
  // Some engines let everybody in.
  if (!canBeOther || isOpenToAll) return;
  const project = createProjectOf(USER, { files });
  const { exitCode, stderr } = await buildAs(USER, project, { isOutsider: true, env: { DOCKER_HOST: undefined } });
  assert.is(exitCode, 1);
  const [refused, words = '', ...advice] = said(stderr).slice(3);
  assert.is(refused, 'The docker engine at "unix:///var/run/docker.sock" refuses this user');
  assert.match(
    words,
    /^ {2}permission denied while trying to connect to the [Dd]ocker .* at unix:\/\/\/var\/run\/docker.sock/,
  );
  assert.equal(advice, [
    'Add the user to the group of that socket ("sudo usermod -aG docker USER") and log in again, or run as root.',
    '',
    'Build ERROR.',
  ]);
});

s.run();
