import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type Built } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { fakeDocker } from '../support/fake-docker.ts';
import { createProject, writeFiles } from '../support/project.ts';
import { runScript } from '../support/run-script.ts';
import { offerScanner } from '../support/scanner.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { outputsOf, STORES, type PlatformEngine } from './platform-engines.ts';

const PLATFORMS = ['linux/amd64', 'linux/arm64/v8'];

/** The page's example: an image for several platforms is built on one of an earlier step. */
function chained({ registry: { host } }: PlatformEngine, name: string): string {
  return `
steps:
  build-base:
    build:
      dockerfile: |
        FROM {{ DOCKER_REGISTRY }}/base:1
        RUN uname -m > /first
      platforms: ${JSON.stringify(PLATFORMS)}
    push:
      repository: ${host}/${name}/test-image1
      tags: [latest]
  build-from-base:
    build:
      dockerfile: |
        FROM ${host}/${name}/test-image1:{{ BUILDRUNNER_BUILD_DOCKER_TAG }}
        RUN uname -m > /second
      platforms: ${JSON.stringify(PLATFORMS)}
    push: ${host}/${name}/test-image2
`;
}

/** The page's other way: two steps build stages of one Dockerfile. */
function stages({ registry: { host } }: PlatformEngine, name: string): string {
  const step = (target: string, image: string) => `
  build-${target}:
    build: {path: ., target: ${target}, platforms: ${JSON.stringify(PLATFORMS)}}
    push: ${host}/${name}/${image}`;
  return `steps:${step('base', 'test-image1')}${step('final', 'test-image2')}\n`;
}

const STAGES = `
ARG DOCKER_REGISTRY
FROM $DOCKER_REGISTRY/base:1 AS base
RUN uname -m > /first
FROM base AS final
RUN uname -m > /second
`;

const SCANNED = `
steps:
  one:
    build: {dockerfile: "FROM {{ DOCKER_REGISTRY }}/base:1", platforms: ${JSON.stringify(PLATFORMS)}}
    push:
      - {repository: scanned-one, tags: [v1], add_build_tag: false}
      - {repository: scanned-two, tags: [v1], add_build_tag: false}
      - {repository: not-scanned, tags: [v1], add_build_tag: false, security-scan: {enabled: false}}
`;

/** A docker that looks which image a scanner is given, and gives the platforms of these since it was last asked. */
function seeingScans(): { readonly path: string; readonly given: () => string[] } {
  const seen = join(temporaryDirectory(), 'seen');
  const { path } = fakeDocker(`case "$*" in
"exec "*" trivy "*" image "*)
  for image; do :; done
  docker image inspect --format '{{.Os}}/{{.Architecture}}' "$image" >>'${seen}' ;;
esac`);
  const given = () => {
    const platforms = readFileSync(seen, 'utf8').split('\n').slice(0, -1);
    writeFileSync(seen, '');
    return platforms;
  };
  return { path, given };
}

function field(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (one, key) => (typeof one === 'object' && one !== null ? Reflect.get(one, key) : undefined),
    value,
  );
}

for (const [store, start] of STORES) {
  const s = suite(`images for several platforms in ${store}`, { timeout: 180_000 });
  let engine: PlatformEngine;
  s.before(async () => {
    engine = await start();
  });
  s.after(async () => {
    await engine.stop();
  });

  const run = async (buildFile: string, args: readonly string[] = [], env: Record<string, string> = {}) => {
    const built = await build({
      files: { 'buildrunner.yaml': buildFile, Dockerfile: STAGES },
      homeFiles: { '.buildrunner.yaml': `docker-registry: ${engine.registry.host}` },
      arguments: ['-n', '42', ...args],
      env: { ...engine.env, ...env },
    });
    assert.equal(await engine.leftBy(built.stdout), []);
    return built;
  };

  const BOTH = { 'linux/amd64': 'x86_64', 'linux/arm64': 'aarch64' };

  /** Both images hold both platforms, and what artifacts.json says of them is so. */
  const assertPushed = async (name: string, manifest: unknown): Promise<void> => {
    for (const image of ['test-image1', 'test-image2']) {
      const repository = `${engine.registry.host}/${name}/${image}`;
      const entry = field(manifest, repository);
      const tags = field(entry, 'docker:tags');
      assert.ok(Array.isArray(tags) && tags.length > 0, JSON.stringify(manifest));
      const platforms = String(field(entry, 'docker:platforms'));
      assert.match(platforms, /^linux\/amd64:[0-9a-f]{12},linux\/arm64\/v8:[0-9a-f]{12}$/);
      assert.is(field(entry, 'docker:image'), platforms.replaceAll(/linux\/[^:]*:/g, ''));
      assert.is(field(entry, 'docker:repository'), repository);
      const looked = new Set<unknown>();
      for (const tag of tags.map(String)) {
        const digest = field(entry, 'docker:digest', `${repository}:${tag}`);
        assert.is(digest, await engine.registry.digestOf(`${name}/${image}:${tag}`));
        // Tags with the same digest are the same images.
        if (!looked.has(digest))
          assert.equal(await outputsOf(engine, `${name}/${image}:${tag}`, ['cat', '/first']), BOTH);
        looked.add(digest);
      }
      // What the images went by on their way has no name of its own there.
      assert.equal(await engine.registry.tagsOf(`${name}/${image}`), tags.map(String).sort());
    }
    const [tag = ''] = await engine.registry.tagsOf(`${name}/test-image2`);
    assert.equal(await outputsOf(engine, `${name}/test-image2:${tag}`, ['cat', '/second']), BOTH);
  };

  const parsed = ({ read }: Built): unknown => JSON.parse(read('artifacts.json'));

  s('are built on one another and pushed, with what each step has made for each platform', async () => {
    const built = await run(chained(engine, 'chain'), ['--push']);
    assert.is(built.exitCode, 0, built.stdout);
    await assertPushed('chain', parsed(built));
    assert.match(built.stdout, /INFO {5}\[linux\/arm64\/v8\] #\d+ .*RUN uname -m > \/second/);
    const digest = await engine.registry.digestOf('chain/test-image1:latest');
    assert.match(built.stdout, `Pushed "${engine.registry.host}/chain/test-image1:latest" as ${digest ?? ''}`);
  });

  s('are built of the stages of one Dockerfile', async () => {
    const built = await run(stages(engine, 'stages'), ['--push']);
    assert.is(built.exitCode, 0, built.stdout);
    await assertPushed('stages', parsed(built));
  });

  s('are pushed by a printed plan too', async () => {
    const globalFile = `docker-registry: ${engine.registry.host}`;
    const project = createProject({
      files: { 'buildrunner.yaml': chained(engine, 'script'), 'global.yaml': globalFile },
    });
    const asked = ['plan', '--format', 'sh', '--push', '-n', '42', '-c', 'global.yaml'];
    const plan = await runBuildrunner({ project, arguments: asked, env: engine.env });
    assert.is(plan.exitCode, 0, plan.stderr);
    const env = { PATH: process.env['PATH'], TMPDIR: project.temporary, HOME: project.home, ...engine.env };
    const ran = await runScript(plan.stdout, env);
    assert.is(ran.exitCode, 0, ran.output);
    const manifest = readFileSync(join(project.directory, 'buildrunner.results/artifacts.json'), 'utf8');
    await assertPushed('script', JSON.parse(manifest));
    assert.equal(await engine.leftBy(ran.output), []);
  });

  s('are what a step, a service and an image for one platform get for theirs', async () => {
    const text = `
steps:
  made:
    build: {dockerfile: "FROM {{ DOCKER_REGISTRY }}/base:1\\nRUN uname -m > /first\\n", platforms: ${JSON.stringify(PLATFORMS)}}
    commit: {repository: platforms-made, tags: [v1], add_build_tag: false}
  own: {run: {image: "platforms-made:v1", cmd: "echo own \`cat /first\`"}}
  other: {run: {image: "platforms-made:v1", platform: linux/arm64, cmd: "echo other \`cat /first\`"}}
  on-other:
    build: {dockerfile: "FROM platforms-made:v1\\nRUN cp /first /second\\n", platform: linux/arm64}
    run: {cmd: "echo on-other \`cat /second\` \`uname -m\`"}
  service:
    run:
      image: platforms-made:v1
      services:
        there:
          build: {dockerfile: "FROM platforms-made:v1", platforms: ${JSON.stringify(PLATFORMS)}}
          cmd: "echo service \`cat /first\`; httpd -f -p 80"
          wait_for: [80]
      cmd: "true"
`;
    const built = await run(text, ['--cleanup-images']);
    assert.is(built.exitCode, 0, built.stdout);
    for (const said of ['own x86_64', 'other aarch64', 'on-other aarch64 aarch64', 'service x86_64'])
      assert.match(built.stdout, new RegExp(`INFO +(?:\\[service-there\\] )?${said}\n`), said);
    assert.is(await engine.docker('image', 'ls', '--quiet', 'platforms-made'), '');
  });

  s('are of one platform with --disable-multi-platform', async () => {
    const built = await run(chained(engine, 'single'), ['--push', '--disable-multi-platform']);
    assert.is(built.exitCode, 0, built.stdout);
    const repository = `${engine.registry.host}/single/test-image1`;
    assert.match(String(field(parsed(built), repository, 'docker:platforms')), /^linux\/amd64:[0-9a-f]{12}$/);
    const digest = await engine.registry.digestOf('single/test-image1:latest');
    assert.is(field(parsed(built), repository, 'docker:digest', `${repository}:latest`), digest);
    assert.is((await engine.registry.partsOf('single/test-image1:latest')).size, 0);
  });

  s('are scanned once for each platform, whichever repositories they go to', async () => {
    await offerScanner(engine.registry);
    const seeing = seeingScans();
    const env = { ...engine.env, PATH: seeing.path };
    const scan = async (threshold: number) => {
      const project = createProject({ files: { 'buildrunner.yaml': SCANNED } });
      const cache = join(project.home, 'scanner');
      writeFiles(cache, { 'answer.json': readFileSync(new URL('../../fixtures/scan/several.json', import.meta.url)) });
      const settings = { enabled: true, 'cache-dir': cache, 'max-score-threshold': threshold };
      const global = { 'docker-registry': engine.registry.host, 'security-scan': settings };
      const built = await build({
        project,
        homeFiles: { '.buildrunner.yaml': JSON.stringify(global) },
        arguments: ['--cleanup-images'],
        env,
      });
      assert.equal(await engine.leftBy(built.stdout), []);
      const scanned = (repository: string) =>
        Object.keys(Object(field(parsed(built), repository, 'docker:security-scan') ?? {}));
      return { ...built, scanned, given: seeing.given() };
    };
    const passed = await scan(9.9);
    assert.is(passed.exitCode, 0, passed.stdout);
    assert.equal(passed.given, ['linux/amd64', 'linux/arm64']);
    for (const repository of ['scanned-one', 'scanned-two']) assert.equal(passed.scanned(repository), PLATFORMS);
    assert.equal(passed.scanned('not-scanned'), []);
    const listed = passed.read('artifacts.json');
    assert.equal(Object.keys(Object(parsed(passed))).slice(1), ['scanned-one', 'scanned-two', 'not-scanned']);
    const plan = await runBuildrunner({ project: passed.project, env, arguments: ['plan', '--format', 'sh'] });
    const ran = await runScript(plan.stdout, { ...process.env, ...env, TMPDIR: passed.project.temporary });
    assert.is(ran.exitCode, 0, ran.output);
    assert.equal(seeing.given(), ['linux/amd64', 'linux/arm64']);
    assert.is(passed.read('artifacts.json'), listed);
    await engine.docker('image', 'rm', ...['scanned-one', 'scanned-two', 'not-scanned'].map((name) => `${name}:v1`));
    const failed = await scan(9.8);
    assert.is(failed.exitCode, 1, failed.stdout);
    assert.equal(failed.given, ['linux/amd64']);
    assert.equal(failed.scanned('scanned-one'), ['linux/amd64']);
  });

  s('fail once, with the platform, where a command fails for one', async () => {
    const text = `
steps:
  one:
    build:
      dockerfile: "FROM {{ DOCKER_REGISTRY }}/base:1\\nRUN test $(uname -m) = x86_64\\n"
      platforms: ${JSON.stringify(PLATFORMS)}
    push: ${engine.registry.host}/failing
`;
    const seeing = fakeDocker();
    const built = await run(text, ['--push'], { PATH: seeing.path });
    assert.is(built.exitCode, 1);
    assert.is(seeing.calls().filter((call) => call.startsWith('buildx build ')).length, PLATFORMS.length);
    assert.match(
      built.stdout,
      'Step "one" failed: its image for linux/arm64/v8 could not be built (docker exited with code 1)',
    );
    assert.equal(await engine.registry.tagsOf('failing'), []);
  });

  for (const [what, tag] of [
    ['a tag', 'latest'],
    ['the tag of the build', '$tag'],
  ] as const) {
    s(`are seen to be overtaken where somebody gives ${what} to another image`, async () => {
      const { host } = engine.registry;
      const name = tag === 'latest' ? 'overtaken' : 'overtaken-build';
      // Right after they were joined.
      const meddling = fakeDocker(`case "$*" in
*--help) ;;
"buildx imagetools create "*"/test-image1:"*)
  docker "$@" || exit
  tag=$(printf '%s' "$*" | sed 's/.*test-image1:\\(main[^ ]*\\) .*/\\1/')
  exec docker buildx imagetools create --tag "${host}/${name}/test-image1:${tag}" ${host}/base:1 ;;
esac`);
      const built = await run(chained(engine, name), ['--push'], { PATH: meddling.path });
      assert.is(built.exitCode, 1, built.stdout);
      const overtaken = new RegExp(`"[^"]+/test-image1:${tag === 'latest' ? 'latest' : 'main[^"]*'}" was overtaken: `);
      assert.match(built.stdout, overtaken);
      assert.equal(await engine.registry.tagsOf(`${name}/test-image2`), []);
    });
  }

  s.run();
}
