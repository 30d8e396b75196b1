import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatJson } from '../../src/report/json.ts';

const s = suite('json');

// Expected texts are what Python's json.dumps(value, indent=2) gives.
const ROWS: readonly (readonly [value: unknown, expected: string])[] = [
  [null, 'null'],
  [undefined, 'null'],
  [{}, '{}'],
  [[], '[]'],
  [new Map(), '{}'],
  [[1, true, null, 'a'], '[\n  1,\n  true,\n  null,\n  "a"\n]'],
  [
    new Map([
      ['b', 1],
      ['10', 2],
      ['9', 3],
    ]),
    '{\n  "b": 1,\n  "10": 2,\n  "9": 3\n}',
  ],
  [{ a: { b: [] } }, '{\n  "a": {\n    "b": []\n  }\n}'],
  ['é "q" \\ \n \u007f 😀', '"\\u00e9 \\"q\\" \\\\ \\n \\u007f \\ud83d\\ude00"'],
  [12345678901234567890n, '12345678901234567890'],
  [1.5, '1.5'],
];

for (const [value, expected] of ROWS) {
  s(`writes ${expected.replaceAll('\n', ' ')}`, () => {
    assert.is(formatJson(value), expected);
  });
}

s.run();
