import { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ByteReader } from '../../src/process/byte-reader.ts';

const s = suite('reading a stream by sizes');

function readerOf(...chunks: readonly string[]): ByteReader {
  return new ByteReader(Readable.from(chunks.map((chunk) => Buffer.from(chunk))));
}

s('gives exactly so many bytes, whatever the chunks', async () => {
  const reader = readerOf('ab', 'cdef', 'g');
  assert.equal([(await reader.read(3)).toString(), (await reader.read(4)).toString()], ['abc', 'defg']);
  assert.is((await reader.read(1)).length, 0);
});

s('gives fewer where the stream ends', async () => {
  assert.is((await readerOf('ab').read(3)).toString(), 'ab');
});

for (const chunks of [['one\r\n\r\ntwo'], ['one\r', '\n\r\ntwo'], ['one\r\n\r', '\ntwo'], [...'one\r\n\r\ntwo']]) {
  s(`finds a delimiter in ${JSON.stringify(chunks)}`, async () => {
    const reader = readerOf(...chunks);
    assert.is((await reader.readThrough('\r\n\r\n', 100))?.toString(), 'one\r\n\r\n');
    assert.is((await reader.read(10)).toString(), 'two');
  });
}

s('takes nothing where there is no delimiter', async () => {
  const reader = readerOf('on', 'e');
  assert.is(await reader.readThrough('\n', 100), null);
  assert.is((await reader.read(10)).toString(), 'one');
});

s('searches no further than its limit', async () => {
  assert.is(await readerOf('aaaa', 'bbbb', 'cccc\n').readThrough('\n', 6), null);
});

s.run();
