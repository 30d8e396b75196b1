import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { YamlValue } from '../../../src/config/build-file.ts';
import { loadYaml } from '../../../src/config/yaml/load.ts';
import { readPlainScalar } from '../../../src/config/yaml/scalar.ts';

const s = suite('config/yaml/scalar');

const float = (value: number): YamlValue => ({ kind: 'float', value });
const date = (text: string): YamlValue => ({ kind: 'date', text });

/** What PyYAML 6.0.3 makes of each. */
const rows: readonly (readonly [string, YamlValue])[] = [
  ...['yes', 'Yes', 'YES', 'on', 'ON', 'true', 'True'].map((text) => [text, true] as const),
  ...['no', 'No', 'off', 'OFF', 'false', 'FALSE'].map((text) => [text, false] as const),
  ...['y', 'n', 'tRUE', 'yEs', 'nULL'].map((text) => [text, text] as const),
  ...['~', 'null', 'Null', 'NULL', ''].map((text) => [text, null] as const),
  ['0', 0],
  ['-0', 0],
  ['00', 0],
  ['010', 8],
  ['0777', 511],
  ['08', '08'],
  ['080', '080'],
  ['0o10', '0o10'],
  ['0x1F', 31],
  ['0X1F', '0X1F'],
  ['0b101', 5],
  ['1_000', 1000],
  ['+1', 1],
  ['-12', -12],
  ['1,000', '1,000'],
  ['12345678901234567890', 12345678901234567890n],
  ['0xFFFFFFFFFFFFFFFFFF', 0xffffffffffffffffffn],
  ['1:30', 90],
  ['22:22', 1342],
  ['190:20:30', 685230],
  ['-1:30', -90],
  ['1:60', '1:60'],
  ['01:30', '01:30'],
  ['8080:80', '8080:80'],
  ['1:30.5', float(90.5)],
  ['1.5', float(1.5)],
  ['1.10', float(1.1)],
  ['1.', float(1)],
  ['.5', float(0.5)],
  ['+.5', '+.5'],
  ['-0.0', float(-0)],
  ['1e3', '1e3'],
  ['1.e3', '1.e3'],
  ['1.0e3', '1.0e3'],
  ['1.0e+3', float(1000)],
  ['.inf', float(Infinity)],
  ['-.INF', float(-Infinity)],
  ['.nan', float(NaN)],
  ['3.27.1', '3.27.1'],
  ['=', '='],
  ['2020-01-02', date('2020-01-02')],
  ['2020-1-2', '2020-1-2'],
  ['2020-01-02T03:04:05Z', date('2020-01-02 03:04:05+00:00')],
  ['2020-01-02 3:04:05.5 +02:30', date('2020-01-02 03:04:05.500000+02:30')],
  ['2001-12-14t21:59:43.10-05', date('2001-12-14 21:59:43.100000-05:00')],
  ['2020-01-02 03:04:05', date('2020-01-02 03:04:05')],
];
for (const [text, expected] of rows) {
  s(`reads ${JSON.stringify(text)} as PyYAML does`, () => {
    assert.equal(readPlainScalar(text), expected);
  });
}

for (const text of ['2020-13-45', '2021-02-29', '2020-01-02 25:00:00', '0x_', '0b_']) {
  s(`refuses ${text}, which has a form and no meaning`, () => {
    assert.is(readPlainScalar(text), undefined);
  });
}

const tagged: readonly (readonly [string, YamlValue])[] = [
  ['!!str 1', '1'],
  ['!!int "12"', 12],
  ['!!float 1', float(1)],
  ['!!bool "yes"', true],
  ["!!null ''", null],
  ['! 1', 1],
  ['! "1"', 1],
  ["'1'", '1'],
  ['"yes"', 'yes'],
];
for (const [text, expected] of tagged) {
  s(`reads ${text} by its tag or quotes`, () => {
    const content = loadYaml(text);
    assert.equal('value' in content && content.value, expected);
  });
}

s.run();
