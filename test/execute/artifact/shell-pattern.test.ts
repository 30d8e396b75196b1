import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePattern } from '../../../src/execute/artifact/shell-pattern.ts';

const s = suite('patterns of artifacts without a shell');

/** A pattern, and its words as prefix and what is relative to that. */
const ROWS: readonly (readonly [pattern: string, words: readonly (readonly [string, string | null])[]])[] = [
  ['a.txt', [['a.txt', null]]],
  [
    'a.txt  b/c',
    [
      ['a.txt', null],
      ['b/c', null],
    ],
  ],
  ['/source/out', [['/source/out', null]]],
  ['out/', [['out/', null]]],
  [
    '"a b" c\\ d \'*\'',
    [
      ['a b', null],
      ['c d', null],
      ['*', null],
    ],
  ],
  ['"say \\"x\\""', [['say "x"', null]]],
  ['*.txt', [['', '^(?!\\.)[^/]*\\.txt$']]],
  ['out/*.txt', [['out', '^(?!\\.)[^/]*\\.txt$']]],
  ['/a/b/*/c?', [['/a/b', '^(?!\\.)[^/]*\\/c[^/]$']]],
  ['.*', [['', '^\\.[^/]*$']]],
  ['"*"*', [['', '^[\\*][^/]*$']]],
  ['[!a]x', [['', '^(?!\\.)[^a]x$']]],
];

for (const [pattern, words] of ROWS) {
  s(`reads ${pattern}`, () => {
    const parsed = parsePattern(pattern);
    assert.ok(parsed.ok);
    const found = parsed.value.map(({ prefix, rest }) => [prefix, rest === null ? null : rest.source]);
    const expected = words.map(([prefix, rest]) => [prefix, rest === null ? null : new RegExp(rest).source]);
    assert.equal(found, expected);
  });
}

for (const pattern of ['$HOME/x', '`ls`', '$(ls)', '"$(ls)"', '~/x', 'a; b', 'a | b', "it's"]) {
  s(`says that ${pattern} needs a shell`, () => {
    assert.equal(parsePattern(pattern), {
      ok: false,
      failure: {
        kind: 'configuration',
        summary: `Artifact pattern "${pattern}" needs a shell, but the step runs the command of its image and none is left`,
        next: 'Use names with *, ? and [...] alone, or give the step a "cmd"',
      },
    });
  });
}

s.run();
