import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { propertyOf } from '../../src/facts/json.ts';
import { BASE, build } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { docker } from '../support/engine.ts';
import { createProject } from '../support/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('an imported archive', { timeout: 60_000 });

const TAG = `import-test-${process.pid}`;
const folder = temporaryDirectory();
const archive = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(archive(name));

/** Archives of every form. The name that the image was saved under is another image's by now. */
s.before(async () => {
  const text = `FROM ${BASE.image}\nENV KEPT=yes\nRUN echo saved > /made\nCMD ["cat", "/made"]\n`;
  writeFileSync(archive('Dockerfile'), text);
  writeFileSync(archive('.dockerignore'), '*');
  await docker('build', '--quiet', '--tag', `${TAG}/saved:1`, folder);
  await docker('save', '--output', archive('saved.tar'), `${TAG}/saved:1`);
  writeLayout(archive('saved.tar'), archive('oci.tar'));
  await docker('tag', `${TAG}/saved:1`, `${TAG}/other:1`);
  await docker('tag', BASE.image, `${TAG}/saved:1`);
  await docker('save', '--output', archive('two.tar'), `${TAG}/saved:1`, `${TAG}/other:1`);
  await docker('create', '--name', TAG, `${TAG}/saved:1`, 'true');
  await docker('export', '--output', archive('files.tar'), TAG);
  await docker('rm', TAG);
  for (const name of ['saved.tar', 'files.tar']) {
    for (const [program, suffix] of [
      ['gzip', 'gz'],
      ['xz', 'xz'],
    ] as const)
      execFileSync('sh', ['-c', `${program} -c <"$1" >"$1.${suffix}"`, 'sh', archive(name)]);
  }
});
s.after(async () => {
  await docker('image', 'rm', '--force', `${TAG}/saved:1`, `${TAG}/other:1`);
});

/** The same image as an OCI layout: the manifest in an index in the index, beside an attestation, as BuildKit writes it. */
function writeLayout(saved: string, target: string): void {
  const [from, to] = [temporaryDirectory(), temporaryDirectory()];
  execFileSync('tar', ['-C', from, '-xf', saved]);
  const [, config = '', layers = ''] =
    /"Config":"([^"]+)".*"Layers":(\[[^\]]*\])/.exec(readFileSync(join(from, 'manifest.json'), 'utf8')) ?? [];
  const paths = [config, ...[...layers.matchAll(/"([^"]+)"/g)].map(([, path = '']) => path)];
  mkdirSync(join(to, 'blobs/sha256'), { recursive: true });
  const put = (content: string | Buffer) => {
    const hex = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(to, 'blobs/sha256', hex), content);
    return { digest: `sha256:${hex}`, size: content.length };
  };
  const [about, ...blobs] = paths.map((path) => put(readFileSync(join(from, path))));
  const manifest = put(JSON.stringify({ schemaVersion: 2, config: about, layers: blobs }, null, 2));
  const attestation = {
    ...put(JSON.stringify({ schemaVersion: 2, config: about, layers: blobs.slice(0, 1) })),
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    platform: { architecture: 'unknown', os: 'unknown' },
  };
  const platform = { architecture: 'amd64', os: 'linux' };
  const index = put(JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, platform }, attestation] }));
  writeFileSync(join(to, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [index] }));
  writeFileSync(join(to, 'oci-layout'), '{"imageLayoutVersion": "1.0.0"}');
  execFileSync('tar', ['-C', to, '-cf', target, 'blobs', 'index.json', 'oci-layout']);
}

/** A step that shows what has been imported. */
const show = (name: string, command: string | null) => ({
  build: { import: name },
  run: { cwd: '/', ...(command === null ? {} : { cmd: command }) },
});

for (const name of ['saved.tar', 'saved.tar.gz', 'saved.tar.xz', 'oci.tar']) {
  s(`is the image that was saved, by ${name}`, async () => {
    const steps = { own: show('in/an.archive', null), told: show('in/an.archive', 'echo "$KEPT, cat /made"') };
    const before = await docker('image', 'inspect', '--format', '{{.Id}}', `${TAG}/saved:1`);
    const built = await build({ files: { 'in/an.archive': read(name) }, steps });
    assert.is(built.exitCode, 0, built.stdout + built.stderr);
    assert.match(built.read('build.log'), /^.*\bsaved$/m);
    assert.match(built.read('build.log'), /yes, cat/);
    assert.is(await docker('image', 'inspect', '--format', '{{.Id}}', `${TAG}/saved:1`), before);
  });
}

for (const name of ['files.tar', 'files.tar.gz', 'files.tar.xz']) {
  s(`is a file system, by ${name}`, async () => {
    const steps = { told: show('./rootfs', 'echo "files: $(ls /bin/busybox)"') };
    const built = await build({ files: { rootfs: read(name) }, steps });
    assert.is(built.exitCode, 0, built.stdout + built.stderr);
    assert.match(built.read('build.log'), /files: \/bin\/busybox/);
  });
}

s('may be made by an earlier step, and be the image of a service and of a tag', async () => {
  const target = { repository: `${TAG}/saved`, tags: ['kept'], add_build_tag: false };
  const steps = {
    make: {
      run: {
        ...BASE,
        cmd: 'tar -cf rootfs.tar -C / bin',
        artifacts: { 'rootfs.tar': null },
      },
    },
    use: {
      build: { import: 'buildrunner.results/make/rootfs.tar' },
      run: {
        ...BASE,
        cmd: 'wget -q -O /dev/null http://db/busybox',
        services: {
          db: { build: { import: 'buildrunner.results/make/rootfs.tar' }, cmd: 'httpd -f -h /bin', wait_for: [80] },
        },
      },
    },
    push: { build: { import: 'buildrunner.results/make/rootfs.tar' }, push: target },
  };
  const built = await build({ steps });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
  const id = await docker('image', 'inspect', '--format', '{{.Id}}', `${TAG}/saved:kept`);
  await docker('image', 'rm', `${TAG}/saved:kept`);
  const manifest: unknown = JSON.parse(built.read('artifacts.json'));
  const image = propertyOf(manifest, `push/${id}`);
  assert.equal(image, {
    type: 'docker-image',
    'docker:image': id,
    'docker:repository': `${TAG}/saved`,
    'docker:tags': ['kept'],
  });
});

s('is taken from the build directory, wherever the program was started', async () => {
  const steps = { told: show('rootfs.tar', 'echo "was found"') };
  const project = createProject({
    files: { 'rootfs.tar': read('files.tar'), 'buildrunner.yaml': JSON.stringify({ steps }) },
  });
  const built = await build({ project, cwd: '/', arguments: ['--directory', project.directory] });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
});

const shells = ['saved.tar', 'saved.tar.gz', 'oci.tar', 'files.tar.gz'];
s(`is imported alike by the shell form of the plan: ${shells.join(', ')}`, async () => {
  const steps = Object.fromEntries(
    shells.map((name, index) => [
      `s${index}`,
      show(name, 'set +x; echo "got ${KEPT:-files} $(cat /made || ls /bin/busybox)"'),
    ]),
  );
  const files = Object.fromEntries(shells.map((name) => [name, read(name)]));
  const project = createProject({ files: { ...files, 'buildrunner.yaml': JSON.stringify({ steps }) } });
  const plan = await runBuildrunner({ project, arguments: ['plan', '--format', 'sh'] });
  assert.is(plan.exitCode, 0, plan.stderr);
  const printed = execFileSync('sh', ['-s'], { input: plan.stdout, cwd: project.directory, encoding: 'utf8' });
  assert.is(printed.match(/^got yes saved$/gm)?.length, 3, printed);
  assert.is(printed.match(/^got files \/bin\/busybox$/gm)?.length, 1, printed);
  assert.not.match(await docker('image', 'ls', '--format', '{{.Repository}}'), 'buildrunner-sh-');
});

s('that is not there is told at its place before anything runs', async () => {
  const built = await build({ steps: { one: show('none.tar', 'true') } });
  assert.is(built.exitCode, 78);
  assert.match(built.stderr, /buildrunner\.yaml:1:\d+ "none\.tar" is not there\n/);
});

const half = (content: Buffer) => content.subarray(0, content.length / 2);
const broken: readonly (readonly [string, () => Buffer, RegExp])[] = [
  ['is no archive', () => Buffer.from('no archive\n'.repeat(100)), /is no archive, or a damaged one/],
  ['is empty', () => Buffer.alloc(0), /is no archive, or a damaged one/],
  ['is no gzip beyond its first bytes', () => Buffer.from('1f8b00000000', 'hex'), /is no archive, or a damaged one/],
  ['is cut short', () => read('saved.tar').subarray(0, 30_000), /is no archive, or a damaged one/],
  ['is packed and cut short', () => read('saved.tar.gz').subarray(0, 30_000), /is no archive, or a damaged one/],
  ['is half a file system', () => half(read('files.tar')), /is no archive, or a damaged one/],
  ['holds several images', () => read('two.tar'), /holds 2 images, and "import" makes one/],
];
for (const [name, content, message] of broken) {
  s(`that ${name} fails with code 78, and says so`, async () => {
    const built = await build({ files: { 'an.archive': content() }, steps: { one: show('an.archive', 'true') } });
    assert.is(built.exitCode, 78, built.stdout + built.stderr);
    assert.match(built.stdout + built.stderr, message);
    assert.match(built.stdout + built.stderr, /an\.archive"/);
  });
}

s.run();
