import { execFileSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { docker } from '../support/engine.ts';
import { createProject } from '../support/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('post-build', { timeout: 60_000 });

const TAG = `post-build-test-${process.pid}`;
const SECRET = 'of-the-run-alone';
const made = new Set<string>();

s.after(async () => {
  if (made.size > 0) await docker('image', 'rm', '--force', ...made);
});

/** A name for an image that stays after the build; removed at the end. */
function kept(name: string): { readonly repository: string; readonly tags: readonly string[]; add_build_tag: false } {
  made.add(`${TAG}/${name}:1`);
  return { repository: `${TAG}/${name}`, tags: ['1'], add_build_tag: false };
}

const inspect = (name: string, format: string) => docker('image', 'inspect', '--format', format, `${TAG}/${name}:1`);

const FILES = { 'post/Dockerfile': 'COPY extra /extra\nRUN cat /by-run /extra > /both\n', 'post/extra': 'extra\n' };

for (const isLegacy of [false, true]) {
  const builder = isLegacy ? 'the legacy builder' : 'BuildKit';
  const name = (text: string) => `${text}-${isLegacy ? 'legacy' : 'buildkit'}`;
  const fileOf = (steps: unknown) => ({
    'buildrunner.yaml': JSON.stringify({ ...(isLegacy ? { 'use-legacy-builder': true } : {}), steps }),
  });

  s(`goes on from the container that has run, for push and commit, by ${builder}`, async () => {
    const run = { ...BASE, env: { MY_SECRET: SECRET }, cmd: 'echo "by run" > /by-run' };
    const steps = {
      folder: { run: { ...run, 'post-build': 'post' }, push: kept(name('folder')) },
      text: {
        run: { ...run, 'post-build': { dockerfile: 'RUN cat /by-run > /seen\nCMD ["cat", "/seen"]\n' } },
        commit: kept(name('text')),
      },
      check: { run: { image: `${TAG}/${name('folder')}:1`, cmd: 'cat /both' } },
      command: { run: { image: `${TAG}/${name('text')}:1`, cwd: '/' } },
    };
    const built = await build({ files: { ...FILES, ...fileOf(steps) } });
    assert.is(built.exitCode, 0, built.stdout + built.stderr);
    assert.match(built.read('build.log'), /^.* by run\n.* extra\n/m);
    assert.match(built.read('build.log').split('Running step: command:run')[1] ?? '', /by run/);
    const id = (await inspect(name('folder'), '{{.Id}}')).replace('sha256:', '').slice(0, 12);
    assert.match(built.read('artifacts.json'), `"folder/${id}"`);
    const base = await docker('image', 'inspect', '--format', '{{json .Config.Env}}', BASE.image);
    assert.is(await inspect(name('folder'), '{{json .Config.Env}} {{.Config.WorkingDir}}'), `${base} /`);
    for (const image of [name('folder'), name('text')]) {
      const told = (await inspect(image, '{{json .}}')) + (await docker('history', '--no-trunc', `${TAG}/${image}:1`));
      for (const word of [SECRET, 'BUILDRUNNER_', 'VCSINFO_', 'MY_SECRET']) assert.not.match(told, word);
    }
  });

  s(`takes injected files and a Dockerfile of an earlier step, by ${builder}`, async () => {
    const steps = {
      make: {
        run: { ...BASE, cmd: 'echo "RUN cat /by-run more > /both" > Dockerfile', artifacts: { Dockerfile: null } },
      },
      use: {
        run: {
          ...BASE,
          cmd: 'echo "by run" > /by-run; echo more > /more',
          'post-build': { inject: { 'buildrunner.results/make/Dockerfile': 'Dockerfile', 'post/*': 'files/' } },
        },
        commit: kept(name('injected')),
      },
      check: { run: { image: `${TAG}/${name('injected')}:1`, cmd: 'cat /both' } },
    };
    const built = await build({ files: { ...FILES, ...fileOf(steps) } });
    assert.is(built.exitCode, 0, built.stdout + built.stderr);
    assert.match(built.read('build.log'), /^.* by run\n.* more\n/m);
  });
}

s('has no files of docker in the image, whatever is brought in and out', async () => {
  const steps = {
    one: {
      run: { ...BASE, cmd: 'echo a > /made; echo b > result', artifacts: { result: null } },
      commit: kept('plain'),
    },
  };
  const built = await build({ steps });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  assert.is(built.read('one/result'), 'b\n');
  const folder = temporaryDirectory();
  const list =
    'docker save "$1" | tar -C "$2" -xf - && cd "$2" && for l in blobs/sha256/* */layer.tar; do tar -tf "$l"; done 2>&1';
  const files = execFileSync('sh', ['-c', `${list} || :`, 'sh', `${TAG}/plain:1`, folder], { encoding: 'utf8' });
  assert.match(files, /^made$/m);
  assert.not.match(files, /^etc\/(?:hosts|hostname|resolv\.conf)$/m);
});

s('leaves a Dockerfile of the project as it is', async () => {
  const inject = { 'post/extra': 'other' };
  const steps = { one: { run: { ...BASE, cmd: 'echo a > /by-run', 'post-build': { path: 'post', inject } } } };
  const built = await build({ files: FILES, steps });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  const text = execFileSync('cat', ['post/Dockerfile'], { cwd: built.project.directory, encoding: 'utf8' });
  assert.is(text, FILES['post/Dockerfile']);
});

s('fails the step where it fails, also where nothing is tagged', async () => {
  const steps = { one: { run: { ...BASE, cmd: 'true', 'post-build': { dockerfile: 'RUN exit 3' } } } };
  const built = await build({ steps });
  assert.is(built.exitCode, 1);
  assert.match(built.stdout + built.stderr, 'Step "one" failed: its image could not be built');
});

s('is not begun where the commands have failed', async () => {
  const steps = { one: { run: { ...BASE, cmd: 'exit 3', 'post-build': { dockerfile: 'RUN echo never""printed' } } } };
  const built = await build({ steps });
  assert.is(built.exitCode, 1);
  assert.not.match(built.stdout, 'never');
});

s('keeps no value of the environment of a container that runs the command of its image', async () => {
  const steps = {
    base: {
      build: {
        pull: false,
        dockerfile: `FROM ${BASE.image}\nENV KEPT="a \\"b\\" \\$c"\nCMD echo "$MY_SECRET" > /made\n`,
      },
      commit: kept('own-command-base'),
    },
    one: {
      run: { image: `${TAG}/own-command-base:1`, env: { MY_SECRET: SECRET, KEPT: 'other' } },
      commit: kept('own-command'),
    },
    check: { run: { image: `${TAG}/own-command:1`, cmd: 'echo "is $(cat /made), $KEPT"' } },
  };
  const check = async (output: string) => {
    assert.match(output, `is ${SECRET}, a "b" $c`);
    const told = await inspect('own-command', '{{json .}}');
    for (const word of [SECRET, 'buildrunner-', '/dockerdaemon/']) assert.not.match(told, word);
  };
  const built = await build({ steps });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  await check(built.read('build.log').replaceAll(/^.* INFO {5}/gm, ''));
  // The script gives its tag to another image, and this one would be left without a name.
  await docker('image', 'rm', `${TAG}/own-command:1`);

  const project = createProject({ files: { 'buildrunner.yaml': JSON.stringify({ steps }) } });
  const plan = await runBuildrunner({ project, arguments: ['plan', '--format', 'sh'] });
  const env = { ...process.env, MY_SECRET: SECRET };
  await check(execFileSync('sh', ['-s'], { input: plan.stdout, cwd: project.directory, encoding: 'utf8', env }));
});

s('is done alike by the shell form of the plan', async () => {
  const steps = {
    folder: { run: { ...BASE, cmd: 'echo "by run" > /by-run', 'post-build': 'post' }, commit: kept('sh') },
    check: { run: { image: `${TAG}/sh:1`, cmd: 'cat /both' } },
    injected: {
      run: {
        image: `${TAG}/sh:1`,
        cmd: 'true',
        'post-build': { path: 'post', inject: { 'post/extra': 'other' } },
      },
      commit: kept('sh-injected'),
    },
  };
  const project = createProject({ files: { ...FILES, 'buildrunner.yaml': JSON.stringify({ steps }) } });
  const plan = await runBuildrunner({ project, arguments: ['plan', '--format', 'sh'] });
  assert.is(plan.exitCode, 0, plan.stderr);
  const printed = execFileSync('sh', ['-s'], { input: plan.stdout, cwd: project.directory, encoding: 'utf8' });
  assert.match(printed, /^by run\nextra$/m);
  assert.not.match(
    await docker('image', 'ls', '--format', '{{.Repository}}'),
    /buildrunner-sh-\d+-\d+\/(?:folder|injected)/,
  );
});

s.run();
