import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMetadata } from '../../../src/execute/pypi/metadata.ts';
import { readPackageFile } from '../../../src/execute/pypi/package-file.ts';
import { folderOfFixture } from '../../config/fixture-files.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const s = suite('a Python package');

const FOLDER = folderOfFixture({ fixture: 'pypi' });

/** What twine sends of each package of the fixtures (`record.py` beside this file). */
function recordedFields(name: string): string[] {
  const recorded: unknown = JSON.parse(readFileSync(join(FOLDER, 'recorded.json'), 'utf8'));
  const entry: unknown = Reflect.get(Object(recorded), name);
  const fields: unknown = Reflect.get(Object(entry), 'fields');
  assert.ok(Array.isArray(fields));
  return fields.map((field) => JSON.stringify(field)).sort();
}

/** BLAKE2 with 256 bits is beyond node; the other two are of the sending, not of the package. */
const NOT_OURS = ['blake2_256_digest', ':action', 'content', 'protocol_version'];

for (const name of readdirSync(FOLDER).filter((file) => !file.endsWith('.json'))) {
  s(`${name} leads to the fields that twine sends`, async () => {
    const read = await readPackageFile(join(FOLDER, name));
    if (typeof read === 'string') throw new Error(read);
    const fields = read.fields.filter(([field]) => field !== 'md5_digest').map((field) => JSON.stringify(field));
    const expected = recordedFields(name).filter((field) => !NOT_OURS.some((one) => field.startsWith(`["${one}"`)));
    assert.equal(fields.sort(), expected);
    assert.match(read.fields.find(([field]) => field === 'md5_digest')?.[1] ?? '', /^[0-9a-f]{32}$/);
    assert.is(read.size, readFileSync(join(FOLDER, name)).length);
  });
}

const GOOD = 'Metadata-Version: 2.1\nName: a\nVersion: 1\n';

/** A zip with one file. */
function zipOf(name: string, content: Buffer, { method = 8, size = content.length } = {}): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(size, 20);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + content.length, 16);
  return Buffer.concat([local, Buffer.from(name), content, central, Buffer.from(name), end]);
}

const METADATA = 'a-1.dist-info/METADATA';
const tar = (name: string) => readFileSync(join(FOLDER, name));

const bad: readonly (readonly [string, string, Buffer, string | RegExp])[] = [
  ['another name', 'a-1.txt', Buffer.from('x'), 'its name ends neither in ".whl" nor in ".tar.gz" nor in ".zip"'],
  ['a text for a tar', 'a-1.tar.gz', Buffer.from('x\n'), 'it is no gzip archive, or it is damaged'],
  ['nothing', 'a-1.tar.gz', Buffer.alloc(0), /gzip|PKG-INFO/],
  [
    'a tar that is cut short',
    'a-1.tar.gz',
    tar('demo-0.1.tar.gz').subarray(0, 200),
    'it is no gzip archive, or it is damaged',
  ],
  ['a compressed text', 'a-1.tar.gz', gzipSync('x'.repeat(2000)), /archive/],
  ['a tar without metadata', 'a-1.tar.gz', gzipSync(Buffer.alloc(1024)), 'it has no "PKG-INFO" in its only folder'],
  ['a text for a zip', 'a-1.whl', Buffer.from('x\n'), 'it is no zip archive'],
  ['a zip that is cut short', 'a-1.whl', zipOf(METADATA, deflateRawSync(GOOD)).subarray(40), /damaged|cut short/],
  [
    'a zip without metadata',
    'a-1.whl',
    zipOf('x/METADATA', deflateRawSync(GOOD)),
    'it has no "METADATA" where it belongs',
  ],
  ['damaged metadata', 'a-1.whl', zipOf(METADATA, Buffer.from([255, 255, 255])), `"${METADATA}" in it is damaged`],
  ['metadata beyond the end', 'a-1.whl', zipOf(METADATA, deflateRawSync(GOOD), { size: 5000 }), 'it is cut short'],
  [
    'metadata in an unknown way',
    'a-1.whl',
    zipOf(METADATA, Buffer.from(GOOD), { method: 93 }),
    `"${METADATA}" in it is compressed in a way that is not known here`,
  ],
  [
    'metadata without a version',
    'a-1.whl',
    zipOf(METADATA, Buffer.from('Metadata-Version: 2.1\nName: a\n'), { method: 0 }),
    'its metadata says no "version"',
  ],
];
for (const [what, name, content, reason] of bad) {
  s(`${what} is none`, async () => {
    const path = join(temporaryDirectory(), name);
    writeFileSync(path, content);
    const read = await readPackageFile(path);
    assert.match(typeof read === 'string' ? read : 'it is one', reason);
  });
}

s('a file that is not there is none', async () => {
  for (const name of ['a-1.whl', 'a-1.tar.gz']) {
    assert.is(await readPackageFile(join(temporaryDirectory(), name)), 'it cannot be read (ENOENT)');
  }
});

const wheels: readonly (readonly [string, string])[] = [
  ['a-1-py3-none-any.whl', 'py3'],
  ['a_b-1.0-2-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', 'cp312'],
  ['odd.whl', 'any'],
];
for (const [name, version] of wheels) {
  s(`${name} is for ${version}`, async () => {
    const path = join(temporaryDirectory(), name);
    writeFileSync(path, zipOf(METADATA, deflateRawSync(GOOD)));
    const read = await readPackageFile(path);
    if (typeof read === 'string') throw new Error(read);
    assert.is(read.fields.find(([field]) => field === 'pyversion')?.[1], version);
  });
}

const texts: readonly (readonly [string, string])[] = [
  ['Name: a\nVersion: 1\n', 'its metadata says no "metadata-version"'],
  ['Metadata-Version: 2.1\nVersion: 1\n', 'its metadata says no "name"'],
  [`${GOOD}Name: b\n`, 'its metadata says "name" twice'],
  [`${GOOD}Description: a\n\nb\n`, 'its metadata says "description" twice'],
];
for (const [text, reason] of texts) {
  s(`metadata ${JSON.stringify(text)} is refused`, () => assert.is(parseMetadata(Buffer.from(text)), reason));
}

s('metadata that is no UTF-8 is refused', () => {
  assert.is(parseMetadata(Buffer.from([0x4e, 0xff])), 'its metadata is no text in UTF-8');
});

s('headers of later versions are left out, and lines may end as on Windows', () => {
  const metadata = parseMetadata(Buffer.from(`${GOOD}Import-Name: a\nSummary: s\n\ntext\n`.replaceAll('\n', '\r\n')));
  if (typeof metadata === 'string') throw new Error(metadata);
  assert.equal(metadata.fields.slice(3), [
    ['summary', 's'],
    ['description', 'text\n'],
  ]);
});

s.run();
