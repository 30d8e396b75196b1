import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePypirc } from '../../src/config/pypirc.ts';

const s = suite('a .pypirc');

const rows: readonly (readonly [string, unknown])[] = [
  ['', {}],
  ['# only\n; comments\n\n', {}],
  ['[a]\nkey = value\n', { a: { key: 'value' } }],
  ['[a]\nKey:value\nother=x = y: z # no comment\n', { a: { key: 'value', other: 'x = y: z # no comment' } }],
  ['[a]\r\nk = v\r\n', { a: { k: 'v' } }],
  ['\ufeff[a]\nk =\n', { a: { k: '' } }],
  [
    '[distutils]\nindex-servers =\n    one\n  # between\n\ttwo\n\n[one]\n',
    { distutils: { 'index-servers': 'one\ntwo' }, one: {} },
  ],
  ['[a b]\nk = v\n[c]\nk = w\n', { 'a b': { k: 'v' }, c: { k: 'w' } }],
  ['k = v\n', null],
  ['[a]\nno pair\n', null],
  ['[a]\nk = v\nK = w\n', null],
  ['[a]\n[a]\n', null],
];
for (const [text, expected] of rows) {
  s(`${JSON.stringify(text)} is ${expected === null ? 'none' : 'read'}`, () => {
    const read = parsePypirc(text);
    const sections = [...(read ?? [])].map(([name, section]) => [name, Object.fromEntries(section)] as const);
    assert.equal(read === null ? null : Object.fromEntries(sections), expected);
  });
}

s.run();
