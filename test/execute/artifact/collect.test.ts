import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resource } from '../../../src/cleanup/resource.ts';
import { collectArtifact } from '../../../src/execute/artifact/collect.ts';
import type { ArtifactContext, Collection } from '../../../src/execute/artifact/context.ts';
import type { Failure, Result } from '../../../src/failure.ts';
import type { ArtifactProperties, CollectArtifact } from '../../../src/plan/operation.ts';
import { createProcessRunner } from '../../../src/process/run.ts';
import { docker } from '../../support/engine.ts';

const s = suite('collecting artifacts from a container');

const IMAGE = 'buildrunner-base:1';
const RUNNING = `artifact-test-${process.pid}-running`;
const ENDED = `artifact-test-${process.pid}-ended`;

/** What the container makes in /source. */
const SCRIPT = `
cd /source
echo top > top.txt; chmod 640 top.txt; ln -s top.txt link.txt; ln -s link.txt link2.txt
echo su > tool; chmod 4777 tool
mkdir -p 'out/deep/er' out/empty; echo 1 > out/1.txt; echo 2 > out/2.txt; echo x > out/deep/er/x.bin
ln -s 1.txt out/to-1; ln -s /nowhere out/broken; ln out/1.txt out/hard; chmod 700 out/deep
ln -s out folder; ln -s /nowhere dangling; mkfifo fifo
echo blank > 'two words.txt'; echo line > "two
lines.txt"
mkdir -p other; echo other > other/top.txt; mkdir /elsewhere; echo far > /elsewhere/far.txt
mkdir secret; echo s > secret/s; chmod 700 secret; chown -R 1234 secret
head -c 3000000 /dev/zero > large; echo .h > .hidden
`;

s.before(async () => {
  await docker(
    'run',
    '--detach',
    '--name',
    RUNNING,
    '--volume',
    '/source',
    IMAGE,
    'sh',
    '-c',
    `${SCRIPT} exec sleep 1000`,
  );
  await docker('run', '--name', ENDED, '--volume', '/source', IMAGE, 'sh', '-c', SCRIPT);
  // The volume is ready when its last file is.
  await docker('exec', RUNNING, 'sh', '-c', 'until [ -e /source/.hidden ]; do :; done');
});

s.after(async () => {
  await docker('rm', '--force', '--volumes', RUNNING, ENDED);
});

const GZ: CollectArtifact['packing'] = {
  kind: 'archive',
  type: 'tar',
  compression: 'gz',
  name: null,
  suffix: '.tar.gz',
};

function operation(pattern: string, values: Partial<CollectArtifact> = {}): CollectArtifact {
  return {
    ...{ id: 'step/collect', kind: 'collectArtifact', step: 'step', cause: 'artifacts', dependsOn: [], follows: [] },
    ...{ container: RUNNING, shell: '/bin/sh', pattern, properties: null, isListed: true, rename: null, packing: GZ },
    ...values,
  };
}

interface Setting {
  readonly folder: string;
  readonly context: ArtifactContext;
  readonly collect: (pattern: string, values?: Partial<CollectArtifact>) => Promise<Result<Collection>>;
  /** Paths collected, and warnings, in one list. */
  readonly names: (pattern: string, values?: Partial<CollectArtifact>) => Promise<string[]>;
}

async function inResults(action: (setting: Setting) => Promise<void>): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'artifact test ü-'));
  const folder = join(parent, 'step');
  const registered: Resource[] = [];
  const { run, stream } = createProcessRunner({ started: () => {}, ended: () => {} });
  const context: ArtifactContext = {
    ...{ run, stream, signal: new AbortController().signal, stepDirectory: folder, claims: new Map(), owner: null },
    registry: {
      register: (resource) => registered.push(resource),
      forget: () => registered.pop(),
      list: () => registered,
    },
  };
  const collect: Setting['collect'] = (pattern, values) => collectArtifact(operation(pattern, values), context);
  const names: Setting['names'] = async (pattern, values) => {
    const result = await collect(pattern, values);
    assert.ok(result.ok, result.ok ? '' : result.failure.summary);
    return [...result.value.collected.map(({ path }) => path), ...result.value.warnings];
  };
  try {
    await action({ folder, context, collect, names });
    assert.equal(registered, []);
    assert.equal(
      readdirSync(parent).flatMap((name) => readdirSync(join(parent, name)).filter((one) => one.endsWith('.part'))),
      [],
    );
  } finally {
    rmSync(parent, { recursive: true });
  }
}

function failureOf<Value>(result: Result<Value>): Failure {
  assert.ok(!result.ok);
  return result.failure;
}

function listTar(path: string): string[] {
  const lines = execFileSync('tar', ['--list', '--verbose', '--file', path]).toString().trim().split('\n');
  return lines.map((line) => line.replace(/^(\S+) .* \d\d:\d\d (.*)$/, '$1 $2')).sort();
}

for (const [container, shell] of [
  [RUNNING, '/bin/sh'],
  [ENDED, null],
] as const) {
  const at = shell === null ? 'an ended container' : 'a running container';
  const from = { container, shell };

  s(`takes files by name and wildcard out of ${at}`, () =>
    inResults(async ({ folder, names }) => {
      assert.equal(await names('top.txt', from), ['top.txt']);
      assert.equal(await names('out/*.txt', from), ['1.txt', '2.txt']);
      assert.equal(await names('/source/out/deep/*/x.bin  "two words.txt"', from), ['x.bin', 'two words.txt']);
      assert.equal(await names('/elsewhere/far.txt', from), ['far.txt']);
      assert.equal(await names('*lines.txt', from), ['two\nlines.txt']);
      assert.is(readFileSync(join(folder, 'far.txt'), 'utf8'), 'far\n');
      assert.is(readFileSync(join(folder, '2.txt'), 'utf8'), '2\n');
    }),
  );

  s(`follows links out of ${at}`, () =>
    inResults(async ({ folder, names }) => {
      assert.equal(await names('link.txt link2.txt folder', from), ['link.txt', 'link2.txt', 'folder.tar.gz']);
      assert.is(readFileSync(join(folder, 'link2.txt'), 'utf8'), 'top\n');
      assert.ok(statSync(join(folder, 'link2.txt')).isFile());
      assert.ok(listTar(join(folder, 'folder.tar.gz')).includes('-rw-r--r-- folder/2.txt'));
    }),
  );

  s(`warns of what cannot be taken out of ${at}, and takes the rest`, () =>
    inResults(async ({ names }) => {
      const missing = 'was not collected: there is no such file in the container';
      assert.equal(await names('nothing.txt', from), [`Artifact "nothing.txt" ${missing}`]);
      const found = await names('top.txt gone dangling fifo', from);
      assert.is(found[0], 'top.txt');
      assert.is(found[1], `Artifact "gone", found by "top.txt gone dangling fifo", ${missing}`);
      assert.is(found.length, 4);
      assert.match(found[3] ?? '', /"fifo".* it is neither a file nor a folder$/);
    }),
  );

  s(`makes an archive of a folder out of ${at}`, () =>
    inResults(async ({ folder, names }) => {
      assert.equal(await names('out', from), ['out.tar.gz']);
      const members = listTar(join(folder, 'out.tar.gz'));
      assert.equal(
        members.map((member) => member.replace(/^h.*(out\/\S+) link to (out\/\S+)$/, 'hard $1 $2')),
        [
          '-rw-r--r-- out/1.txt',
          '-rw-r--r-- out/2.txt',
          '-rw-r--r-- out/deep/er/x.bin',
          'drwx------ out/deep/',
          'drwxr-xr-x out/',
          'drwxr-xr-x out/deep/er/',
          'drwxr-xr-x out/empty/',
          'hard out/hard out/1.txt',
          'lrwxrwxrwx out/broken -> /nowhere',
          'lrwxrwxrwx out/to-1 -> 1.txt',
        ],
      );
    }),
  );
}

s('lists nothing twice, and hidden files only by name', () =>
  inResults(async ({ names }) => {
    assert.equal(await names('out/1.txt out/*.txt ./out/1.txt'), ['1.txt', '2.txt']);
    assert.equal(await names('.hid*'), ['.hidden']);
    assert.equal(await names('*idden', { container: ENDED, shell: null }), []);
  }),
);

s('expands patterns as the shell does', () =>
  inResults(async ({ names }) => {
    assert.equal(await names('"$(echo top.txt)" out/[12].txt'), ['top.txt', '1.txt', '2.txt']);
  }),
);

s('says what the shell says of a pattern that is none', () =>
  inResults(async ({ collect }) => {
    const failure = failureOf(await collect('"open'));
    assert.match(failure.summary, /^Artifact pattern ""open" could not be expanded by "\/bin\/sh": /);
  }),
);

s('keeps modes without set-user-id, as a copy under the common umask has them', () =>
  inResults(async ({ folder, names }) => {
    await names('top.txt tool');
    const modes = ['top.txt', 'tool'].map((name) => statSync(join(folder, name)).mode & 0o7777);
    assert.equal(modes, [0o640, 0o755]);
  }),
);

s('reads what only root or another user may read', () =>
  inResults(async ({ names }) => {
    assert.equal(await names('secret/s'), ['s']);
  }),
);

s('copies a large file whole', () =>
  inResults(async ({ folder, names }) => {
    await names('large');
    assert.is(statSync(join(folder, 'large')).size, 3_000_000);
  }),
);

s('keeps a folder as loose files under the paths they are found by', () =>
  inResults(async ({ folder, names }) => {
    const found = await names('/source/out ./other', { packing: { kind: 'files' } });
    const inOut = ['1.txt', '2.txt', 'deep/er/x.bin', 'hard'].map((name) => `source/out/${name}`);
    assert.equal(found.sort(), ['other/top.txt', ...inOut]);
    assert.is(readFileSync(join(folder, 'source/out/hard'), 'utf8'), '1\n');
    assert.not(readdirSync(join(folder, 'source/out')).includes('broken'));
  }),
);

s('tells artifacts.json about new names and folders', () =>
  inResults(async ({ collect }) => {
    const rename = 'new';
    const properties: ArtifactProperties = new Map<string, unknown>([
      ['a', 1],
      ['rename', rename],
    ]);
    const file = await collect('out/1.txt', { rename, properties });
    const folder = await collect('out/deep', { rename, properties });
    const loose = await collect('other', { rename, properties, packing: { kind: 'files' }, isListed: false });
    const collected = [file, folder, loose].flatMap((result) => (result.ok ? result.value.collected : []));
    const told = collected.map((one) => [one.path, one.isListed, Object.fromEntries(new Map(one.properties))]);
    const compressed = { 'buildrunner.compressed.directory': 'true' };
    assert.equal(told, [
      ['new', true, { a: 1, rename: { old: 'out/1.txt', new: 'new' } }],
      ['new.tar.gz', true, { a: 1, rename: { old: 'out/deep', new: 'new' }, ...compressed }],
      ['other/top.txt', false, { a: 1, rename: 'new' }],
    ]);
  }),
);

s('gives an archive and its top entry the name that is asked for', () =>
  inResults(async ({ folder, names }) => {
    const packing = { ...GZ, name: 'second', compression: 'none', suffix: '.tar' };
    assert.equal(await names('out/deep', { packing, rename: 'ignored' }), ['second.tar']);
    const members = ['-rw-r--r-- second/er/x.bin', 'drwx------ second/', 'drwxr-xr-x second/er/'];
    assert.equal(listTar(join(folder, 'second.tar')), members);
  }),
);

for (const compression of ['bz2', 'xz', 'lzma']) {
  s(`compresses by the program for ${compression}`, () =>
    inResults(async ({ folder, names }) => {
      assert.equal(await names('other', { packing: { ...GZ, compression, suffix: '.tbz' } }), ['other.tbz']);
      const flag = { bz2: '--bzip2', xz: '--xz', lzma: '--lzma' }[compression] ?? '';
      const listing = execFileSync('tar', ['--list', flag, '--file', join(folder, 'other.tbz')]).toString();
      assert.is(listing, 'other/\nother/top.txt\n');
    }),
  );
}

s('compresses in the container what this machine cannot', () =>
  inResults(async ({ folder, context }) => {
    const run: ArtifactContext['run'] = (command, options) =>
      command.argv[0] === 'sh'
        ? Promise.resolve({ command, ending: 'exited', exitCode: 127, stdout: '', stderr: '' })
        : context.run(command, options);
    const packing = { ...GZ, compression: 'bz2', suffix: '.tar.bz2' };
    const result = await collectArtifact(operation('other', { packing }), { ...context, run });
    assert.ok(result.ok, result.ok ? '' : result.failure.summary);
    execFileSync('tar', ['--list', '--bzip2', '--file', join(folder, 'other.tar.bz2')]);
    const nowhere = await collectArtifact(operation('other', { packing, container: ENDED, shell: null }), {
      ...context,
      run,
    });
    assert.equal(failureOf(nowhere), {
      kind: 'environment',
      summary: 'Artifact "other.tar.bz2" cannot be compressed: this machine does not have the program "bzip2"',
      next: 'Install "bzip2", or write "compression: gz" in place of "bz2"',
    });
  }),
);

s('makes a zip of a folder with all below it', () =>
  inResults(async ({ folder, names }) => {
    const packing = { ...GZ, type: 'zip', suffix: '.zip', name: 'named' } as const;
    assert.equal(await names('out', { packing }), ['named.zip']);
    const archive = readFileSync(join(folder, 'named.zip')).toString('latin1');
    for (const name of ['out/', 'out/deep/er/x.bin', 'out/hard', 'out/broken']) assert.ok(archive.includes(name), name);
  }),
);

s('refuses a second artifact of the same name, and names both', () =>
  inResults(async ({ collect }) => {
    assert.ok((await collect('top.txt')).ok);
    assert.equal(failureOf(await collect('other/*.txt')), {
      kind: 'configuration',
      summary: 'Two artifacts of the step have the name "top.txt"',
      details: ['"/source/top.txt", found by "top.txt"', '"/source/other/top.txt", found by "other/*.txt"'],
      next: 'Give one of them another name with "rename", or keep their folder with "format: uncompressed"',
    });
  }),
);

s('lets a file be found by two patterns', () =>
  inResults(async ({ names }) => {
    assert.equal(await names('out/*.txt'), ['1.txt', '2.txt']);
    assert.equal(await names('out/2.txt'), ['2.txt']);
  }),
);

s('refuses a new name for several files, and one that leads out of the results', () =>
  inResults(async ({ collect }) => {
    assert.equal(failureOf(await collect('out/*.txt', { rename: 'x' })), {
      kind: 'configuration',
      summary: 'Artifact "out/*.txt" cannot be renamed to "x": it stands for 2 files',
      details: ['"out/1.txt"', '"out/2.txt"'],
      next: 'Give each of them a line of its own under "artifacts"',
    });
    const summary = 'Artifact "top.txt" cannot be kept as "../x": the name leads out of the results of the step';
    assert.is(failureOf(await collect('top.txt', { rename: '../x' })).summary, summary);
  }),
);

s('stops when the build is ended, and leaves nothing unfinished', () =>
  inResults(async ({ folder, context }) => {
    const abort = new AbortController();
    const run: ArtifactContext['run'] = async (command, options) => {
      const result = await context.run(command, options);
      abort.abort();
      return result;
    };
    const result = await collectArtifact(operation('large out'), { ...context, run, signal: abort.signal });
    assert.is(result.ok, false);
    mkdirSync(folder, { recursive: true });
    assert.equal(readdirSync(folder), []);
  }),
);

s('says that the container is gone', () =>
  inResults(async ({ collect }) => {
    const running = failureOf(await collect('top.txt', { container: 'no-such-container' }));
    const ended = failureOf(await collect('*.txt', { container: 'no-such-container', shell: null }));
    assert.equal([running.kind, ended.kind], ['engine', 'engine']);
  }),
);

s('says that the results cannot be written', () =>
  inResults(async ({ folder, collect }) => {
    mkdirSync(join(folder, 'top.txt', 'taken'), { recursive: true });
    assert.match(failureOf(await collect('top.txt')).summary, /^Artifact "top.txt" cannot be written: /);
  }),
);

s.run();
