import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FailureError } from '../../../src/failure.ts';
import { tarEntry, type NameEncoding, type TarEntry } from '../../../src/execute/archive/tar-entry.ts';
import { readTar } from '../../../src/execute/archive/tar-reader.ts';
import { TarWriter } from '../../../src/execute/archive/tar-writer.ts';

const s = suite('tar archives');

interface Member {
  readonly entry: TarEntry;
  readonly content: string;
}

function file(path: string, content: string, values: Partial<TarEntry> = {}): Member {
  return { entry: tarEntry({ path, kind: 'file', size: Buffer.byteLength(content), ...values }), content };
}

function other(entry: TarEntry): Member {
  return { entry, content: '' };
}

async function write(members: readonly Member[], encoding: NameEncoding = 'utf8'): Promise<Buffer> {
  const sink = new PassThrough();
  const collected = collect(sink);
  const writer = new TarWriter(sink, { encoding });
  for (const { entry, content } of members) await writer.addFile(entry, [Buffer.from(content)]);
  await writer.finish();
  sink.end();
  return collected;
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function read(archive: Buffer, chunkBytes = 1000, encoding: NameEncoding = 'utf8'): Promise<Member[]> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < archive.length; at += chunkBytes) chunks.push(archive.subarray(at, at + chunkBytes));
  const members: Member[] = [];
  for await (const { content, ...entry } of readTar(Readable.from(chunks), encoding)) {
    members.push({ entry, content: (await collect(content)).toString() });
  }
  return members;
}

const long = (length: number) => 'n'.repeat(length);

const MEMBERS: readonly (readonly [string, Member])[] = [
  ['a plain file', file('a.txt', 'hello\n')],
  ['a file of exactly one block', file('block', long(512))],
  ['an empty file', file('empty', '')],
  ['a name of 100 bytes', file(long(100), 'x')],
  ['a name of 101 bytes', file(long(101), 'x')],
  ['a name that fits by its folder', file(`${long(150)}/${long(100)}`, 'x')],
  ['a folder name of 156 bytes', file(`${long(156)}/a`, 'x')],
  ['a name of more than 300 bytes', file(`${long(200)}/${long(250)}/${long(255)}`, 'x')],
  ['a folder whose path has 100 bytes', other(tarEntry({ path: long(100), kind: 'directory' }))],
  ['a folder with a long path', other(tarEntry({ path: `${long(90)}/${long(99)}`, kind: 'directory', mode: 0o1777 }))],
  ['a name of other letters', file('ünï/€ 漢字.txt', 'x')],
  ['a name with a line end', file('two\nlines', 'x')],
  ['a set-user-id file of high ids', file('su', 'x', { mode: 0o4755, userId: 3_000_000, groupId: 2_097_152 })],
  ['a time before 1970', file('old', 'x', { modified: -315_619_200 })],
  ['a time far ahead', file('new', 'x', { modified: 10_000_000_000 })],
  ['a symlink', other(tarEntry({ path: 'link', kind: 'symlink', linkTarget: '/nowhere', mode: 0o777 }))],
  ['a symlink to a long path', other(tarEntry({ path: 'link', kind: 'symlink', linkTarget: long(300) }))],
  // The record that holds it has 999 or 1,001 bytes: its length counts its own digits.
  ['a link of 985 bytes', other(tarEntry({ path: 'link', kind: 'symlink', linkTarget: long(985) }))],
  ['a link of 986 bytes', other(tarEntry({ path: 'link', kind: 'symlink', linkTarget: long(986) }))],
  ['a hard link', other(tarEntry({ path: 'hard', kind: 'hardlink', linkTarget: 'a.txt' }))],
  ['a FIFO', other(tarEntry({ path: 'fifo', kind: 'fifo', modified: 1_600_000_000 }))],
  ['a device', other(tarEntry({ path: 'null', kind: 'character', deviceMajor: 1, deviceMinor: 3 }))],
];

for (const [name, member] of MEMBERS) {
  s(`reads back ${name}`, async () => {
    const archive = await write([member, file('next', 'after')]);
    assert.is(archive.length % 512, 0);
    assert.equal(await read(archive), [member, file('next', 'after')]);
  });
}

s('reads the same whatever the sizes of the chunks', async () => {
  const members = MEMBERS.map(([, member]) => member);
  const archive = await write(members);
  for (const chunkBytes of [1, 511, 512, 513, archive.length]) assert.equal(await read(archive, chunkBytes), members);
});

s('keeps names that are no valid UTF-8, byte by byte', async () => {
  const member = file('latin-\xe9', 'x');
  assert.equal(await read(await write([member], 'latin1'), 1000, 'latin1'), [member]);
});

s('fills a file up that has become shorter, and cuts one that has become longer', async () => {
  const shrunk = { entry: tarEntry({ path: 'a', kind: 'file', size: 10 }), content: 'short' };
  const grown = { entry: tarEntry({ path: 'b', kind: 'file', size: 3 }), content: 'longer' };
  const members = await read(await write([shrunk, grown]));
  assert.equal(
    members.map(({ content }) => content),
    ['short\0\0\0\0\0', 'lon'],
  );
});

s('skips contents that nobody reads', async () => {
  const archive = await write([file('a', long(5000)), file('b', long(5000)), file('c', '')]);
  const paths: string[] = [];
  for await (const { path, content } of readTar(Readable.from([archive]))) {
    paths.push(path);
    if (path === 'a') for await (const chunk of content) if (chunk.length > 0) break;
  }
  assert.equal(paths, ['a', 'b', 'c']);
});

s('writes sizes beyond 8 GiB and reads them', async () => {
  const sink = new PassThrough();
  const size = 2 ** 33 + 5;
  const writer = new TarWriter(sink);
  await writer.addHeader(tarEntry({ path: 'big', kind: 'file', size }));
  const finished = writer.finish();
  const entries = readTar(sink);
  const first = await entries.next();
  assert.is(first.value?.size, size);
  await finished;
  sink.destroy();
});

for (const [name, cut] of [
  ['in a content', 700],
  ['in the padding', 512 + 450],
  ['in a header', 100],
] as const) {
  s(`fails where the stream ends ${name}`, async () => {
    const archive = await write([file('a', long(400))]);
    const error = await read(archive.subarray(0, cut)).catch((reason: unknown) => reason);
    assert.instance(error, FailureError);
  });
}

s('fails on what is no archive', async () => {
  const error = await read(Buffer.from(long(2000))).catch((reason: unknown) => reason);
  assert.ok(error instanceof FailureError);
  assert.is(error.failure.summary, 'The stream is no tar archive, or a damaged one');
});

s('rejects when the reader has gone away', async () => {
  const sink = new PassThrough();
  const writer = new TarWriter(sink);
  const writing = writer.fill(10 * 1024 * 1024).catch((reason: unknown) => reason);
  sink.destroy();
  assert.instance(await writing, Error);
});

s('stops waiting for its reader when the signal aborts', async () => {
  const abort = new AbortController();
  const sink = new PassThrough();
  const writing = new TarWriter(sink, { signal: abort.signal })
    .fill(10 * 1024 * 1024)
    .catch((reason: unknown) => reason);
  abort.abort('stop');
  assert.is(await writing, 'stop');
  sink.destroy();
});

s('holds little more than a megabyte for a slow reader, and tells how far it is', async () => {
  const sink = new PassThrough({ readableHighWaterMark: 1 });
  let told = 0;
  const writer = new TarWriter(sink, { onProgress: (bytes) => (told = bytes) });
  const finished = writer.fill(20 * 1024 * 1024).then(() => writer.finish());
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(told > 0 && told <= 2 * 1024 * 1024, `${told} bytes were written ahead`);
  sink.resume();
  await finished;
  assert.is(told, 20 * 1024 * 1024 + 1024);
});

function tarProgram(args: readonly string[], input?: Buffer): Buffer {
  const { status, stdout, stderr } = spawnSync('tar', args, { input, maxBuffer: 1 << 28 });
  assert.is(status, 0, stderr.toString());
  return stdout;
}

s('GNU tar lists what we write', async () => {
  const members = MEMBERS.map(([, member]) => member).filter(({ entry }) => !entry.path.includes('\n'));
  const listing = tarProgram(['--list', '--quoting-style=literal', '--file=-'], await write(members));
  const names = members.map(({ entry }) => entry.path + (entry.kind === 'directory' ? '/' : ''));
  assert.is(listing.toString(), names.map((name) => `${name}\n`).join(''));
});

for (const format of ['gnu', 'pax', 'ustar', 'v7', 'oldgnu']) {
  s(`reads what GNU tar writes as ${format}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tar-test-'));
    try {
      const longest = format === 'v7' ? 90 : format === 'ustar' ? 100 : 250;
      writeFileSync(join(folder, long(longest)), 'content', { mode: 0o640 });
      const archive = tarProgram(['-C', folder, `--format=${format}`, '--owner=u:70', '--group=g:80', '-cf-', '.']);
      const members = await read(archive);
      const found = members.find(({ entry }) => entry.kind === 'file');
      assert.is(found?.entry.path, `./${long(longest)}`);
      assert.is(found?.content, readFileSync(join(folder, long(longest)), 'utf8'));
      assert.equal([found?.entry.mode, found?.entry.userId, found?.entry.groupId], [0o640, 70, 80]);
      assert.is(members.find(({ entry }) => entry.kind === 'directory')?.entry.path, '.');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

s.run();
