import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { YamlValue } from '../../../src/config/build-file.ts';
import { loadYaml } from '../../../src/config/yaml/load.ts';
import { findPlace, offsetOf } from '../../../src/config/yaml/place.ts';
import { isYamlList, isYamlMap } from '../../../src/config/yaml/value.ts';
import { startProcessorClock } from '../../support/processor-time.ts';

const s = suite('config/yaml/load');

/** Maps as lists of pairs, so that their order is compared too. */
function pairs(value: YamlValue): unknown {
  if (isYamlMap(value)) return [...value].map(([key, item]) => [key, pairs(item)]);
  return isYamlList(value) ? value.map(pairs) : value;
}

function load(text: string): unknown {
  const content = loadYaml(text);
  return 'problems' in content ? content.problems : pairs(content.value);
}

const values: readonly (readonly [string, string, unknown])[] = [
  [
    'keeps the order of keys',
    'b: 1\na: 2\n2: x\n1: y\n',
    [
      ['b', 1],
      ['a', 2],
      [2, 'x'],
      [1, 'y'],
    ],
  ],
  ['reads an empty text as nothing', '', null],
  [
    'reads a value that is not written as nothing',
    'a:\nb: {c, d: }\n',
    [
      ['a', null],
      [
        'b',
        [
          ['c', null],
          ['d', null],
        ],
      ],
    ],
  ],
  [
    'resolves aliases',
    'a: &x [1]\nb: *x\n',
    [
      ['a', [1]],
      ['b', [1]],
    ],
  ],
  ['ignores the version of YAML that is asked for', '%YAML 1.2\n---\na: 010\n', [['a', 8]]],
  [
    'keeps keys that are no texts',
    'on: 1\n1.5: 2\n~: 3\n',
    [
      [true, 1],
      [{ kind: 'float', value: 1.5 }, 2],
      [null, 3],
    ],
  ],
  [
    'folds and keeps block texts',
    'a: |\n  x\n  y\nb: >-\n  x\n  y\n',
    [
      ['a', 'x\ny\n'],
      ['b', 'x y'],
    ],
  ],
  [
    'puts merged keys first, own values over them',
    'a: &x {b: 1, z: 0}\nc:\n  d: 2\n  b: 3\n  <<: *x\n',
    [
      [
        'a',
        [
          ['b', 1],
          ['z', 0],
        ],
      ],
      [
        'c',
        [
          ['b', 3],
          ['z', 0],
          ['d', 2],
        ],
      ],
    ],
  ],
  [
    'takes the first of several merged maps',
    '<<: [{b: 1}, {b: 2, c: 3}]\n',
    [
      ['b', 1],
      ['c', 3],
    ],
  ],
  ['takes "<<" in quotes for a key', '"<<": 1\n', [['<<', 1]]],
  ['lets a bracket close at the left margin', 'a: [\n  1\n]\n', [['a', [1]]]],
];
for (const [behaviour, text, expected] of values) {
  s(behaviour, () => assert.equal(load(text), expected));
}

const problems: readonly (readonly [string, number, string, string])[] = [
  ['a: 1\nb: 2\na: 3\n', 10, '"a" is given twice in one map', 'Leave one of the two'],
  ['1: a\ntrue: b\n', 5, '"True" is given twice in one map', 'Leave one of the two'],
  ['a: 1\n---\nb: 2\n', 5, 'A second document starts here', 'Leave one document in the file'],
  [
    'cmd: echo a: b\n',
    11,
    '": " stands within a value',
    'Put the value in quotes; or, where a key of its own is meant, indent it like the keys above',
  ],
  ['a: *x\n', 3, '"*x" names nothing', 'Write "&x" before it'],
  ['a: &x [*x]\n', 7, '"*x" stands within what it names', 'Name something else'],
  ['[a]: 1\n', 0, 'A list or a map is used as a key', 'Use a text'],
  ['<<: 1\n', 4, '"<<" merges something that is no map', 'Name a map, or a list of maps'],
  [
    'a: !!python/object/apply:os.getcwd []\n',
    3,
    'The tag "!!python/object/apply:os.getcwd" is not allowed',
    'Write the value without it',
  ],
  ['a: !!int x\n', 9, '"x" is no value of "!!int"', 'Correct it, or leave the tag away'],
  [
    'a: 2020-13-45\n',
    3,
    '"2020-13-45" has the form of a date or a number, and there is none',
    'Correct it, or put it in quotes',
  ],
  ['a: [1\n', 3, '"[" is not closed', 'Close it with "]"'],
  ['a:\n\t- b\n', 3, 'A tab is used to indent', 'Indent with blanks'],
  ['a: "b\n', 3, 'A text in quotes is not closed', 'Close it with the same quote'],
  ['a: @x\n', 3, 'A value starts with "@", which has a meaning in YAML', 'Put the value in quotes'],
  ['a: - b\n', 3, 'A list starts behind a key or a value', 'Start it on a line of its own'],
];
for (const [text, offset, message, next] of problems) {
  s(`locates what is wrong in ${JSON.stringify(text)}`, () => assert.equal(load(text), [{ offset, message, next }]));
}

s('tells all duplicates at once', () => {
  const content = loadYaml('a: 1\na: 2\nb: {c: 1, c: 2}\n');
  assert.equal('problems' in content && content.problems.map((problem) => problem.offset), [5, 20]);
});

const places: readonly (readonly [string, string, readonly (string | number)[], number])[] = [
  ['a scalar by its value', 'a:\n  b: x\n', ['a', 'b'], 8],
  ['a block by its key', 'a:\n  b: x\n', ['a'], 0],
  ['a map in braces by its brace', 'a: {b: x}\n', ['a'], 3],
  ['an item of a list', 'a:\n  - x\n  - y\n', ['a', 1], 13],
  ['what an alias brings by where it is written', 'a: &x {b: 1}\nc: *x\n', ['c', 'b'], 10],
  ['what a merge brings by where it is written', 'a: &x {b: 1}\nc:\n  <<: *x\n', ['c', 'b'], 10],
  ['an alias itself by the alias', 'a: &x {b: 1}\nc: *x\n', ['c'], 16],
  ['what is not there by its nearest ancestor', 'a:\n  b: x\n', ['a', 'q', 'r'], 0],
];
for (const [what, text, path, expected] of places) {
  s(`finds ${what}`, () => {
    const content = loadYaml(text);
    assert.is('place' in content && offsetOf(findPlace(content.place, path)), expected);
  });
}

const tooDeep = 'Values stand more than 400 deep within each other';
const tooMany = 'With "*i" the file holds more than 200000 copied values';

/** Each name stands for nine of the one before it. */
function bomb(write: (name: string) => string): string {
  const lines = [...'bcdefghij'].map((name, index) => `${name}: &${name} ${write('abcdefghi'[index] ?? '')}`);
  return `a: &a {k: 1}\n${lines.join('\n')}\n`;
}

const heavy: readonly (readonly [string, string, string])[] = [
  ['brackets that nest too deeply', '['.repeat(20_000), tooDeep],
  ['blocks that nest too deeply', '- '.repeat(20_000), tooDeep],
  [
    'aliases that nest too deeply',
    `- &a0 []\n${Array.from({ length: 1000 }, (_, index) => `- &a${index + 1} [*a${index}]\n`).join('')}`,
    tooDeep,
  ],
  ['a bomb of aliases', bomb((name) => `[${Array(9).fill(`*${name}`).join(', ')}]`), tooMany.replace('*i', '*f')],
  [
    'a bomb of merge keys',
    bomb((name) => `{<<: [${Array(9).fill(`*${name}`).join(', ')}]}`),
    tooMany.replace('*i', '*f'),
  ],
];
for (const [what, text, message] of heavy) {
  s(`refuses ${what} at once`, () => {
    const taken = startProcessorClock();
    const content = loadYaml(text);
    assert.ok(taken() < 500);
    assert.equal('problems' in content && content.problems.map((problem) => problem.message), [message]);
  });
}

s('takes a map of forty keys that a thousand others merge and name', () => {
  const keys = Array.from({ length: 40 }, (_, index) => `k${index}: ${index}`).join(', ');
  const uses = Array.from({ length: 1000 }, (_, index) => `s${index}: {<<: *a, own: *a}\n`).join('');
  assert.ok('value' in loadYaml(`a: &a {${keys}}\n${uses}`));
});

s('reads any number of lines in a time that grows as they do', () => {
  const timeOf = (count: number): number => {
    const text = Array.from({ length: count }, (_, index) => `s${index}:\n  run: {cmd: "a", env: [b, c]}\n`).join('');
    const taken = startProcessorClock();
    assert.ok('value' in loadYaml(text));
    return taken();
  };
  timeOf(2000);
  // By turns, and the best of each, for other programs may slow the machine for a while.
  const pairs = [1, 2, 3].map(() => [timeOf(20_000), timeOf(2000)] as const);
  const ratio = Math.min(...pairs.map(([large]) => large)) / Math.min(...pairs.map(([, small]) => small));
  assert.ok(ratio < 30, `ten times the lines took ${ratio.toFixed(1)} times as long`);
});

s.run();
