import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type Built } from '../support/build.ts';
import { fakeDocker } from '../support/fake-docker.ts';
import { startRemoteBuilder, type RemoteBuilder } from '../support/remote-builder.ts';
import { STORES, type PlatformEngine } from './platform-engines.ts';

const PLATFORMS = ['linux/amd64', 'linux/arm64/v8'];

for (const [store, start] of STORES) {
  const s = suite(`builders that do not see the images of ${store}`, { timeout: 180_000 });
  let engine: PlatformEngine;
  let builder: RemoteBuilder;
  s.before(async () => {
    [engine, builder] = await Promise.all([start(), startRemoteBuilder()]);
    await builder.share(engine.registry.host);
  });
  s.after(async () => {
    await Promise.all([engine.stop(), builder.stop()]);
  });

  const run = async (
    buildFile: string,
    { args = [], env = {}, global = {} }: { args?: string[]; env?: Record<string, string>; global?: object } = {},
  ): Promise<Built> => {
    const globalFile = JSON.stringify({ 'docker-registry': engine.registry.host, ...global });
    const seeing = fakeDocker();
    const built = await build({
      files: { 'buildrunner.yaml': buildFile },
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

  const second = async (name: string): Promise<Record<string, string>> => {
    const found: Record<string, string> = {};
    for (const [platform, part] of await engine.registry.partsOf(name)) {
      const image = `${engine.registry.host}/${part}`;
      const words = ['--platform', platform, '--network', 'none', image, 'cat', '/second'];
      found[platform] = await engine.docker('run', '--rm', ...words);
      await engine.docker('image', 'rm', '--force', image);
    }
    return found;
  };

  for (const [form, builders] of [
    ['one', (name: string) => ({ 'linux/amd64': name, 'linux/arm64': name })],
    ['a list, and for one platform alone', (name: string) => ({ 'linux/arm64': [name] })],
  ] as const) {
    s(`make images for several platforms on one another, named as ${form}`, async () => {
      const name = `builders-${form.length}`;
      const global = { 'platform-builders': builders(builder.name) };
      const built = await run(chained(name), { args: ['--push'], global });
      assert.is(built.exitCode, 0, built.stdout);
      const { host } = engine.registry;
      const expected = { 'linux/amd64': 'x86_64\nx86_64', 'linux/arm64': 'aarch64\naarch64' };
      assert.equal(await second(`${name}/two:v`), expected);
      const digest = await engine.registry.digestOf(`${name}/two:v`);
      assert.match(built.stdout, `Pushed "${host}/${name}/two:v" as ${digest ?? ''}`);
      const given = `Giving image "${host}/${name}/one" to the builder`;
      assert.is(built.stdout.split(given).length - 1, Object.keys(builders('')).length, built.stdout);
    });
  }

  s.run();
}
