import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadYaml } from '../../../src/config/yaml/load.ts';
import { toPythonFloat } from '../../../src/config/yaml/python-float.ts';
import { toPythonText } from '../../../src/config/yaml/python-text.ts';

const s = suite('config/yaml/python-text');

const rows: readonly (readonly [string, string | null])[] = [
  ['true', 'True'],
  ['off', 'False'],
  ['1.50', '1.5'],
  ['1.0', '1.0'],
  ['1', '1'],
  ['010', '8'],
  ['12345678901234567890', '12345678901234567890'],
  ['2020-01-02', '2020-01-02'],
  ['2020-01-02T03:04:05Z', '2020-01-02 03:04:05+00:00'],
  ['~', null],
  ['x', 'x'],
  ['""', ''],
  ['[1, 2]', '[1, 2]'],
  ['[1, a, 1.0, true, ~, 2020-01-02]', '[1, "a", 1.0, true, null, "2020-01-02"]'],
  ['{b: 1, 2: {a: []}, on: x}', '{"b": 1, "2": {"a": []}, "true": "x"}'],
  ['[.inf]', '["inf"]'],
];
for (const [text, expected] of rows) {
  s(`hands ${text} to a container as ${String(expected)}`, () => {
    const content = loadYaml(text);
    assert.is('value' in content && toPythonText(content.value), expected);
  });
}

/** As Python 3.11 prints them. */
const floats: readonly (readonly [number, string])[] = [
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [-1.5, '-1.5'],
  [0.1 + 0.2, '0.30000000000000004'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [1.5e-7, '1.5e-07'],
  [123456789.123, '123456789.123'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [1.25e22, '1.25e+22'],
  [1e100, '1e+100'],
  [Infinity, 'inf'],
  [-Infinity, '-inf'],
  [NaN, 'nan'],
];
for (const [value, expected] of floats) {
  s(`prints ${value} as ${expected}`, () => assert.is(toPythonFloat(value), expected));
}

s.run();
