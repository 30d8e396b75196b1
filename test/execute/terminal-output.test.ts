import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { plainLineEnds } from '../../src/execute/terminal-output.ts';

const s = suite('output of a terminal');

const rows: readonly (readonly [string, readonly string[], string])[] = [
  ['plain line ends stay', ['a\nb\n'], 'a\nb\n'],
  ['CR LF becomes LF', ['a\r\nb\r\n'], 'a\nb\n'],
  ['a pair that is cut in two becomes LF', ['a\r', '\nb'], 'a\nb'],
  ['a CR within a line stays', ['1%\r2%\r\n'], '1%\r2%\n'],
  ['a CR that was held back stays where no LF follows', ['1%\r', '2%\r\n'], '1%\r2%\n'],
  ['bytes that are no text stay', ['\xff\xfe\r\n\x00'], '\xff\xfe\n\x00'],
];

for (const [name, pieces, expected] of rows) {
  s(name, () => {
    const toPlain = plainLineEnds();
    const plain = Buffer.concat(pieces.map((piece) => toPlain(Buffer.from(piece, 'latin1'))));
    assert.is(plain.toString('latin1'), expected);
  });
}

s.run();
