import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { chooseRows, ROWS } from './rows.ts';
import { countOccurrences } from './rows/memory.ts';

const s = suite('bench/rows');

for (const [names, count] of [
  [[], ROWS.length],
  [['START-UP'], 2],
  [['abort', 'memory'], 2],
  [['Python'], 3],
  [['nothing'], 0],
] as const) {
  s(`${count} rows are chosen by "${names.join(' ')}"`, () => {
    assert.is(chooseRows(names).length, count);
  });
}

s('names of rows tell them apart', () => {
  assert.is(new Set(ROWS.map(({ name }) => name)).size, ROWS.length);
});

s('a text is counted also where it lies across two reads of the file', async () => {
  const file = join(temporaryDirectory(), 'log');
  writeFileSync(file, 'head 007\n'.repeat(300_000) + '007');
  assert.is(await countOccurrences(file, '007\n'), 300_000);
  assert.is(await countOccurrences(file, '008\n'), 0);
});

s.run();
