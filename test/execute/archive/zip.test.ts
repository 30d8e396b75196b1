import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tarEntry, type TarEntry } from '../../../src/execute/archive/tar-entry.ts';
import { toZip } from '../../../src/execute/archive/zip-writer.ts';

const s = suite('zip archives');

async function* entriesOf(members: readonly (readonly [TarEntry, string])[]) {
  for (const [entry, text] of members) {
    const content = (async function* () {
      // In two pieces.
      yield Buffer.from(text.slice(0, 3));
      yield Buffer.from(text.slice(3));
    })();
    yield { ...entry, content };
  }
}

async function zip(members: readonly (readonly [TarEntry, string])[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of toZip(entriesOf(members))) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What another implementation reads: name, mode, link or content, and time of each member. */
const READER = `
import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(json.dumps([[i.filename, oct(i.external_attr >> 16), archive.read(i).decode()[:20], i.file_size, list(i.date_time)] for i in archive.infolist()]))
`;

const hasPython = spawnSync('python3', ['--version']).status === 0;

/** A second opinion, where the machine has one. */
function withPython(name: string, test: () => Promise<void>): void {
  if (hasPython) s(name, test);
}

withPython('are read by another implementation as they were meant', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zip-test-'));
  try {
    const modified = Date.UTC(2024, 1, 29, 13, 37, 42) / 1000;
    const long = 'x'.repeat(100_000);
    const members = [
      [tarEntry({ path: 'tree', kind: 'directory', mode: 0o750, modified }), ''],
      [tarEntry({ path: 'tree/a', kind: 'file', mode: 0o644, modified }), 'content'],
      [tarEntry({ path: 'tree/empty', kind: 'file', mode: 0o600, modified: 0 }), ''],
      [tarEntry({ path: Buffer.from('tree/ü€').toString('latin1'), kind: 'file', mode: 0o4755, modified }), long],
      [tarEntry({ path: 'tree/fifo', kind: 'fifo' }), ''],
      [tarEntry({ path: 'tree/link', kind: 'symlink', mode: 0o777, linkTarget: 'a', modified }), ''],
    ] as const;
    writeFileSync(join(folder, 'a.zip'), await zip(members));
    const { stdout, stderr } = spawnSync('python3', ['-c', READER, join(folder, 'a.zip')]);
    assert.is(stderr.toString(), '');
    const date = [2024, 2, 29, 13, 37, 42];
    assert.equal(JSON.parse(stdout.toString()), [
      ['tree/', '0o40750', '', 0, date],
      ['tree/a', '0o100644', 'content', 7, date],
      ['tree/empty', '0o100600', '', 0, [1980, 1, 1, 0, 0, 0]],
      ['tree/ü€', '0o104755', 'x'.repeat(20), long.length, date],
      ['tree/link', '0o120777', 'a', 1, date],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

s('hold little more than their deflated content', async () => {
  const archive = await zip([[tarEntry({ path: 'a', kind: 'file' }), 'x'.repeat(100_000)]]);
  assert.ok(archive.length < 500, `${archive.length} bytes`);
});

s('may be empty', async () => {
  const archive = await zip([]);
  assert.is(archive.toString('latin1'), `PK\x05\x06${'\0'.repeat(18)}`);
});

s.run();
