import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { startOwnEngine, type OwnEngine } from '../support/own-engine.ts';
import { docker } from '../support/engine.ts';
import { createProject } from '../support/project.ts';
import { runScript } from '../support/run-script.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('an imported archive in the image store of containerd', { timeout: 120_000 });

const TAG = `import-store-test-${process.pid}`;
const PLATFORMS = ['amd64', 'arm64'] as const;
const folder = temporaryDirectory();
const archive = (name: string) => join(folder, name);
let engine: OwnEngine;

/** One archive for each store that may have written it, one of an image for two platforms, one of files. */
s.before(async () => {
  engine = await startOwnEngine('containerd');
  const bases = PLATFORMS.map((architecture) => `buildrunner-base:1-${architecture}`);
  await docker('save', '--output', archive('bases.tar'), ...bases);
  await engine.docker('load', '--quiet', '--input', archive('bases.tar'));
  const dockerfile = 'FROM buildrunner-base:1-${TARGETARCH}\nENV KEPT=yes\nRUN uname -m > /made\n';
  execFileSync('sh', ['-c', 'printf %s "$1" >"$0/Dockerfile"; printf "*" >"$0/.dockerignore"', folder, dockerfile]);
  const make = ['buildx', 'build', '--quiet', '--load', '--provenance=false', '--tag', TAG];
  for (const [run, name] of [
    [docker, 'classic.tar'],
    [engine.docker, 'containerd.tar'],
  ] as const) {
    await run(...make, folder);
    await run('save', '--output', archive(name), TAG);
  }
  await docker('image', 'rm', TAG);
  await engine.docker(...make, '--platform', PLATFORMS.map((one) => `linux/${one}`).join(','), folder);
  await engine.docker('save', '--output', archive('platforms.tar'), TAG);
  execFileSync('sh', ['-c', 'cd "$0" && gzip -k containerd.tar', folder]);
  await engine.docker('create', '--name', TAG, 'buildrunner-base:1-amd64');
  await engine.docker('export', '--output', archive('files.tar'), TAG);
  await engine.docker('rm', TAG);
});
s.after(async () => {
  await engine.stop();
});

const imports: readonly (readonly [string, string | null, string])[] = [
  ['classic.tar', null, 'yes x86_64'],
  ['containerd.tar', null, 'yes x86_64'],
  ['containerd.tar.gz', null, 'yes x86_64'],
  ['platforms.tar', 'linux/amd64', 'yes x86_64'],
  ['platforms.tar', 'linux/arm64', 'yes aarch64'],
  ['files.tar', null, 'files /bin/busybox'],
];

function stepsOf(rows: typeof imports) {
  const cmd = 'set +x; echo "got ${KEPT:-files} $(cat /made 2>/dev/null || ls /bin/busybox)"';
  const toBuild = (name: string, platform: string | null) => ({
    import: name,
    ...(platform === null ? {} : { platform }),
  });
  const toStep = ([name, platform]: (typeof imports)[number], index: number) =>
    [`s${index}`, { build: toBuild(name, platform), run: { cwd: '/', cmd } }] as const;
  return Object.fromEntries(rows.map(toStep));
}

function filesOf(rows: typeof imports) {
  return Object.fromEntries(rows.map(([name]) => [name, readFileSync(archive(name))]));
}

/** What is left of the builds there. */
async function left(): Promise<string[]> {
  const names = await engine.docker('image', 'ls', '--all', '--format', '{{.Repository}}:{{.Tag}}');
  return names.split('\n').filter((name) => !name.startsWith('buildrunner-base:') && name !== `${TAG}:latest`);
}

for (const row of imports) {
  const [name, platform, expected] = row;
  s(`runs by ${name}${platform === null ? '' : ` for ${platform}`}`, async () => {
    const env = { DOCKER_HOST: engine.address };
    const built = await build({ files: filesOf([row]), steps: stepsOf([row]), env });
    assert.is(built.exitCode, 0, built.stdout + built.stderr);
    assert.match(built.read('build.log'), new RegExp(`got ${expected}\\n`));
    assert.equal(await left(), []);
  });
}

s('runs by the shell form of the plan', async () => {
  const files = { ...filesOf(imports), 'buildrunner.yaml': JSON.stringify({ steps: stepsOf(imports) }) };
  const project = createProject({ files });
  const env = { DOCKER_HOST: engine.address };
  const plan = await runBuildrunner({ project, arguments: ['plan', '--format', 'sh'], env });
  assert.is(plan.exitCode, 0, plan.stderr);
  const own = { PATH: process.env['PATH'], TMPDIR: project.temporary, HOME: project.home };
  const ran = await runScript(plan.stdout, { ...own, ...env });
  assert.is(ran.exitCode, 0, ran.output);
  // The shell's trace, which is on standard error, may be cut in two by it.
  const got = [...ran.output.matchAll(/got ((?:yes|files) .*)$/gm)].map(([, text = '']) => text);
  assert.equal(
    got,
    imports.map(([, , expected]) => expected),
  );
  assert.equal(await left(), []);
});

s.run();
