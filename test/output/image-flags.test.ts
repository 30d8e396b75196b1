import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build } from '../support/build.ts';
import { docker } from '../support/engine.ts';

const s = suite('images that a build makes', { timeout: 60_000 });

const TAG = `image-flags-test-${process.pid}`;
/** A registry that does not answer: what is named after it is on the engine, or nowhere. */
const LOCAL = '127.0.0.1:9/image-flags-test:local';

s.before(async () => {
  await docker('tag', BASE.image, LOCAL);
});
s.after(async () => {
  await docker('image', 'rm', LOCAL);
  assert.equal(await tags(), []);
});

const target = (name: string) => ({ repository: `${TAG}/${name}`, tags: ['1'], add_build_tag: false });
const text = (word: string) => `FROM ${BASE.image}\nRUN echo ${word}-${process.pid} > /made\n`;

/** What of this test has a tag. */
async function tags(): Promise<string[]> {
  const all = await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}');
  return all.split('\n').filter((name) => name.startsWith(`${TAG}/`));
}

/** Ids of images whose history holds a word, those without a name included. */
async function imagesWith(word: string): Promise<string[]> {
  const ids = (await docker('image', 'ls', '--all', '--quiet', '--no-trunc')).split('\n');
  const unique = [...new Set(ids)].filter((id) => id !== '');
  const inspected = await Promise.all(
    unique.map((id) => docker('history', '--no-trunc', '--format', '{{.CreatedBy}}', id).catch(() => '')),
  );
  return unique.filter((_, index) => inspected[index]?.includes(`${word}-${process.pid}`));
}

for (const isLegacy of [false, true]) {
  const builder = isLegacy ? 'the legacy builder' : 'BuildKit';
  const word = `untagged${isLegacy ? 'legacy' : 'buildkit'}`;
  const file = (steps: unknown) => ({
    'buildrunner.yaml': JSON.stringify({ ...(isLegacy ? { 'use-legacy-builder': true } : {}), steps }),
  });

  s(`are there for a service and gone behind it, by ${builder}`, async () => {
    const folder = 'served';
    const web = (keys: object) => ({ cmd: 'httpd -f -h /', wait_for: [80], ...keys });
    const steps = {
      one: {
        run: {
          ...BASE,
          cmds: ['wget -q -O - http://text/made', 'wget -q -O - http://map/made'],
          services: {
            text: web({ build: folder }),
            map: web({ build: { path: folder, target: 'first', pull: false } }),
          },
        },
      },
    };
    const dockerfile = `${text(word).replace('\n', ' AS first\n')}FROM first\nRUN echo last >> /made\n`;
    const built = await build({
      files: { [`${folder}/Dockerfile`]: dockerfile, ...file(steps) },
      arguments: ['--local-images'],
    });
    assert.is(built.exitCode, 0, built.stdout + built.stderr);
    const log = built.read('build.log');
    assert.is(log.split(new RegExp(` ${word}-${process.pid}$`, 'm')).length, 3, log);
    assert.is(log.split(/ last$/m).length, 2, log);
    assert.equal(await imagesWith(word), []);
  });

  s(`are gone where the build gives them no name, by ${builder}`, async () => {
    const steps = { one: { build: { dockerfile: text(word), pull: false }, run: { cmd: 'cat /made' } } };
    const built = await build({ files: file(steps) });
    assert.is(built.exitCode, 0, built.stdout + built.stderr);
    assert.equal(await imagesWith(word), []);
  });

  s(`are for the platform of the flag, else of the key, by ${builder}`, async () => {
    const steps = {
      key: {
        build: { dockerfile: 'FROM scratch\nCOPY a /a\n', inject: { a: 'a' }, platform: 'linux/arm64' },
        commit: target('platform'),
      },
    };
    for (const [flags, expected] of [
      [[], 'arm64'],
      [['--platform', 'linux/amd64'], 'amd64'],
    ] as const) {
      const built = await build({ files: { a: 'a', ...file(steps) }, arguments: flags });
      assert.is(built.exitCode, 0, built.stdout + built.stderr);
      const found = await docker('image', 'inspect', '--format', '{{.Architecture}}', `${TAG}/platform:1`);
      await docker('image', 'rm', `${TAG}/platform:1`);
      assert.is(found, expected);
    }
  });
}

for (const [name, last, exitCode] of [
  ['passes', 'true', 0],
  ['fails', 'exit 3', 1],
] as const) {
  s(`are gone behind a build that ${name} with --cleanup-images, but what others call the same stays`, async () => {
    await docker('tag', BASE.image, `${TAG}/of-others:1`);
    const steps = {
      same: { build: { dockerfile: `FROM ${BASE.image}\n`, pull: false }, commit: target('same') },
      built: { build: { dockerfile: text('cleaned'), pull: false }, push: target('built') },
      ran: { run: { image: `${TAG}/built:1`, cmd: 'cat /made' }, commit: target('ran') },
      last: { run: { ...BASE, cmd: last } },
    };
    const built = await build({ steps, arguments: ['--cleanup-images', '--keep-images'] });
    assert.is(built.exitCode, exitCode, built.stdout + built.stderr);
    const left = await tags();
    await docker('image', 'rm', `${TAG}/of-others:1`);
    assert.equal(left, [`${TAG}/of-others:1`]);
    assert.equal(await imagesWith('cleaned'), []);
    assert.is(await docker('image', 'ls', '--quiet', BASE.image).then((id) => id === ''), false);
  });
}

s('keep the names that the build has given them, and no other', async () => {
  const steps = { one: { build: { dockerfile: text('kept'), pull: false }, commit: target('kept') } };
  const built = await build({ steps, arguments: ['--keep-images'] });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  const names = await docker('image', 'inspect', '--format', '{{json .RepoTags}}', `${TAG}/kept:1`);
  await docker('image', 'rm', `${TAG}/kept:1`);
  assert.is(names, `["${TAG}/kept:1"]`);
});

s('are built and run without a pull with --local-images, but for services', async () => {
  const dockerfile = `FROM ${LOCAL}\n`;
  const steps = {
    build: { build: { dockerfile, pull: true }, run: { cmd: 'echo built' } },
    run: { run: { image: LOCAL, pull: true, cmd: 'echo ran' } },
  };
  const local = await build({ steps, arguments: ['--local-images'] });
  assert.is(local.exitCode, 0, local.stdout + local.stderr);
  const service = { one: { run: { ...BASE, cmd: 'true', services: { web: { image: LOCAL } } } } };
  // Side by side, since docker takes its time to give up.
  const [pulled, served] = await Promise.all([
    build({ steps: { run: steps.run } }),
    build({ steps: service, arguments: ['--local-images'] }),
  ]);
  assert.is(pulled.exitCode, 1);
  assert.match(pulled.stdout, `Image "${LOCAL}" could not be pulled`);
  assert.is(served.exitCode, 1);
});

s.run();
