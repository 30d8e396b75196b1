import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
} from 'node:fs';
import { linkSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTar } from '../../../src/execute/archive/tar-reader.ts';
import type { TarEntry } from '../../../src/execute/archive/tar-entry.ts';
import { writeCheckout, writeViews, type CheckoutRequest } from '../../../src/execute/source/checkout.ts';
import { writePath, writeText } from '../../../src/execute/source/single.ts';
import type { Result } from '../../../src/failure.ts';

const s = suite('the snapshot of the checkout');

interface Written<Value> {
  readonly result: Result<Value>;
  readonly entries: ReadonlyMap<string, TarEntry & { readonly text: string }>;
}

type WriteTo<Value> = (sink: PassThrough) => Promise<Result<Value>>;

/** What a reader of the archive gets; an archive that is cut short leaves out its last entry. */
async function written<Value>(write: WriteTo<Value>, encoding: 'utf8' | 'latin1' = 'utf8'): Promise<Written<Value>> {
  const sink = new PassThrough();
  const entries = new Map<string, TarEntry & { readonly text: string }>();
  const reading = (async () => {
    for await (const { content, ...entry } of readTar(sink, encoding)) {
      const chunks: Buffer[] = [];
      for await (const chunk of content) chunks.push(chunk);
      entries.set(entry.path, { ...entry, text: Buffer.concat(chunks).toString() });
    }
  })().catch(() => {});
  const result = await write(sink);
  sink.end();
  await reading;
  return { result, entries };
}

function checkout(directory: string, values: Partial<CheckoutRequest> = {}): WriteTo<{ files: number; bytes: number }> {
  const exclusions = { rootNames: [], patterns: [] };
  return (sink) => writeCheckout({ directory, exclusions, overlays: 0, sink, ...values });
}

async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'checkout test ü-'));
  try {
    await action(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

s('holds every kind of file as it is', () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, '.git/HEAD'), 'ref');
    mkdirSync(join(folder, 'empty'));
    writeFileSync(join(folder, 'tool'), 'run');
    chmodSync(join(folder, 'tool'), 0o4751);
    utimesSync(join(folder, 'tool'), 1, 1_000_000_000.7);
    linkSync(join(folder, 'tool'), join(folder, 'twin'));
    symlinkSync('/nowhere', join(folder, 'dangling'));
    symlinkSync('.', join(folder, 'loop'));
    spawnSync('mkfifo', [join(folder, 'fifo')]);
    const { result, entries } = await written(checkout(folder));
    assert.equal(result, { ok: true, value: { files: 3, bytes: 9 } });
    assert.equal(
      [...entries].map(([path, { kind }]) => `${kind} ${path}`),
      [
        'directory source',
        'directory source/.git',
        'file source/.git/HEAD',
        'symlink source/dangling',
        'directory source/empty',
        'fifo source/fifo',
        'symlink source/loop',
        'file source/tool',
        'file source/twin',
      ],
    );
    const tool = entries.get('source/tool');
    const { uid, gid } = statSync(join(folder, 'tool'));
    assert.equal([tool?.mode, tool?.modified, tool?.userId, tool?.groupId], [0o4751, 1_000_000_000, uid, gid]);
    assert.is(entries.get('source/dangling')?.linkTarget, '/nowhere');
    assert.is(entries.get('source/twin')?.text, 'run');
  }),
);

s('leaves out sockets, root names and what patterns exclude with all below it', () =>
  inFolder(async (folder) => {
    for (const path of ['results', 'sub', 'sub/results', 'skip', 'skip/deep']) mkdirSync(join(folder, path));
    for (const path of ['results/a', 'sub/results/b', 'skip/deep/c', 'sub/d.o', 'e.c']) {
      writeFileSync(join(folder, path), '');
    }
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((resolve) => server.on('listening', resolve));
    const exclusions = { rootNames: ['results'], patterns: ['skip', '*.o'] };
    const { entries } = await written(checkout(folder, { exclusions }));
    server.close();
    const paths = ['source', 'source/e.c', 'source/sub', 'source/sub/results', 'source/sub/results/b'];
    assert.equal([...entries.keys()], paths);
  }),
);

s('makes folders for overlays that look like the root of the checkout', () =>
  inFolder(async (folder) => {
    chmodSync(folder, 0o1770);
    utimesSync(folder, 5, 5);
    const { entries } = await written(checkout(folder, { overlays: 2 }));
    const paths = [
      'source',
      'overlay',
      ...['0', '0/upper', '0/work', '1', '1/upper', '1/work'].map((at) => `overlay/${at}`),
    ];
    assert.equal([...entries.keys()], paths);
    for (const path of ['source', 'overlay/0/upper', 'overlay/1/upper']) {
      const entry = entries.get(path);
      assert.equal([entry?.mode, entry?.modified], [0o1770, 5], path);
    }
  }),
);

s('keeps names of 300 characters of path and names that are no UTF-8', () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'd'.repeat(200)));
    writeFileSync(join(folder, 'd'.repeat(200), 'f'.repeat(250)), 'far');
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x6c, 0xe9])]), 'latin');
    const { entries } = await written(checkout(folder), 'latin1');
    assert.is(entries.get(`source/${'d'.repeat(200)}/${'f'.repeat(250)}`)?.text, 'far');
    assert.is(entries.get('source/l\xe9')?.text, 'latin');
  }),
);

/** Small files are gathered to pieces of 256 KiB: the third of them is looked at, and then the first two are sent. */
const SMALL = 100_000;
const LARGE = 3_000_000;

for (const [name, change, size, expected] of [
  ['shrinks', (path: string) => truncateSync(path, 3), SMALL, `ccc${'\0'.repeat(SMALL - 3)}`],
  ['grows', (path: string) => appendFileSync(path, 'more'), SMALL, 'c'.repeat(SMALL)],
  [
    'shrinks to nothing',
    (path: string) => truncateSync(path, 0),
    LARGE,
    `${'c'.repeat(1024 * 1024)}${'\0'.repeat(LARGE - 1024 * 1024)}`,
  ],
  ['grows a lot', (path: string) => appendFileSync(path, 'm'.repeat(LARGE)), LARGE, 'c'.repeat(LARGE)],
] as const) {
  s(`stays well-formed when a file of ${size} bytes ${name} while it is read`, () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, '1-first'), Buffer.alloc(SMALL, 'a'));
      writeFileSync(join(folder, '2-second'), Buffer.alloc(SMALL, 'b'));
      writeFileSync(join(folder, '3-changing'), Buffer.alloc(size, 'c'));
      writeFileSync(join(folder, '4-last'), 'last');
      const startsAt = size === SMALL ? 0 : 1024 * 1024;
      let hasChanged = false;
      const onProgress = (bytes: number) => {
        if (hasChanged || bytes < startsAt) return;
        hasChanged = true;
        change(join(folder, '3-changing'));
      };
      const { result, entries } = await written(checkout(folder, { onProgress }));
      assert.ok(result.ok && hasChanged);
      assert.ok(entries.get('source/3-changing')?.text === expected);
      assert.is(entries.get('source/2-second')?.text, 'b'.repeat(SMALL));
      assert.is(entries.get('source/4-last')?.text, 'last');
    }),
  );
}

s('leaves out a file that vanishes before it is read', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, '1-large'), Buffer.alloc(4 * 1024 * 1024));
    writeFileSync(join(folder, '2-gone'), 'gone');
    const onProgress = () => {
      try {
        unlinkSync(join(folder, '2-gone'));
      } catch {
        // Once is enough.
      }
    };
    const { result, entries } = await written(checkout(folder, { onProgress }));
    assert.ok(result.ok);
    assert.equal([...entries.keys()], ['source', 'source/1-large']);
  }),
);

s('names a folder that is not there', async () => {
  const { result } = await written(checkout('/nowhere/at all'));
  assert.equal(result, {
    ok: false,
    failure: {
      kind: 'environment',
      summary: 'Cannot read "/nowhere/at all": no such file or folder',
      next: 'Give yourself the right to read it (chmod u+rX), or name it in .buildignore',
    },
  });
});

/** Root may read everything, so an ordinary user has to try it, where there is one to become. */
for (const [kind, make] of [
  ['file', (path: string) => writeFileSync(path, 'x', { mode: 0 })],
  ['folder', (path: string) => mkdirSync(path, { mode: 0 })],
] as const) {
  s(`fails with the name of an unreadable ${kind}`, () =>
    inFolder(async (folder) => {
      chmodSync(folder, 0o755);
      make(join(folder, 'closed ü'));
      const result = await asOrdinaryUser(async () => (await written(checkout(folder))).result);
      chmodSync(join(folder, 'closed ü'), 0o700);
      assert.is(result.ok, false);
      if (!result.ok) assert.is(result.failure.summary, `Cannot read "${folder}/closed ü": permission denied`);
    }),
  );
}

async function asOrdinaryUser<Value>(action: () => Promise<Value>): Promise<Value> {
  if (process.geteuid?.() !== 0) return action();
  process.seteuid?.(65_534);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}

s('says that it was stopped', () =>
  inFolder(async (folder) => {
    const { result } = await written(checkout(folder, { signal: AbortSignal.abort() }));
    assert.ok(!result.ok && result.failure.kind === 'interrupted');
  }),
);

s('says that the reader went away', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 'large'), Buffer.alloc(4 * 1024 * 1024));
    const sink = new PassThrough();
    const writing = checkout(folder)(sink);
    sink.destroy();
    const result = await writing;
    assert.is(result.ok ? '' : result.failure.summary, `The engine stopped reading "${folder}" before its end`);
  }),
);

s('gives one file another name, executable where asked for', () =>
  inFolder(async (folder) => {
    const source = join(folder, 'script');
    writeFileSync(source, 'go', { mode: 0o640 });
    const { entries } = await written((sink) => writePath({ source, name: 'tmp/run me', isExecutable: true, sink }));
    assert.equal([...entries.keys()], ['tmp/run me']);
    assert.equal([entries.get('tmp/run me')?.mode, entries.get('tmp/run me')?.text], [0o751, 'go']);
  }),
);

s('gives a folder another name, and follows a link to what is asked for', () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, 'real'));
    symlinkSync('inner', join(folder, 'real/link'));
    symlinkSync('real', join(folder, 'alias'));
    const { entries } = await written((sink) => writePath({ source: join(folder, 'alias'), name: 'there', sink }));
    assert.equal(
      [...entries].map(([path, { kind }]) => `${kind} ${path}`),
      ['directory there', 'symlink there/link'],
    );
  }),
);

s('writes a text as a file', async () => {
  const { result, entries } = await written((sink) =>
    writeText({ text: 'grüße', name: 'etc/motd', mode: 0o600, sink }),
  );
  assert.ok(result.ok);
  assert.equal([entries.get('etc/motd')?.text, entries.get('etc/motd')?.mode], ['grüße', 0o600]);
});

s('views of the checkout itself hide what is left out, in folders that look like those of the checkout', () =>
  inFolder(async (folder) => {
    for (const path of ['out', 'deep/er', 'other']) mkdirSync(join(folder, path), { recursive: true });
    for (const path of ['out/a', 'deep/er/b.skip', 'deep/er/c', 'other/d']) writeFileSync(join(folder, path), 'x');
    chmodSync(join(folder, 'deep'), 0o2750);
    utimesSync(join(folder, 'deep'), 5, 6);
    const exclusions = { rootNames: ['out'], patterns: ['*.skip'] };
    const { result, entries } = await written((sink) =>
      writeViews({ directory: folder, exclusions, overlays: 2, sink }),
    );
    assert.ok(result.ok);
    for (const index of [0, 1]) {
      const upper = [...entries].filter(([path]) => path.startsWith(`overlay/${index}/upper/`));
      assert.equal(
        upper.map(([path, { kind }]) => `${kind} ${path.split('/').slice(3).join('/')}`),
        ['directory deep', 'directory deep/er', 'character deep/er/b.skip', 'character out'],
      );
      assert.ok(
        upper.every(
          ([, { kind, deviceMajor, deviceMinor }]) => kind !== 'character' || deviceMajor + deviceMinor === 0,
        ),
      );
    }
    const deep = entries.get('overlay/1/upper/deep');
    assert.is(deep?.mode, 0o2750);
    assert.is(deep?.modified, 6);
    assert.ok(entries.has('overlay/1/work'));
  }),
);

s.run();
