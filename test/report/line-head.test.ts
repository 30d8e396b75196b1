import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frameLines, frameText } from '../../src/report/line-head.ts';

const s = suite('line head');

function framed(block: string | Buffer, head: string, tail = '', carriageReturn?: string): Buffer {
  const frame = carriageReturn === undefined ? { head, tail } : { head, tail, carriageReturn };
  return Buffer.concat(frameLines(Buffer.from(block), frame));
}

const ROWS: readonly (readonly [block: string, head: string, tail: string, expected: string])[] = [
  ['a\nb\n', '> ', '', '> a\n> b\n'],
  ['\n\n', '> ', '', '> \n> \n'],
  ['a\n', '> ', '<', '> a<\n'],
  ['a\nb\n', '$& $1 $$ ', '$`', '$& $1 $$ a$`\n$& $1 $$ b$`\n'],
  ['é\n', 'ü ', '', 'ü é\n'],
  ['a\rb\r\n', '> ', '', '> a\rb\r\n'],
];

for (const [block, head, tail, expected] of ROWS) {
  s(`puts ${JSON.stringify(head)} before the lines of ${JSON.stringify(block)}`, () => {
    assert.is(framed(block, head, tail).toString(), expected);
  });
}

s('leaves bytes that are no text as they are', () => {
  const bytes = Buffer.from([0, 255, 128, 195, 10, 0, 27, 10]);
  assert.ok(framed(bytes, 'ü').equals(Buffer.from([195, 188, 0, 255, 128, 195, 10, 195, 188, 0, 27, 10])));
});

s('frames blocks of many sections and lines longer than one', () => {
  const lines = ['short', 'x'.repeat(200_000), '', ...Array.from({ length: 30_000 }, (_, index) => `line ${index}`)];
  const expected = lines.map((line) => `[${line}]\n`).join('');
  assert.ok(framed(`${lines.join('\n')}\n`, '[', ']').toString() === expected);
});

s('repeats the head after a carriage return within a line', () => {
  assert.is(framed('1 %\r2 %\r\nx\r\r\ny\n', '> ', '', '\r> ').toString(), '> 1 %\r> 2 %\r\n> x\r\r\n> y\n');
});

s('frames each line of a text', () => {
  assert.is(Buffer.concat(frameText('a\nb', { head: '> ', tail: '' })).toString(), '> a\n> b\n');
});

s.run();
