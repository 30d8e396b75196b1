import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fnmatcher } from '../../../src/execute/source/fnmatch.ts';

const s = suite('patterns of .buildignore');

/** As Python's fnmatch answers. */
const ROWS: readonly (readonly [pattern: string, path: string, isMatched: boolean])[] = [
  ['*.o', 'a.o', true],
  ['*.o', 'deep/er/a.o', true],
  ['*.o', 'a.obj', false],
  ['node_modules', 'node_modules', true],
  ['node_modules', 'sub/node_modules', false],
  ['build/*', 'build/x/y', true],
  ['build/', 'build', false],
  ['/rooted', 'rooted', false],
  ['a?c', 'a/c', true],
  ['a?c', 'ac', false],
  ['[abc]x', 'bx', true],
  ['[!abc]x', 'bx', false],
  ['[!abc]x', 'dx', true],
  ['[a-c]x', 'bx', true],
  ['[c-a]x', 'bx', false],
  ['[]]x', ']x', true],
  ['[!]]x', 'ax', true],
  ['[a-]x', '-x', true],
  ['[^a]x', '^x', true],
  ['[ax', '[ax', true],
  ['a.b+(c)|{d}$^\\', 'a.b+(c)|{d}$^\\', true],
  ['a.b', 'axb', false],
  ['*', 'two\nlines', true],
  ['ü?', 'ü€', true],
  ['', 'a', false],
  ['a', 'A', false],
];

for (const [pattern, path, isMatched] of ROWS) {
  s(`"${pattern}" ${isMatched ? 'matches' : 'does not match'} ${JSON.stringify(path)}`, () => {
    assert.is(fnmatcher([pattern])(path), isMatched);
    assert.is(fnmatcher(['nothing', pattern])(path), isMatched);
  });
}

s('no patterns match nothing', () => {
  assert.is(fnmatcher([])(''), false);
});

s.run();
