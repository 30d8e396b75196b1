import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LineSplitter } from '../../src/report/line-splitter.ts';

const s = suite('line splitter');

const ROWS: readonly {
  readonly chunks: readonly string[];
  readonly blocks: readonly string[];
  readonly last: string | null;
}[] = [
  { chunks: ['a\nb\n'], blocks: ['a\nb\n'], last: null },
  { chunks: ['a\nb'], blocks: ['a\n'], last: 'b\n' },
  { chunks: ['a', 'b', '\n'], blocks: ['ab\n'], last: null },
  { chunks: ['a', 'b\nc\nd', 'e\n'], blocks: ['ab\n', 'c\n', 'de\n'], last: null },
  { chunks: ['\n\n\n'], blocks: ['\n\n\n'], last: null },
  { chunks: ['a\n', '\n', 'b\n'], blocks: ['a\n', '\n', 'b\n'], last: null },
  { chunks: ['1 %\r2 %\r', '3 %\n'], blocks: ['1 %\r2 %\r3 %\n'], last: null },
  { chunks: ['', ''], blocks: [], last: null },
];

for (const { chunks, blocks, last } of ROWS) {
  s(`cuts ${JSON.stringify(chunks)} at line ends`, () => {
    const splitter = new LineSplitter();
    const found = chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)).map(String));
    assert.equal(found, blocks);
    assert.is(splitter.end()?.toString() ?? null, last);
  });
}

s('gives back any bytes as they came, wherever they are cut', () => {
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256));
  for (const size of [1, 2, 3, 7, 255, 256, 257, 4999]) {
    const splitter = new LineSplitter();
    const blocks: Buffer[] = [];
    for (let start = 0; start < bytes.length; start += size)
      blocks.push(...splitter.push(bytes.subarray(start, start + size)));
    const last = splitter.end();
    const all = Buffer.concat([...blocks, ...(last === null ? [] : [last.subarray(0, -1)])]);
    assert.ok(all.equals(bytes), `pieces of ${size}`);
    assert.ok(blocks.every((block) => block.at(-1) === 10));
  }
});

s('keeps a line of 10 MB whole', () => {
  const splitter = new LineSplitter();
  const piece = Buffer.alloc(65_536, 'x');
  for (let count = 0; count < 160; count++) assert.equal(splitter.push(piece), []);
  const [line] = splitter.push(Buffer.from('\n'));
  assert.is(line?.length, 160 * 65_536 + 1);
});

const LONG_ROWS: readonly (readonly [chunks: readonly string[], blocks: readonly string[]])[] = [
  [['abcdefghij\n'], ['abcdefghij\n']],
  [
    ['abcd', 'efghij\n'],
    ['abcd\n', 'efgh\n', 'ij\n'],
  ],
  [
    ['abc', 'd\nx\n'],
    ['abcd\n', 'x\n'],
  ],
  [
    ['abcd', '\nx\n'],
    ['abcd\n', 'x\n'],
  ],
  [['abcde'], ['abcd\n']],
];

for (const [chunks, blocks] of LONG_ROWS) {
  s(`with at most 4 bytes kept, ${JSON.stringify(chunks)} goes out in pieces`, () => {
    const splitter = new LineSplitter(4);
    assert.equal(
      chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)).map(String)),
      blocks,
    );
  });
}

s.run();
