import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build, startBuild } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { docker } from '../support/engine.ts';
import { createProject, listFiles, writeFiles, type Project } from '../support/project.ts';
import { startRegistry, type Registry } from '../support/registry.ts';
import { loggedIn, LOGIN, LOGIN_AUTH } from '../support/registry-login.ts';

const s = suite('secrets', { timeout: 120_000 });

/** Where each is from, in its text. */
const SECRETS = {
  buildFile: 'h1dden-of-a-build-file',
  buildVariable: 'h1dden-of-a-build-variable',
  stepVariable: 'h1dden-of-a-step',
  globalVariable: 'h1dden-of-the-global-file',
  password: LOGIN.password,
  auth: LOGIN_AUTH,
} as const;

let registry: Registry;

s.before(async () => {
  registry = await startRegistry(LOGIN);
});
s.after(() => registry.stop());

/** All that programs of this machine have been given as arguments, while a build runs. */
async function watchArguments(until: Promise<unknown>): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  let isOver = false;
  void until.catch(() => undefined).then(() => (isOver = true));
  while (!isOver) {
    for (const id of readdirSync('/proc')) if (/^\d+$/.test(id)) seen.add(argumentsOf(id));
    await pause(1);
  }
  return seen;
}

function argumentsOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function assertHidden(where: string, text: string): void {
  for (const [name, value] of Object.entries(SECRETS)) {
    if (text.includes(value)) throw new Error(`the secret "${name}" is in ${where}:\n${text.slice(0, 3000)}`);
  }
}

function stepsFor(repository: string, exitCode: number) {
  const mounts = '--mount=type=secret,id=file --mount=type=secret,id=variable';
  // Each of them is there; nothing shows it.
  const check = 'env | grep -q "^STEP_TOKEN=..." && env | grep -q "^GLOBAL_PASSWORD=..." && echo used > /used';
  return {
    built: {
      build: {
        pull: false,
        'no-cache': true,
        dockerfile: `FROM ${BASE.image}\nRUN ${mounts} cat /run/secrets/file /run/secrets/variable | wc -c > /size\n`,
        secrets: ['id=file,src=hidden/token', 'id=variable,env=BUILD_TOKEN'],
      },
      push: `${repository}/built:v1`,
    },
    ran: {
      run: {
        ...BASE,
        env: { STEP_TOKEN: SECRETS.stepVariable },
        cmds: [check, `exit ${exitCode}`],
        services: { web: { ...BASE, env: { STEP_TOKEN: SECRETS.stepVariable }, cmd: 'sleep 100' } },
        'post-build': { dockerfile: 'RUN cat /used\n' },
      },
      push: `${repository}/ran:v1`,
    },
  };
}

function project(repository: string, exitCode: number): Project {
  const steps = stepsFor(repository, exitCode);
  const made = createProject({
    files: { 'hidden/token': SECRETS.buildFile, 'buildrunner.yaml': JSON.stringify({ steps }) },
  });
  writeFiles(made.home, {
    '.buildrunner.yaml': JSON.stringify({ env: { GLOBAL_PASSWORD: SECRETS.globalVariable } }),
  });
  return made;
}

const env = () => ({ BUILD_TOKEN: SECRETS.buildVariable, DOCKER_CONFIG: loggedIn(registry.host) });

s('are in no argument, log, artifact, image or leftover of a build that is pushed', async () => {
  const made = project(`${registry.host}/hidden`, 0);
  const running = startBuild({ project: made, env: env(), arguments: ['--push', '--debug', '-n', '1'] });
  const seen = await watchArguments(running.ended);
  const built = await running.built;
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  for (const words of ['docker create ', 'docker exec ', 'buildx build ', 'docker push ', 'docker commit ']) {
    assert.ok(
      [...seen].some((line) => line.includes(words)),
      `"${words}" was not seen`,
    );
  }
  assertHidden('the arguments of a program', [...seen].join('\n'));
  assertHidden('standard output', built.stdout);
  assertHidden('standard error', built.stderr);
  for (const name of listFiles(built.results).filter((one) => !one.endsWith('/'))) assertHidden(name, built.read(name));
  for (const name of ['built', 'ran']) {
    const image = `${registry.host}/hidden/${name}:v1`;
    assert.is((await registry.tagsOf(`hidden/${name}`)).length, 2);
    assertHidden('the configuration of an image', await docker('image', 'inspect', image));
    assertHidden('the history of an image', await docker('history', '--no-trunc', image));
  }
});

s('are not told by a build that fails, nor by a push that is refused', async () => {
  const failed = await build({ project: project(`${registry.host}/never`, 3), env: env(), arguments: ['--debug'] });
  assert.is(failed.exitCode, 1, failed.stdout);
  const refused = await build({
    project: project(`${registry.host}/never`, 0),
    env: { ...env(), DOCKER_CONFIG: loggedIn('elsewhere.example') },
    arguments: ['--push', '--debug', '-n', '2'],
  });
  assert.is(refused.exitCode, 1, refused.stdout);
  assert.match(refused.stdout, 'the registry wants a login');
  for (const { stdout, stderr, read } of [failed, refused]) {
    assertHidden('the output', stdout + stderr);
    assertHidden('the log', read('build.log') + read('artifacts.json'));
  }
});

for (const format of ['text', 'json', 'sh']) {
  s(`are not in a plan: ${format}`, async () => {
    const made = project(`${registry.host}/plan`, 0);
    const plan = await runBuildrunner({ project: made, env: env(), arguments: ['plan', '--format', format, '--push'] });
    assert.is(plan.exitCode, 0, plan.stderr);
    assert.match(plan.stdout, 'hidden/token');
    assertHidden('the plan', plan.stdout + plan.stderr);
  });
}

s('of a legacy build are in no argument either', async () => {
  const dockerfile = `FROM ${BASE.image}\nARG BUILD_TOKEN\nRUN test -n "$BUILD_TOKEN"\n`;
  const steps = { one: { build: { pull: false, dockerfile, buildargs: { BUILD_TOKEN: SECRETS.buildVariable } } } };
  const files = { 'buildrunner.yaml': JSON.stringify({ 'use-legacy-builder': true, steps }) };
  const running = startBuild({ files });
  const seen = await watchArguments(running.ended);
  const built = await running.built;
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  assert.ok([...seen].some((line) => line.includes('docker build ')));
  assertHidden('the arguments of a program', [...seen].join('\n'));
});

s.run();
