import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Tail } from '../../src/process/tail.ts';

const s = suite('the tail of a stream');

const rows: readonly [string, number, readonly string[], string][] = [
  ['nothing', 4, [], ''],
  ['less than the limit', 4, ['a', 'b'], 'ab'],
  ['just the limit', 4, ['ab', 'cd'], 'abcd'],
  ['one more than the limit', 4, ['ab', 'cde'], 'bcde'],
  ['one large piece', 4, ['abcdefghijkl'], 'ijkl'],
  ['many small pieces', 4, Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index)), 'wxyz'],
  ['a small piece behind a large one', 4, ['abcdefghijkl', 'm'], 'jklm'],
  ['a limit of nothing', 0, ['abc'], ''],
];

for (const [name, limit, pieces, expected] of rows) {
  s(`keeps of ${name} ${JSON.stringify(expected)}`, () => {
    const tail = new Tail(limit);
    for (const piece of pieces) tail.push(Buffer.from(piece));
    assert.is(tail.text(), expected);
  });
}

s('may be asked at any time', () => {
  const tail = new Tail(4);
  tail.push(Buffer.from('abcde'));
  assert.is(tail.text(), 'bcde');
  tail.push(Buffer.from('f'));
  assert.is(tail.text(), 'cdef');
  assert.is(tail.text(), 'cdef');
});

s('reads a character that was cut between two pieces', () => {
  const tail = new Tail(100);
  const bytes = Buffer.from('größe €');
  for (const byte of bytes) tail.push(Buffer.of(byte));
  assert.is(tail.text(), 'größe €');
});

s.run();
