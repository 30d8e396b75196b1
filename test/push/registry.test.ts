import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build, type BuildOptions } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { docker } from '../support/engine.ts';
import { fakeDocker } from '../support/fake-docker.ts';
import { createProject } from '../support/project.ts';
import { removeNames, startRegistry, type Registry } from '../support/registry.ts';
import { loggedIn, LOGIN, LOGIN_AUTH } from '../support/registry-login.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('a push to a registry', { timeout: 120_000 });

let registry: Registry;

s.before(async () => {
  registry = await startRegistry();
});

s.after(async () => {
  await registry.stop();
});

const built = (text: string) => ({ dockerfile: `FROM buildrunner-base:1\nRUN echo ${text} > /made\n`, pull: false });

/** Every form of `push` and `commit`, with a host that has a port. */
function everyForm(host: string, name: string): BuildOptions {
  const at = `${host}/${name}`;
  return {
    steps: {
      text: { build: built(name), push: `${at}/Text` },
      tagged: { build: built(`${name} 2`), push: `${at}/tagged:v1`, commit: `${at}/kept:v1` },
      map: {
        run: { ...BASE, cmd: `echo ${name} > /ran` },
        push: { repository: `${at}/map`, tags: ['latest', 'Two words'] },
      },
      list: {
        run: { image: `${at}/kept:v1`, cmd: 'cat /made > /copy' },
        push: [`${at}/list`, { repository: `${at}/only`, tags: ['only'], add_build_tag: false }],
      },
    },
    arguments: ['-n', '42'],
  };
}

const REPOSITORIES = ['text', 'tagged', 'map', 'list', 'only', 'kept'];

async function pushedTags(name: string): Promise<Record<string, string[]>> {
  const tags = await Promise.all(
    REPOSITORIES.map(
      async (one) => [one, (await registry.tagsOf(`${name}/${one}`)).map(withoutCommit).sort()] as const,
    ),
  );
  return Object.fromEntries(tags);
}

/** The build tag names a commit, and one of a build the build. */
function withoutCommit(tag: string): string {
  return tag.replace(/^main-1\.i[0-9a-f]{6}\.m\d+-\d+$/, 'BUILD').replace(/^buildrunner-.*$/, 'CARRIER');
}

const EXPECTED = {
  text: ['BUILD'],
  tagged: ['BUILD', 'v1'],
  map: ['BUILD', 'latest', 'two-words'],
  list: ['BUILD'],
  only: ['only'],
  kept: [],
};

/** The digests in artifacts.json, by reference. */
function digestsIn(manifest: string): Map<string, string> {
  const entries: unknown = JSON.parse(manifest);
  assert.ok(typeof entries === 'object' && entries !== null);
  const found = new Map<string, string>();
  const listed: unknown[] = Object.values(entries);
  for (const entry of listed) {
    const digests: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'docker:digest') : null;
    if (typeof digests !== 'object' || digests === null) continue;
    for (const [reference, digest] of Object.entries(digests)) found.set(reference, String(digest));
  }
  return found;
}

async function assertPushed(name: string, manifest: string): Promise<void> {
  const tags = await pushedTags(name);
  const { only = [], ...others } = tags;
  // What the image goes by where the registry makes the alias stays there.
  assert.equal({ ...others, only: only.filter((tag) => tag !== 'CARRIER') }, { ...EXPECTED });
  const digests = digestsIn(manifest);
  assert.is(digests.size, Object.values(EXPECTED).flat().length);
  for (const [reference, digest] of digests) {
    assert.is(await registry.digestOf(reference.slice(registry.host.length + 1)), digest, reference);
  }
}

s('sends every form of "push" and none of "commit", and lists each reference with its digest', async () => {
  const { exitCode, stdout, read } = await build({
    ...everyForm(registry.host, 'forms'),
    arguments: ['--push', '-n', '42'],
  });
  assert.is(exitCode, 0, stdout);
  await assertPushed('forms', read('artifacts.json'));
  for (const [reference, digest] of digestsIn(read('artifacts.json'))) {
    assert.match(stdout, `Pushed "${reference}" as ${digest}`);
    assert.ok(stdout.split('\n').some((line) => new RegExp(`${reference} +${digest}$`).test(line)));
  }
});

s('is not made without --push, and the tags are there all the same', async () => {
  const { exitCode, stdout, read } = await build(everyForm(registry.host, 'local'));
  assert.is(exitCode, 0, stdout);
  assert.equal(await pushedTags('local'), Object.fromEntries(REPOSITORIES.map((one) => [one, []])));
  assert.is(digestsIn(read('artifacts.json')).size, 0);
  const tags = await docker('image', 'ls', '--format', '{{.Tag}}', `${registry.host}/local/kept`);
  assert.equal(tags.split('\n').map(withoutCommit).sort(), ['BUILD', 'v1']);
});

s('is not made by a build that fails', async () => {
  const steps = { ...everyForm(registry.host, 'failed').steps, last: { run: { ...BASE, cmd: 'false' } } };
  const { exitCode } = await build({ steps, arguments: ['--push'] });
  assert.is(exitCode, 1);
  assert.equal(await pushedTags('failed'), Object.fromEntries(REPOSITORIES.map((one) => [one, []])));
});

s('is made by a printed plan too, with the same digests in artifacts.json', async () => {
  const { steps } = everyForm(registry.host, 'script');
  const project = createProject({ files: { 'buildrunner.yaml': JSON.stringify({ steps }) } });
  const plan = await runBuildrunner({ project, arguments: ['plan', '--format', 'sh', '--push', '-n', '42'] });
  assert.is(plan.exitCode, 0, plan.stderr);
  const env = { PATH: process.env['PATH'], TMPDIR: project.temporary, HOME: project.home };
  const ran = spawnSync('sh', ['-s'], { input: plan.stdout, encoding: 'utf8', env, cwd: '/' });
  assert.is(ran.status, 0, ran.stdout + ran.stderr);
  const { stdout } = spawnSync('cat', [join(project.directory, 'buildrunner.results/artifacts.json')], {
    encoding: 'utf8',
  });
  await assertPushed('script', stdout);
});

s('stops at the first that fails: what was pushed is told, and what was not is in no list', async () => {
  const { exitCode, stdout, read } = await build({
    steps: {
      first: { build: built('a'), push: `${registry.host}/stops/first` },
      // No registry has this name.
      second: { build: built('b'), push: 'no-such-registry.invalid/second' },
      third: { build: built('c'), push: `${registry.host}/stops/third` },
    },
    arguments: ['--push', '-n', '7'],
  });
  assert.is(exitCode, 1);
  const [reference = ''] = digestsIn(read('artifacts.json')).keys();
  assert.match(reference, /\/stops\/first:main-1\..*-7$/);
  assert.not.match(read('artifacts.json'), 'no-such-registry.invalid');
  assert.equal(await registry.tagsOf('stops/third'), []);
  assert.match(stdout, /Pushed +Digest/);
  assert.match(
    stdout,
    /"no-such-registry\.invalid\/second:main-1\.\S+-7" could not be pushed: the registry cannot be reached from the engine/,
  );
  await docker(
    'image',
    'rm',
    '--force',
    ...(await docker('image', 'ls', '-q', 'no-such-registry.invalid/second')).split('\n'),
  );
});

/** A registry that answers everything but the first question with one status. */
async function withRefusal(status: number, check: (host: string) => Promise<void>): Promise<void> {
  const server = createServer(({ url }, response) => {
    const isFirst = url === '/v2/';
    response.writeHead(isFirst ? 200 : status, { 'content-type': 'application/json' });
    response.end(
      isFirst ? '{}' : JSON.stringify({ errors: [{ code: status === 403 ? 'DENIED' : 'UNKNOWN', message: 'x' }] }),
    );
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  try {
    await check(host);
  } finally {
    server.closeAllConnections();
    server.close();
    await removeNames(host);
  }
}

s('says who has to log in where the registry does not allow it', () =>
  withRefusal(403, async (host) => {
    const steps = { one: { build: built('x'), push: { repository: `${host}/r`, tags: ['t'], add_build_tag: false } } };
    const { exitCode, stdout } = await build({ steps, arguments: ['--push'] });
    assert.is(exitCode, 1);
    assert.match(stdout, /:\w+" could not be pushed: the registry does not allow it\n/);
    assert.match(stdout, `Check the name, and log in with "docker login ${host}" as somebody who may do that.`);
  }),
);

s('wants a login where the registry has logins, and shows it to nobody', async () => {
  const guarded = await startRegistry(LOGIN);
  try {
    const steps = { one: { build: built('y'), push: { repository: `${guarded.host}/r`, tags: ['t'] } } };
    const refused = await build({ steps, arguments: ['--push'], env: { DOCKER_CONFIG: temporaryDirectory() } });
    assert.is(refused.exitCode, 1);
    assert.match(refused.stdout, 'could not be pushed: the registry wants a login that allows it');
    assert.match(refused.stdout, `log in with "docker login ${guarded.host}"`);
    const seeing = fakeDocker();
    const env = { DOCKER_CONFIG: loggedIn(guarded.host), PATH: seeing.path };
    const { exitCode, stdout, stderr, read } = await build({ steps, arguments: ['--push', '--debug'], env });
    assert.is(exitCode, 0, stdout);
    assert.is((await guarded.tagsOf('r')).length, 2);
    const shown = [stdout, stderr, read('build.log'), read('artifacts.json'), ...seeing.calls()].join('\n');
    assert.not.match(shown, LOGIN.password);
    assert.not.match(shown, LOGIN_AUTH);
  } finally {
    await guarded.stop();
  }
});

s('leaves no tag on the engine with --cleanup-images, and the image in the registry', async () => {
  const steps = {
    one: { build: built('gone'), push: `${registry.host}/gone:v1`, commit: `${registry.host}/kept-not:v1` },
    two: { run: { image: `${registry.host}/kept-not:v1`, cmd: 'cat /made' } },
  };
  const { exitCode, stdout } = await build({ steps, arguments: ['--push', '--cleanup-images', '-n', '1'] });
  assert.is(exitCode, 0, stdout);
  for (const name of ['gone', 'kept-not']) {
    assert.is(await docker('image', 'ls', '--quiet', `${registry.host}/${name}`), '');
  }
  assert.equal((await registry.tagsOf('gone')).map(withoutCommit).sort(), ['BUILD', 'v1']);
});

s.run();
