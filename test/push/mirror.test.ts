import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build } from '../support/build.ts';
import { docker } from '../support/engine.ts';
import { startRegistry, type Registry } from '../support/registry.ts';
import { loggedIn, LOGIN } from '../support/registry-login.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('a mirror in the place of Docker Hub', { timeout: 120_000 });

/** The examples of buildrunner's page on common issues. */
const DOCKERFILE = 'ARG DOCKER_REGISTRY\nFROM $DOCKER_REGISTRY/busybox:latest\nRUN echo "on the mirror" > /made\n';
const STEPS = `
  from-a-step:
    run:
      image: {{ DOCKER_REGISTRY }}/busybox:latest
      cmd: echo "ran from the mirror"
      services:
        web: {image: "{{ DOCKER_REGISTRY }}/busybox:latest", cmd: "httpd -f -h /bin", wait_for: [80]}
  from-a-dockerfile:
    build: image
    run: {cmd: cat /made}
`;

let mirror: Registry;
let config: string;

s.before(async () => {
  mirror = await startRegistry(LOGIN);
  config = loggedIn(mirror.host);
  const name = `${mirror.host}/busybox:latest`;
  await docker('tag', BASE.image, name);
  await docker('--config', config, 'push', '--quiet', name);
  await docker('image', 'rm', name);
});
s.after(() => mirror.stop());

const options = (buildFile: string) => ({
  files: { 'buildrunner.yaml': buildFile, 'image/Dockerfile': DOCKERFILE },
  homeFiles: { '.buildrunner.yaml': `docker-registry: ${mirror.host}\n` },
});

for (const [builder, key] of [
  ['BuildKit', ''],
  ['the legacy builder', 'use-legacy-builder: true\n'],
  ['buildx', 'use-legacy-builder: false\n'],
] as const) {
  s(`serves steps, services and Dockerfiles, after a login, by ${builder}`, async () => {
    // What earlier pulls have left must not stand in for the mirror.
    await docker('image', 'rm', '--force', `${mirror.host}/busybox:latest`);
    const built = await build({ ...options(`${key}steps:${STEPS}`), env: { DOCKER_CONFIG: config } });
    assert.is(built.exitCode, 0, built.stdout + built.stderr);
    assert.match(built.read('build.log'), /^.* ran from the mirror$/m);
    assert.match(built.read('build.log'), /^.* on the mirror$/m);
  });

  s(`says that a login is missing, by ${builder}`, async () => {
    const steps = `${key}steps: {one: {build: image}}\n`;
    const env = { DOCKER_CONFIG: temporaryDirectory() };
    await docker('image', 'rm', '--force', `${mirror.host}/busybox:latest`);
    const built = await build({ ...options(steps), env });
    assert.is(built.exitCode, 1, built.stdout + built.stderr);
    assert.match(
      built.stdout,
      `image "${mirror.host}/busybox:latest" could not be pulled: the registry wants a login that allows it`,
    );
    assert.match(built.stdout, `log in with "docker login ${mirror.host}".`);
  });
}

s('says for an image of a step where to log in', async () => {
  const steps = 'steps: {one: {run: {image: "{{ DOCKER_REGISTRY }}/busybox:latest", cmd: "true"}}}\n';
  const built = await build({ ...options(steps), env: { DOCKER_CONFIG: temporaryDirectory() } });
  assert.is(built.exitCode, 1, built.stdout + built.stderr);
  assert.match(built.stdout, `Image "${mirror.host}/busybox:latest" could not be pulled: the registry wants a login`);
  assert.match(built.stdout, `log in with "docker login ${mirror.host}"`);
});

s.run();
