import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CERTIFICATE, PRIVATE_KEY } from '../config/fetch/certificate.ts';
import { serveProxy } from '../config/fetch/servers.ts';
import { BASE, build, type BuildOptions } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { docker } from '../support/engine.ts';
import { startPackageServer } from '../support/package-server.ts';
import { PACKAGES, SDIST, servePackages, WHEEL } from '../support/packages.ts';
import { startRegistry } from '../support/registry.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { writeFiles } from '../support/project.ts';

const s = suite('a push of Python packages', { timeout: 60_000 });

const PASSWORD = 'password-of-the-index';

const server = servePackages(s);

/** A step that leaves the packages of the fixtures. */
function packing(artifacts: Readonly<Record<string, unknown>>) {
  return { ...BASE, cmd: 'mkdir dist && cp packages/* dist', artifacts };
}

const BOTH = { 'dist/*.whl': { type: 'python-wheel' }, 'dist/demo-*.tar.gz': { type: 'python-sdist' } };

function options(pypiPush: unknown, given: BuildOptions = {}): BuildOptions {
  const files = Object.fromEntries(
    [WHEEL, SDIST].map((name) => [`packages/${name}`, readFileSync(join(PACKAGES, name))] as const),
  );
  return {
    steps: { one: { run: packing(BOTH), 'pypi-push': pypiPush } },
    arguments: ['--push'],
    ...given,
    files: { ...files, ...given.files },
  };
}

function pypirc(): string {
  return `[distutils]\nindex-servers = ours\n[ours]\nrepository = ${server().url}\nusername = me\npassword = ${PASSWORD}\n`;
}

s('uploads the packages of the step to a server of .pypirc, and tells nobody the password', async () => {
  const built = await build(options('ours', { homeFiles: { '.pypirc': pypirc() }, arguments: ['--push', '--debug'] }));
  const log = built.read('build.log');
  assert.is(built.exitCode, 0, log);
  assert.equal(
    server().uploads.map(({ fileName }) => fileName),
    [WHEEL, SDIST],
  );
  assert.match(log, '==> Running step: one:pypi-push');
  assert.match(log, 'Preparing resulting packages for push to ours.');
  assert.match(log, `Uploaded "${WHEEL}" to "${server().url}"`);
  for (const text of [log, built.stdout, built.stderr, built.read('artifacts.json')])
    assert.not.ok(text.includes(PASSWORD));
});

s('uploads to an address with a login here, or with one of TWINE_*', async () => {
  const login = { username: 'ci', password: PASSWORD };
  const built = await build(
    options([{ repository: server().url, ...login }, `${server().url}?second`], {
      env: { TWINE_USERNAME: 'other', TWINE_PASSWORD: 'other-password' },
    }),
  );
  assert.is(built.exitCode, 0, built.read('build.log'));
  const users = server().uploads.map(
    ({ authorization, path }) => `${Buffer.from(authorization.slice(6), 'base64').toString()} ${path}`,
  );
  assert.equal([...new Set(users)], [`ci:${PASSWORD} /legacy/`, 'other:other-password /legacy/?second']);
  assert.is(server().uploads.length, 4);
});

/** A server that wants to see a certificate, which it has signed itself, and what a client needs for it. */
async function startStrictServer() {
  const strict = await startPackageServer({ cert: CERTIFICATE, key: PRIVATE_KEY, clients: CERTIFICATE });
  const folder = temporaryDirectory();
  writeFiles(folder, { 'authority.pem': CERTIFICATE, 'own.pem': CERTIFICATE + PRIVATE_KEY });
  const given = { TWINE_USERNAME: 'me', TWINE_PASSWORD: PASSWORD, TWINE_CERT: join(folder, 'authority.pem') };
  return { strict, env: given, own: { TWINE_CLIENT_CERT: join(folder, 'own.pem') } };
}

s('shows its own certificate to a server that asks for one, also through a proxy that wants a login', async () => {
  const { strict, env, own } = await startStrictServer();
  const proxy = await serveProxy('someone:known');
  try {
    const through = (login: string) => ({ HTTPS_PROXY: `http://${login}@${proxy.host}`, NO_PROXY: '' });
    const upload = (more: Readonly<Record<string, string>>) => build(options(strict.url, { env: { ...env, ...more } }));
    const direct = await upload(own);
    assert.is(direct.exitCode, 0, direct.read('build.log'));
    assert.is(strict.uploads.length, 2);
    const tunnelled = await upload({ ...own, ...through('someone:known') });
    assert.is(tunnelled.exitCode, 0, tunnelled.read('build.log'));
    assert.is(strict.uploads.length, 4);
    const { host } = new URL(strict.url);
    assert.equal(proxy.asked, [`CONNECT ${host}`, `CONNECT ${host}`]);
    const unknown = await upload(through('someone:else'));
    assert.is(unknown.exitCode, 1);
    assert.match(unknown.read('build.log'), 'the proxy answers 407 Proxy Authentication Required');
    assert.not.match(unknown.read('build.log'), 'someone:else');
    const without = await upload({});
    assert.is(without.exitCode, 1);
    const refused = `"${WHEEL}" could not be uploaded: "${strict.url}" wants a certificate that says who you are`;
    assert.match(without.read('build.log'), refused);
    assert.match(without.read('build.log'), 'Name a file with your certificate and its key in TWINE_CLIENT_CERT');
    assert.is(strict.uploads.length, 4);
  } finally {
    strict.close();
    await proxy.close();
  }
});

s('goes by the proxy of HTTP_PROXY', async () => {
  const proxy = await serveProxy('someone:known');
  try {
    const env = { HTTP_PROXY: `http://someone:known@${proxy.host}`, NO_PROXY: 'example.com' };
    const built = await build(options('ours', { homeFiles: { '.pypirc': pypirc() }, env }));
    assert.is(built.exitCode, 0, built.read('build.log'));
    assert.equal(proxy.asked, [`POST ${server().url}`, `POST ${server().url}`]);
    const sent = server().uploads.map(({ fileName, content }) => [fileName, content.length]);
    assert.equal(
      sent,
      [WHEEL, SDIST].map((name) => [name, readFileSync(join(PACKAGES, name)).length]),
    );
  } finally {
    await proxy.close();
  }
});

s('uploads after the images, and nothing when an image cannot be pushed', async () => {
  const registry = await startRegistry();
  try {
    const given = (repository: string) => {
      const step = { run: packing(BOTH), push: repository, 'pypi-push': 'ours' };
      return options('', { steps: { one: step }, homeFiles: { '.pypirc': pypirc() } });
    };
    const refused = await build(given('127.0.0.1:1/refused'));
    assert.is(refused.exitCode, 1);
    assert.equal(server().uploads, []);
    const built = await build(given(`${registry.host}/image`));
    assert.is(built.exitCode, 0, built.read('build.log'));
    assert.match(built.read('build.log'), /Pushed ".*\/image:[^]*Uploaded "demo/);
    assert.is(server().uploads.length, 2);
  } finally {
    await registry.stop();
    const names = await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', '127.0.0.1:1/refused');
    if (names !== '') await docker('image', 'rm', '--force', ...names.split('\n'));
  }
});

s('uploads nothing when a later step fails, or a server refuses, and says why', async () => {
  const homeFiles = { '.pypirc': pypirc() };
  const steps = { one: { run: packing(BOTH), 'pypi-push': 'ours' }, two: { run: { ...BASE, cmd: 'exit 3' } } };
  assert.is((await build(options('', { steps, homeFiles }))).exitCode, 1);
  assert.equal(server().uploads, []);
  server().answers.push({ status: 403, body: 'not yours' });
  const { exitCode, read } = await build(options('ours', { homeFiles }));
  assert.is(exitCode, 1);
  assert.match(
    read('build.log'),
    `"${WHEEL}" could not be uploaded to "${server().url}": the server answers 403 Forbidden`,
  );
  assert.match(read('build.log'), '| not yours');
  assert.match(read('build.log'), 'Build ERROR.');
});

s('fails in the step for what is no package, before any image is pushed', async () => {
  const steps = {
    one: {
      run: {
        ...BASE,
        cmd: 'mkdir dist && echo x > dist/a-1.0.tar.gz',
        artifacts: { 'dist/*': { type: 'python-sdist' } },
      },
      push: '127.0.0.1:1/never',
      'pypi-push': 'ours',
    },
  };
  const built = await build({ steps, homeFiles: { '.pypirc': pypirc() }, arguments: ['--push', '--cleanup-images'] });
  assert.is(built.exitCode, 1);
  const reason = 'Step "one" failed: "one/a-1.0.tar.gz" is no Python package that can be pushed: it is no gzip archive';
  assert.match(built.read('build.log'), reason);
  assert.not.match(built.read('build.log'), 'never" could not be pushed');
});

s('refuses a server that is not in .pypirc with code 78, before anything runs', async () => {
  const built = await build(options(['ours', { repository: 'theirs' }], { homeFiles: { '.pypirc': pypirc() } }));
  assert.is(built.exitCode, 78);
  assert.match(built.stderr, /buildrunner\.yaml:1:\d+ Your \.pypirc has no "theirs" among its servers/);
  assert.match(
    built.stderr,
    'Add it to "index-servers" of [distutils] and write a section [theirs], or give an address here.',
  );
});

s('asks for nothing and says so without --push', async () => {
  const built = await build(options('nowhere', { arguments: [] }));
  assert.is(built.exitCode, 0, built.read('build.log'));
  assert.match(built.read('build.log'), 'Push not requested with "--push": skipping');
});

s('a printed plan does not have the password, and a script of it uploads the same with twine', async () => {
  const login = { repository: server().url, username: 'ci', password: PASSWORD, skip_existing: true };
  const built = await build(options([login, 'ours'], { homeFiles: { '.pypirc': pypirc() } }));
  const { project } = built;
  const plans = await Promise.all(
    ['text', 'json', 'sh'].map((format) =>
      runBuildrunner({ project, arguments: ['plan', '--format', format, '--push'] }),
    ),
  );
  for (const { stdout } of plans) {
    assert.match(stdout, server().url);
    assert.not.ok(stdout.includes(PASSWORD));
  }
  const folder = temporaryDirectory();
  const log = `{ echo "$TWINE_USERNAME $TWINE_PASSWORD"; for word; do echo "$word"; done; } >>${folder}/log`;
  writeFiles(folder, { twine: `#!/bin/sh\n${log}\n` });
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, TMPDIR: project.temporary };
  const script = { input: plans[2]?.stdout ?? '', encoding: 'utf8' } as const;
  const without = spawnSync('sh', ['-s'], { ...script, env });
  assert.match(without.stderr, 'TWINE_PASSWORD: is secret, so this script does not hold it');
  const ran = spawnSync('sh', ['-s'], { ...script, env: { ...env, TWINE_PASSWORD: 'p1', TWINE_PASSWORD_2: 'p2' } });
  assert.is(ran.status, 0, ran.stdout + ran.stderr);
  const calls = readFileSync(join(folder, 'log'), 'utf8').replaceAll(`${project.directory}/`, '');
  const call = (login: string, flags: readonly string[], name: string) =>
    [
      login,
      'upload',
      '--non-interactive',
      '--disable-progress-bar',
      ...flags,
      '--repository-url',
      server().url,
      '--',
      `buildrunner.results/one/${name}`,
      '',
    ].join('\n');
  assert.is(
    calls,
    [
      ...[WHEEL, SDIST].map((name) => call('ci p1', ['--verbose'], name)),
      ...[WHEEL, SDIST].map((name) => call('me p2', [], name)),
    ].join(''),
  );
  assert.ok(existsSync(join(project.directory, 'buildrunner.results', 'one', WHEEL)));
  assert.not.ok(readdirSync(project.temporary).some((name) => name.startsWith('buildrunner')));
});

s.run();
