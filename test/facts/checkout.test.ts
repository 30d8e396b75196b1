import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCheckoutViewable } from '../../src/facts/checkout.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('facts/checkout: what steps may have views of');

function checkout(files: number, bytes = 0): string {
  const directory = temporaryDirectory();
  for (let index = 0; index < files; index += 1) {
    const folder = join(directory, `${index % 7}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${index}`), Buffer.alloc(bytes));
  }
  return directory;
}

const rows: readonly (readonly [string, () => string, Readonly<Record<string, string>>, boolean])[] = [
  ['many files on a CI machine', () => checkout(1000), { CI: 'true' }, true],
  ['many bytes on a CI machine', () => checkout(2, 16 * 1024 * 1024), { CI: '1' }, true],
  ['fewer files', () => checkout(999), { CI: 'true' }, false],
  ['many files at a desk', () => checkout(1000), {}, false],
  ['many files where CI is denied', () => checkout(1000), { CI: 'False' }, false],
  ['a folder that is not there', () => '/does/not/exist', { CI: 'true' }, false],
];
for (const [title, make, environment, expected] of rows) {
  s(`${title}: ${expected ? 'yes' : 'no'}`, () => assert.is(isCheckoutViewable(make(), environment), expected));
}
s.run();
