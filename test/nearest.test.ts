import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findNearest } from '../src/nearest.ts';

const s = suite('cli/nearest');

const rows: readonly (readonly [string, readonly string[], string | undefined])[] = [
  ['paln', ['plan', 'ps', 'reap'], 'plan'],
  ['pla', ['ps', 'plan'], 'plan'],
  ['plann', ['plan'], 'plan'],
  ['pkan', ['plan'], 'plan'],
  ['--direktory', ['--debug', '--directory'], '--directory'],
  ['xyz', ['plan', 'ps'], undefined],
  ['', ['plan'], undefined],
  ['plan', [], undefined],
  ['ab', ['ac', 'ad'], 'ac'],
];
for (const [typed, candidates, expected] of rows) {
  s(`finds ${expected} for "${typed}" among ${candidates.join(', ')}`, () => {
    assert.is(findNearest(typed, candidates), expected);
  });
}

s.run();
