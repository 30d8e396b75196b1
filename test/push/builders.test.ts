import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type Built } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { fakeDocker, type FakeDocker } from '../support/fake-docker.ts';
import { createProject } from '../support/project.ts';
import { startRemoteBuilder, type RemoteBuilder } from '../support/remote-builder.ts';
import { runScript } from '../support/run-script.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { outputsOf, STORES, type PlatformEngine } from './platform-engines.ts';

interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly seeing?: FakeDocker;
  /** The global configuration beside the registry. */
  readonly global?: object;
}

/** An image that only the engine has. */
const LOCAL = `builders-local-${process.pid}:1`;
const PLATFORMS = ['linux/amd64', 'linux/arm64/v8'];

/** `docker save` as engines before 25 do it: a folder for each layer, links where layers come again, and no layout. */
const OLD_FORM = `
const { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const [{ Config, RepoTags, Layers }] = JSON.parse(readFileSync('manifest.json', 'utf8'));
const config = Config.replace(/.*\\//, '') + '.json';
renameSync(Config, config);
const layers = Layers.map((path, index) => {
  mkdirSync('kept' + index);
  mkdirSync('layer' + index);
  renameSync(path, 'kept' + index + '/layer.tar');
  symlinkSync('../kept' + index + '/layer.tar', 'layer' + index + '/layer.tar');
  return 'layer' + index + '/layer.tar';
});
for (const name of ['blobs', 'index.json', 'oci-layout']) rmSync(name, { recursive: true, force: true });
writeFileSync('manifest.json', JSON.stringify([{ Config: config, RepoTags, Layers: layers }]));
`;
const OLD_SAVE = `
if [ "$1" = save ]; then
  folder=$(mktemp -d)
  docker save "$2" | tar -x -C "$folder"
  (cd "$folder" && node --eval '${OLD_FORM.replaceAll("'", `'"'"'`)}' && tar -c *)
  rm -rf "$folder"
  exit
fi
`;

for (const [store, start] of STORES) {
  const s = suite(`builders that do not see the images of ${store}`, { timeout: 180_000 });
  let engine: PlatformEngine;
  let builder: RemoteBuilder;
  s.before(async () => {
    [engine, builder] = await Promise.all([start(), startRemoteBuilder()]);
    await builder.share(engine.registry.host);
    await engine.docker('pull', '--quiet', `${engine.registry.host}/base:1`);
    await engine.docker('tag', `${engine.registry.host}/base:1`, LOCAL);
  });
  s.after(async () => {
    await engine.docker('image', 'rm', LOCAL);
    await Promise.all([engine.stop(), builder.stop()]);
  });

  const run = async (
    buildFile: string,
    { args = [], env = {}, global = {}, files = {}, seeing = fakeDocker() }: RunOptions = {},
  ): Promise<Built> => {
    const globalFile = JSON.stringify({ 'docker-registry': engine.registry.host, ...global });
    const built = await build({
      files: { 'buildrunner.yaml': buildFile, ...files },
      homeFiles: { '.buildrunner.yaml': globalFile },
      arguments: ['-n', '42', ...args],
      env: { PATH: seeing.path, BUILDX_CONFIG: builder.configuration, ...engine.env, ...env },
    });
    assert.equal(await engine.leftBy(seeing.calls().join('\n')), []);
    return built;
  };

  const chained = (name: string) => `
steps:
  base:
    build:
      dockerfile: "FROM {{ DOCKER_REGISTRY }}/base:1\\nRUN uname -m > /first\\n"
      platforms: ${JSON.stringify(PLATFORMS)}
    push: {repository: "${engine.registry.host}/${name}/one", tags: [latest]}
  final:
    build:
      dockerfile: "FROM ${engine.registry.host}/${name}/one\\nRUN cp /first /second; uname -m >> /second\\n"
      platforms: ${JSON.stringify(PLATFORMS)}
    push: "${engine.registry.host}/${name}/two:v"
`;

  for (const [form, givenTo, optionsFor] of [
    [
      'named as one',
      2,
      (name: string) => ({ global: { 'platform-builders': { 'linux/amd64': name, 'linux/arm64': name } } }),
    ],
    [
      'named in a list, for one platform alone',
      1,
      (name: string) => ({ global: { 'platform-builders': { 'linux/arm64': [name] } } }),
    ],
    ['not named, where docker uses one unasked', 2, (name: string) => ({ env: { BUILDX_BUILDER: name } })],
  ] as const) {
    s(`make images for several platforms on one another, ${form}`, async () => {
      const name = `builders-${form.length}`;
      const built = await run(chained(name), { args: ['--push'], ...optionsFor(builder.name) });
      assert.is(built.exitCode, 0, built.stdout);
      const { host } = engine.registry;
      const expected = { 'linux/amd64': 'x86_64\nx86_64', 'linux/arm64': 'aarch64\naarch64' };
      assert.equal(await outputsOf(engine, `${name}/two:v`, ['cat', '/second']), expected);
      const digest = await engine.registry.digestOf(`${name}/two:v`);
      assert.match(built.stdout, `Pushed "${host}/${name}/two:v" as ${digest ?? ''}`);
      const given = `Giving image "${host}/${name}/one" to the builder`;
      assert.is(built.stdout.split(given).length - 1, givenTo, built.stdout);
    });
  }

  /** Images that no registry has, under all the ways that a Dockerfile may come by one. */
  const local = (name: string) => `
steps:
  make:
    run: {image: "${LOCAL}", pull: false, cmd: "echo made > /made"}
    commit: {repository: ${name}, tags: [v1], add_build_tag: false}
  use:
    build:
      dockerfile: |
        FROM ${name}:v1
        COPY --from=${LOCAL} /bin/busybox /copied
        RUN cat /made > /used
      pull: false
    run: {cmd: "set +x; echo \`cat /used\` \`ls /copied\`"}
  after:
    run:
      image: ${LOCAL}
      pull: false
      cmd: "echo ran > /ran"
      post-build: {dockerfile: "RUN cat /ran > /post"}
    commit: {repository: ${name}, tags: [v2], add_build_tag: false}
  show:
    build: {inject: {"Dockerfile.late": Dockerfile}}
    run: {cmd: "set +x; echo post-built \`cat /post\`"}
`;

  s('build where docker uses one of them unasked, on images that no registry has', async () => {
    const name = `builders-made-${process.pid}`;
    const env = { BUILDX_BUILDER: builder.name };
    const files = { 'Dockerfile.late': `FROM ${name}:v2` };
    const built = await run(local(name), { args: ['--cleanup-images'], env, files });
    assert.is(built.exitCode, 0, built.stdout);
    for (const said of ['made /copied', 'post-built ran']) assert.match(built.stdout, new RegExp(`INFO +${said}\n`));
    assert.match(built.stdout, `building with "${builder.name}" instance using remote driver`);
  });

  s('are given images by a printed plan too', async () => {
    const name = `builders-sh-${process.pid}`;
    const env = { BUILDX_CONFIG: builder.configuration, BUILDX_BUILDER: builder.name, ...engine.env };
    const project = createProject({
      files: { 'buildrunner.yaml': local(name), 'Dockerfile.late': `FROM ${name}:v2` },
    });
    const plan = await runBuildrunner({ project, arguments: ['plan', '--format', 'sh', '--cleanup-images'], env });
    assert.is(plan.exitCode, 0, plan.stderr);
    const own = { PATH: process.env['PATH'], TMPDIR: project.temporary, HOME: project.home };
    const ran = await runScript(plan.stdout, { ...own, ...env });
    assert.is(ran.exitCode, 0, ran.output);
    for (const said of ['made /copied', 'post-built ran']) assert.match(ran.output, new RegExp(`${said}$`, 'm'));
    assert.equal(readdirSync(project.temporary), []);
  });

  if (store === 'the image store of the engine') {
    s("are given images also by an engine that writes none of today's archives", async () => {
      const name = `builders-old-${process.pid}`;
      const text = `
steps:
  made:
    build: {dockerfile: "FROM ${LOCAL}\\nRUN echo old > /old\\n", pull: false}
    commit: {repository: ${name}, tags: [v1], add_build_tag: false}
  used:
    build: {dockerfile: "FROM ${name}:v1\\nRUN cat /old > /used\\n"}
    run: {cmd: "set +x; echo used \`cat /used\`"}
`;
      const old = fakeDocker(OLD_SAVE);
      const env = { BUILDX_BUILDER: builder.name };
      const built = await run(text, { args: ['--cleanup-images'], env, seeing: old });
      assert.is(built.exitCode, 0, built.stdout);
      assert.match(built.stdout, /INFO +used old\n/);
      const project = createProject({ files: { 'buildrunner.yaml': text } });
      const own = { ...env, PATH: old.path, BUILDX_CONFIG: builder.configuration };
      const plan = await runBuildrunner({
        project,
        arguments: ['plan', '--format', 'sh', '--cleanup-images'],
        env: own,
      });
      const ran = await runScript(plan.stdout, { ...own, TMPDIR: project.temporary, HOME: project.home });
      assert.is(ran.exitCode, 0, ran.output);
      assert.match(ran.output, /used old$/m);
      assert.ok(old.calls().filter((call) => call.startsWith('save ')).length >= 4, old.calls().join('\n'));
    });
  }

  s('are refused before anything is built where docker has none of that name, or they are another engine', async () => {
    const context = `builders-other-${process.pid}`;
    const configuration = temporaryDirectory();
    const host = `docker context create ${context} --docker host=${builder.engine}`;
    const env = { DOCKER_CONFIG: configuration };
    execFileSync('sh', ['-c', host], { env: { ...process.env, ...env }, stdio: 'pipe' });
    const global = { 'platform-builders': { 'linux/amd64': 'builders-none', 'linux/arm64': context } };
    const built = await build({
      files: { 'buildrunner.yaml': chained('refused') },
      homeFiles: { '.buildrunner.yaml': JSON.stringify({ 'docker-registry': 'r', ...global }) },
      env: { BUILDX_CONFIG: builder.configuration, ...engine.env, ...env },
    });
    assert.is(built.exitCode, 78, built.stderr);
    assert.match(
      built.stderr,
      / has 2 problems\n.* buildrunner\.yaml:4:5 Builder "builders-none" of "platform-builders" for linux\/amd64 is not there\n/,
    );
    assert.match(built.stderr, `Builder "${context}" of "platform-builders" for linux/arm64 is that of another engine`);
  });

  s('cost no further call of docker where there is none', async () => {
    const seeing = fakeDocker();
    const text = `steps: {one: {build: {dockerfile: "FROM ${LOCAL}", pull: false}, run: {cmd: "true"}}}`;
    const configuration = temporaryDirectory();
    const built = await run(text, { env: { BUILDX_CONFIG: configuration }, seeing });
    assert.is(built.exitCode, 0, built.stdout);
    assert.equal(
      seeing.calls().filter((call) => /^(buildx inspect|save|info)\b/.test(call)),
      [],
    );
  });

  s.run();
}
